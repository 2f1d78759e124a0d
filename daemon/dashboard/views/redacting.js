/**
 * Redacting more: what is selected in a message, or a word wherever it stands.
 *
 * In: the record and the drawn thread. Out: a bar that appears with a selection, and a small form; both send spans in code points.
 * The form needs no pointer: everything the bar can do is possible with the keyboard.
 */

import { announce, button, el } from '../dom.js';
import { t } from '../strings.js';
import { occurrences, widen } from '../text/points.js';
import { selectedSpan } from '../text/selection.js';

export function redacting({ record, thread, edit, done, report }) {
  let selected = null;
  let working = false;
  let settling = 0;
  let allowed = false;

  const barType = types();
  const barText = el('span', { class: 'bar-text' });
  // The selection must survive the press on the button.
  const barButton = button(t.redaction.apply, redactSelection, { class: 'primary' });
  const bar = el('div', { class: 'redact-bar', role: 'region', 'aria-label': t.redaction.apply, hidden: true }, barText, el('label', { class: 'inline' }, el('span', {}, t.redaction.as), barType), barButton);

  const word = el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', dir: 'auto', on: { input: count } });
  const wordType = types();
  const wordButton = el('button', { type: 'submit', disabled: true }, t.redaction.apply);
  const finder = el('form', { class: 'card finder', on: { submit: redactWord } }, el('h2', {}, t.redaction.find), el('p', { class: 'soft' }, t.redaction.how),
    el('label', { class: 'field' }, el('span', {}, t.redaction.findLabel), word),
    el('label', { class: 'field' }, el('span', {}, t.redaction.asLabel), wordType), wordButton);

  function onSelection() {
    clearTimeout(settling);
    settling = setTimeout(showSelection, 50);
  }

  function showSelection() {
    if (!allowed || working || bar.contains(document.activeElement)) return;
    selected = find();
    bar.hidden = selected === null;
    if (selected) barText.textContent = t.redaction.selected(selected.end - selected.start);
  }

  /** The message in which the selection begins decides. */
  function find() {
    for (const body of thread.querySelectorAll('[data-message]')) {
      const message = record()?.messages.find(({ id }) => id === body.dataset.message);
      const span = message && selectedSpan(body, message.text);
      if (span) return { message_id: message.id, ...widen(span, message.redactions) };
    }
    return null;
  }

  /** Asks `next` for one operation at a time, because each changes the offsets of those that follow. */
  async function run(next) {
    working = true;
    barButton.disabled = wordButton.disabled = true;
    let made = 0;
    try {
      for (let operation = next(); operation; operation = next()) {
        done(await edit(operation));
        made += 1;
      }
    } catch (error) {
      report(error);
    } finally {
      working = false;
      barButton.disabled = false;
      if (made > 0) announce(t.redaction.done(made), 'good');
    }
  }

  async function redactSelection() {
    if (!selected) return;
    const operation = { op: 'redact', ...selected, type: barType.value };
    selected = null;
    document.getSelection()?.removeAllRanges();
    await run(once(operation));
    bar.hidden = true;
  }

  function places() {
    const needle = word.value.trim();
    return (record()?.messages ?? []).flatMap((message) => occurrences(message.text, needle, message.redactions).map((span) => ({ op: 'redact', message_id: message.id, ...span, type: wordType.value })));
  }

  function count() {
    const found = word.value.trim() === '' ? null : places().length;
    wordButton.textContent = found === null ? t.redaction.apply : t.redaction.applyCount(found);
    wordButton.disabled = !found;
  }

  async function redactWord(event) {
    event.preventDefault();
    let before = Infinity;
    await run(() => {
      // The companion may redact several places at once; if it redacts none, asking again would never end.
      const left = places();
      if (left.length >= before) return null;
      before = left.length;
      return left[0];
    });
    word.value = '';
    count();
    word.focus();
  }

  bar.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    selected = null;
    bar.hidden = true;
    document.getSelection()?.removeAllRanges();
  });
  document.addEventListener('selectionchange', onSelection);
  return {
    bar,
    finder,
    busy: () => working || selected !== null,
    show(editable) {
      allowed = editable;
      finder.hidden = !editable;
      if (!editable) bar.hidden = true;
    },
    leave: () => {
      clearTimeout(settling);
      document.removeEventListener('selectionchange', onSelection);
    },
  };
}

function once(operation) {
  const rest = [operation];
  return () => rest.pop();
}

function types() {
  const names = Object.entries(t.redaction.types);
  names.unshift(names.splice(names.findIndex(([type]) => type === 'PRIVATE'), 1)[0]);
  return el('select', {}, names.map(([type, name]) => el('option', { value: type }, name)));
}
