/**
 * Draws the text of a message as page elements.
 *
 * In: a text and the marks on it, in code points. Out: a fragment.
 * Invariant: the fragment's `textContent` is the text, character for character. So what is seen is what would be sent, and a
 * selection can be counted back to the record's own offsets. Text only ever becomes text nodes.
 */

import { el } from '../dom.js';
import { hidden } from './hidden.js';
import { pieces } from './marks.js';
import { shape } from './markdown.js';
import { pointIndex } from './points.js';

const PLACEHOLDER = /\[[A-Z][A-Z_]{0,30}_\d{1,6}\]/g;

/** Blocks that are laid out together, or not at all while they are far away. */
const CHUNK = 100;

/** A whole message. `marks` are `{kind: 'redaction'|'evidence', start, end, label, …}` in code points. */
export function message(text, marks) {
  const index = pointIndex(text);
  const own = marks.map((mark) => ({ ...mark, start: index.unit(mark.start), end: index.unit(mark.end) })).sort((a, b) => a.start - b.start);
  const { blocks, spans } = shape(text);
  // One pass in order of place serves all blocks. Only the record's own marks may reach over several of them.
  const small = [...spans, ...hidden(text)].sort((a, b) => a.start - b.start);
  const fragment = document.createDocumentFragment();
  let next = 0;
  let nextOwn = 0;
  let open = [];
  let parent = fragment;
  for (const [number, block] of blocks.entries()) {
    if (blocks.length > CHUNK && number % CHUNK === 0) fragment.append((parent = el('span', { class: 'chunk' })));
    open = open.filter((mark) => mark.end > block.start);
    for (; nextOwn < own.length && own[nextOwn].start < block.end; nextOwn += 1) open.push(own[nextOwn]);
    const here = [...open];
    for (; next < small.length && small[next].start < block.end; next += 1) here.push(small[next]);
    // Outermost first: evidence may hold redactions, and both may hold emphasis.
    here.sort((a, b) => rank(a) - rank(b));
    const element = el('span', { class: `block ${block.kind}${block.level ? ` level-${block.level}` : ''}`, dir: block.kind === 'code' ? 'ltr' : 'auto' });
    // A long line of code scrolls sideways; the keyboard must be able to do that, too.
    if (block.kind === 'code' || block.kind === 'table') element.tabIndex = 0;
    draw(text, pieces(block.start, block.end, here), element);
    parent.append(element);
  }
  return fragment;
}

/** One line of foreign text (a preview, a name): hidden characters shown, placeholders marked, direction isolated. */
export function line(text) {
  const placeholders = [...text.matchAll(PLACEHOLDER)].map((match) => ({ kind: 'redaction', start: match.index, end: match.index + match[0].length }));
  const element = el('bdi', {});
  draw(text, pieces(0, text.length, [...placeholders, ...hidden(text)]), element);
  return element;
}

function rank(mark) {
  return ['evidence', 'redaction', 'strong', 'mono', 'markup', 'bullet', 'hidden'].indexOf(mark.kind);
}

function draw(text, list, parent) {
  let open = [];
  for (const { start, end, marks } of list) {
    // Neighbouring pieces share the elements of the marks that both have, so a mark is one element wherever it can be.
    let shared = 0;
    while (shared < open.length && shared < marks.length && open[shared].mark === marks[shared]) shared += 1;
    open = open.slice(0, shared);
    for (const mark of marks.slice(shared)) {
      const element = markElement(mark);
      (open.at(-1)?.element ?? parent).append(element);
      open.push({ mark, element });
    }
    (open.at(-1)?.element ?? parent).append(document.createTextNode(text.slice(start, end)));
  }
}

function markElement(mark) {
  switch (mark.kind) {
    case 'redaction':
      return el('mark', { class: `redaction${mark.unsure ? ' unsure' : ''}`, 'data-type': mark.type, title: mark.label });
    case 'evidence':
      return el('mark', { class: `evidence ${mark.tone}`, 'data-evidence': mark.key, title: mark.label });
    case 'strong':
      return el('strong');
    case 'mono':
      return el('code');
    case 'hidden':
      return el('span', { class: 'hidden-character', 'data-name': mark.name });
    default:
      return el('span', { class: mark.kind });
  }
}
