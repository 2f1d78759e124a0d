/**
 * A pseudonym for those who want credit: off by default, and what it gives away before anything else.
 *
 * In: the context. Out: a section of the settings.
 */

import * as api from '../companion.js';
import { announce, button, el, keepFocus } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';

const MOST = 40;

export function pseudonymSection(context) {
  const body = el('div', {});
  const load = () => api.pseudonym().then(show).catch((error) => context.report(error));

  async function keep(choice, said) {
    try {
      show(await api.keepPseudonym(choice));
      announce(said, 'good');
    } catch (error) {
      context.report(error);
    }
  }

  function show({ on, name }) {
    const field = el('input', { type: 'text', autocomplete: 'off', maxlength: MOST, dir: 'auto', value: name ?? '', 'data-focus': 'pseudonym-name' });
    const save = (event) => {
      event.preventDefault();
      keep({ on: true, name: field.value.trim() || null }, t.settings.saved);
    };
    const state = on ? (name ? t.pseudonym.onAs(name) : t.pseudonym.on) : t.pseudonym.off;
    keepFocus(() => body.replaceChildren(
      el('p', { role: 'status' }, el('strong', {}, line(state))),
      el('form', { on: { submit: save } },
        el('label', { class: 'field narrow' }, el('span', {}, t.pseudonym.name), field),
        el('div', { class: 'line' }, el('button', { type: 'submit', 'data-focus': 'pseudonym-keep' }, on ? t.pseudonym.rename : t.pseudonym.make),
          on ? button(t.pseudonym.forget, () => keep({ on: false }, t.pseudonym.forgotten), { class: 'quiet', 'data-focus': 'pseudonym-forget' }) : null))));
  }

  load();
  return el('section', { class: 'card', id: 'pseudonym' }, el('h2', {}, t.pseudonym.title), el('p', {}, t.pseudonym.lead), el('ul', { class: 'consequences' }, t.pseudonym.points.map((point) => el('li', {}, point))), body);
}
