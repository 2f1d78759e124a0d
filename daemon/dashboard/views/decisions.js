/**
 * What the pool decided about a record, why, and the answer to it.
 *
 * In: a donated record. Out: a card. The pool is asked when the person wants it, about this record alone; what it says is shown as text.
 */

import * as api from '../companion.js';
import { announce, button, el, keepFocus } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';

const MOST = 2000;

export function decisions(id, report) {
  const body = el('div', {});
  const element = el('section', { class: 'card', hidden: true }, el('h2', {}, t.decisions.title), body);
  let asked = false;

  async function ask() {
    try {
      show((await api.decisions(id)).decisions);
    } catch (error) {
      report(error);
    }
  }

  function show(all) {
    asked = true;
    const last = all.at(-1);
    keepFocus(() => body.replaceChildren(
      ...(all.length === 0 ? [el('p', {}, t.decisions.none)] : [el('ol', { class: 'plain' }, all.map((decision) => el('li', {}, words(decision))))]),
      ...(last && !last.objection ? [form(last)] : []),
      button(t.decisions.ask, ask, { class: 'quiet small', 'data-focus': 'decisions-ask' })));
  }

  function words({ verdict, code, reason, day, objection }) {
    const why = [code, reason].filter(Boolean).join(': ');
    return [
      el('p', {}, el('strong', {}, t.decisions.verdicts[verdict](t.time.day(day)))),
      why ? el('p', {}, line(t.decisions.reason(why))) : null,
      objection ? el('p', {}, t.decisions.states[objection.state]) : null,
      objection?.answer ? el('p', {}, line(t.decisions.answer(objection.answer))) : null,
    ];
  }

  function form(decision) {
    const text = el('textarea', { rows: 4, maxlength: MOST, required: true, dir: 'auto', 'data-focus': 'objection' });
    const send = async (event) => {
      event.preventDefault();
      try {
        show((await api.object(id, { decision: decision.number, text: text.value.trim() })).decisions);
        announce(t.decisions.sent, 'good');
      } catch (error) {
        report(error);
      }
    };
    return el('details', {}, el('summary', { 'data-focus': 'object' }, t.decisions.object),
      el('form', { on: { submit: send } }, el('p', { class: 'soft' }, t.decisions.lead), el('label', { class: 'field' }, el('span', {}, t.decisions.label), text), el('div', { class: 'line' }, el('button', { type: 'submit' }, t.decisions.send))));
  }

  body.replaceChildren(button(t.decisions.ask, ask, { 'data-focus': 'decisions-ask' }));
  return {
    element,
    show(record) {
      element.hidden = record.state !== 'donated';
      if (!element.hidden && record.reason && !asked) ask();
    },
  };
}
