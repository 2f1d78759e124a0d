/**
 * What a conversation is called: its own title where it has one, and a line to change it in.
 *
 * In: a record. Out: a heading that turns into a field and back.
 */

import { around, button, el } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';

export function heading(change) {
  let record = null;
  let editable = false;
  const element = el('div', { class: 'title' });

  function draw() {
    element.replaceChildren(
      name(),
      ...(editable ? [button(record.judgements.title ? t.record.rename : t.record.name, edit, { class: 'quiet small', 'data-focus': 'rename' })] : []));
  }

  function name() {
    const site = record.site === 'unknown' ? t.list.unknownSite : record.site;
    const { title } = record.judgements;
    return el('h1', {}, title ? line(title) : around(t.record.title, line(site)));
  }

  function edit() {
    if (!editable) return;
    const input = el('input', { type: 'text', value: record.judgements.title ?? '', maxlength: 200, dir: 'auto', autocomplete: 'off' });
    const close = () => {
      draw();
      element.querySelector('button')?.focus();
    };
    const form = el('form', { class: 'title-form', on: { submit: async (event) => {
      event.preventDefault();
      if (await change({ op: 'title', text: input.value })) close();
    }, keydown: (event) => event.key === 'Escape' && close() } },
      el('label', { class: 'field' }, el('span', {}, t.record.titleLabel), input, el('span', { class: 'soft' }, t.notes.noteHint)),
      el('div', { class: 'line' }, el('button', { type: 'submit' }, t.notes.save), button(t.cancel, close)));
    element.replaceChildren(name(), form);
    input.focus();
  }

  return {
    element,
    edit,
    show(fresh, allowed) {
      const same = record && record.judgements.title === fresh.judgements.title && record.site === fresh.site && editable === allowed;
      record = fresh;
      editable = allowed;
      // What is being written is not drawn over.
      if (!same || element.children.length === 0) draw();
    },
  };
}
