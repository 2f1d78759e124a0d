/**
 * The contributor's own note and labels.
 *
 * In: a record. Out: a form whose unsaved words survive every redrawing of the rest.
 */

import { button, el } from '../dom.js';
import { t } from '../strings.js';

export function notes(change) {
  const note = el('textarea', { rows: 3, maxlength: 4000, dir: 'auto' });
  const labels = el('input', { type: 'text', autocomplete: 'off', dir: 'auto' });
  const state = el('span', { class: 'soft', role: 'status' });
  const save = button(t.notes.save, store, { disabled: true });
  const stored = { note: '', labels: '' };
  const element = el('section', { class: 'card notes' }, el('h2', {}, t.notes.title),
    el('label', { class: 'field' }, el('span', {}, t.notes.note), note, el('span', { class: 'soft' }, t.notes.noteHint)),
    el('label', { class: 'field' }, el('span', {}, t.notes.labels), labels, el('span', { class: 'soft' }, t.notes.labelsHint)),
    el('div', { class: 'line' }, save, state));

  function dirty() {
    return note.value !== stored.note || labels.value !== stored.labels;
  }

  function mark() {
    save.disabled = !dirty();
    state.textContent = dirty() ? t.notes.unsaved : '';
  }

  async function store() {
    const words = { note: note.value, labels: labels.value };
    let good = true;
    if (words.note !== stored.note) good = (await change({ op: 'note', text: words.note })) && good;
    if (words.labels !== stored.labels) good = (await change({ op: 'label', labels: split(words.labels) })) && good;
    if (!good) return;
    mark();
    if (!dirty()) state.textContent = t.notes.saved;
  }

  for (const input of [note, labels]) input.addEventListener('input', mark);

  return {
    element,
    show(record, editable) {
      const fresh = { note: record.judgements.note ?? '', labels: record.judgements.labels.join(', ') };
      // What the person is writing wins over what comes from the companion.
      if (note.value === stored.note) note.value = fresh.note;
      if (split(labels.value).join() === split(stored.labels).join() || split(labels.value).join() === split(fresh.labels).join()) labels.value = fresh.labels;
      Object.assign(stored, fresh);
      note.readOnly = labels.readOnly = !editable;
      save.hidden = !editable;
      element.hidden = !editable && fresh.note === '' && fresh.labels === '';
      mark();
    },
  };
}

function split(text) {
  return [...new Set(text.split(',').map((label) => label.trim()).filter(Boolean))];
}
