/**
 * The terms of one record: those agreed to, or narrower ones for it alone.
 *
 * In: a record. Out: a card with the licence and purposes it goes under, and while it is here the choice of others. What was not agreed
 * to is not offered.
 */

import * as api from '../companion.js';
import { announce, button, el } from '../dom.js';
import { t } from '../strings.js';

/** Widest first. */
const LICENCES = ['CC0-1.0', 'CC-BY-4.0', 'research-only'];

export function terms(id, done, report) {
  const element = el('section', { class: 'card' });
  let opened = false;
  let drawn = '';

  async function choose(choice) {
    try {
      const fresh = await api.chooseTerms(id, choice);
      drawn = '';
      done(fresh);
      announce(t.terms.kept, 'good');
    } catch (error) {
      report(error);
    }
  }

  function form(agreed, consent) {
    const problem = el('p', { class: 'field-error', role: 'alert' });
    const option = (type, name, value, [title, text], checked) => el('label', { class: 'choice' }, el('input', { type, name, value, checked, 'data-focus': `terms-${value}` }), el('span', {}, el('strong', {}, title), ' ', el('span', { class: 'soft' }, text)));
    const send = (event) => {
      event.preventDefault();
      const data = new FormData(event.target);
      const purposes = data.getAll('purposes');
      problem.textContent = purposes.length > 0 ? '' : t.terms.missing;
      if (purposes.length > 0) choose({ licence: data.get('licence'), purposes });
    };
    return el('details', { open: opened, on: { toggle: (event) => { opened = event.target.open; } } }, el('summary', { 'data-focus': 'terms-choose' }, t.terms.choose),
      el('form', { class: 'terms-form', on: { submit: send } },
        el('fieldset', {}, el('legend', {}, t.settings.receipt.licence), LICENCES.slice(LICENCES.indexOf(agreed.licence)).map((name) => option('radio', 'licence', name, t.settings.licences[name], name === consent.licence))),
        el('fieldset', {}, el('legend', {}, t.settings.purposes), agreed.purposes.map((name) => option('checkbox', 'purposes', name, t.settings.purposeNames[name], consent.purposes.includes(name)))),
        el('p', { class: 'soft' }, t.terms.within), problem,
        el('div', { class: 'line' }, el('button', { type: 'submit', 'data-focus': 'terms-keep' }, t.notes.save))));
  }

  return {
    element,
    show(record, editable) {
      const { consent, agreed, terms: own } = record;
      element.hidden = !consent;
      const now = JSON.stringify([consent, agreed, own, editable]);
      // A half-filled form is not drawn over.
      if (!consent || now === drawn) return;
      drawn = now;
      element.replaceChildren(...[
        el('h2', {}, t.terms.title),
        el('p', {}, el('strong', {}, t.settings.licences[consent.licence]?.[0] ?? consent.licence)),
        el('p', {}, t.terms.purposes(consent.purposes.map((name) => t.settings.purposeNames[name]?.[0] ?? name))),
        el('p', { class: 'soft' }, own ? t.terms.own : t.terms.asAgreed(t.time.day(consent.day))),
        editable && agreed ? form(agreed, consent) : null,
        editable && own ? button(t.terms.reset, () => choose({}), { class: 'quiet small', 'data-focus': 'terms-reset' }) : null,
      ].filter(Boolean));
    },
  };
}
