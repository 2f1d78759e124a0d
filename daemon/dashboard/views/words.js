/**
 * Private words: what is taken out wherever it stands, whatever the rules say.
 *
 * In: the context. Out: a section of the settings. The list is asked for when the section is drawn, and shown to nobody else.
 */

import * as api from '../companion.js';
import { announce, el } from '../dom.js';
import { t } from '../strings.js';

export function wordsSection(context) {
  const box = el('textarea', { id: 'private-words', rows: 5, spellcheck: 'false', autocomplete: 'off', disabled: true, 'aria-describedby': 'private-words-how' });
  const save = el('button', { type: 'submit', disabled: true }, t.words.save);
  const form = el('form', { on: { submit: keep } },
    el('label', { class: 'field' }, el('span', {}, t.words.label), box, el('span', { class: 'soft', id: 'private-words-how' }, t.words.how)),
    el('p', {}, save));

  const show = (words) => {
    box.value = words.join('\n');
    box.disabled = save.disabled = false;
  };
  const load = () => api.words().then(({ words }) => show(words)).catch((error) => context.report(error));

  async function keep(event) {
    event.preventDefault();
    try {
      const { words, redacted } = await api.keepWords(box.value.split('\n').map((word) => word.trim()).filter(Boolean));
      show(words);
      announce(t.words.saved(redacted), 'good');
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  }

  load();
  return el('section', { class: 'card', id: 'words' }, el('h2', {}, t.words.title), el('p', { class: 'soft' }, t.words.lead), form);
}
