/**
 * Finds the shape of markdown: enough to read it well, never more.
 *
 * In: a text. Out: blocks that tile it exactly and spans for emphasis, code and markup characters, all in UTF-16 units. Pure.
 * Deliberately no links, images or HTML: what is shown is the exact text, and nothing in it can be clicked.
 * Every loop moves forward, so the time is linear in the text, whatever it holds.
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})[ \t]/;
const ITEM = /^([ \t]*)(?:[-*+•]|\d{1,9}[.)])[ \t]/;
const QUOTE = /^ {0,3}>/;
const TABLE = /^ {0,3}\|/;
const RULE = /^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$/;

/** Blocks `{kind, start, end, level}` and spans `{kind, start, end}`. */
export function shape(text) {
  const blocks = [];
  const spans = [];
  let fence = null;
  for (const line of lines(text)) {
    const words = text.slice(line.start, line.contentEnd);
    if (fence) {
      last(blocks).end = line.end;
      if (closes(words, fence)) {
        spans.push({ kind: 'markup', start: line.start, end: line.contentEnd });
        fence = null;
      }
      continue;
    }
    const kind = kindOf(words);
    const previous = last(blocks);
    if (kind.name === 'code') {
      fence = kind.fence;
      blocks.push({ kind: 'code', start: line.start, end: line.end, level: 0 });
      spans.push({ kind: 'markup', start: line.start, end: line.contentEnd });
      continue;
    }
    const joins = previous && previous.kind === kind.name && ['text', 'gap', 'quote', 'table'].includes(kind.name);
    const continues = previous?.kind === 'item' && kind.name === 'text' && /^[ \t]{2,}/.test(words);
    if (joins || continues) previous.end = line.end;
    else blocks.push({ kind: kind.name, start: line.start, end: line.end, level: kind.level });
    if (kind.markup > 0) spans.push({ kind: kind.name === 'item' ? 'bullet' : 'markup', start: line.start, end: line.start + kind.markup });
    if (kind.name !== 'gap' && kind.name !== 'rule') inline(words, line.start, spans);
  }
  return { blocks, spans };
}

function* lines(text) {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const contentEnd = newline === -1 ? text.length : newline;
    const end = newline === -1 ? text.length : newline + 1;
    yield { start, contentEnd, end };
    start = end;
  }
}

function kindOf(words) {
  if (words.trim() === '') return { name: 'gap', level: 0, markup: 0 };
  let match;
  if ((match = FENCE.exec(words))) return { name: 'code', fence: match[1], level: 0, markup: 0 };
  if (RULE.test(words)) return { name: 'rule', level: 0, markup: words.length };
  if ((match = HEADING.exec(words))) return { name: 'heading', level: match[1].length, markup: match[0].length };
  if ((match = ITEM.exec(words))) return { name: 'item', level: Math.min(3, match[1].length >> 1), markup: match[0].length };
  if ((match = QUOTE.exec(words))) return { name: 'quote', level: 0, markup: match[0].length };
  if (TABLE.test(words)) return { name: 'table', level: 0, markup: 0 };
  return { name: 'text', level: 0, markup: 0 };
}

function closes(words, fence) {
  const match = FENCE.exec(words);
  return match !== null && match[1][0] === fence[0] && match[1].length >= fence.length && words.trim() === match[1];
}

/** Code in backticks and `**strong**` within one line. */
function inline(words, offset, spans) {
  // Once no closing mark is left in this line, none is searched for again: that keeps the time linear.
  const exhausted = new Set();
  const seek = (mark, from) => {
    if (exhausted.has(mark)) return -1;
    const at = words.indexOf(mark, from);
    if (at === -1) exhausted.add(mark);
    return at;
  };
  for (let at = 0; at < words.length; ) {
    const mark = words[at] === '`' ? '`' : words.startsWith('**', at) ? '**' : null;
    if (mark === null) {
      at += 1;
      continue;
    }
    const close = seek(mark, at + mark.length + 1);
    if (close === -1 || (mark === '**' && /\s/.test(words[at + 2]))) {
      at += mark.length;
      continue;
    }
    const [start, end] = [offset + at, offset + close + mark.length];
    spans.push({ kind: 'markup', start, end: start + mark.length });
    spans.push({ kind: mark === '`' ? 'mono' : 'strong', start: start + mark.length, end: end - mark.length });
    spans.push({ kind: 'markup', start: end - mark.length, end });
    at = close + mark.length;
  }
}

function last(list) {
  return list[list.length - 1];
}
