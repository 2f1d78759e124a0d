/**
 * Scores of one reply: five questions, each answered from 1 to 5 or not at all.
 *
 * In: a record, a reply. Out: a form that unfolds; every answer is kept at once.
 */

import { button, el } from '../dom.js';
import { t } from '../strings.js';

export const ATTRIBUTES = ['helpfulness', 'correctness', 'coherence', 'complexity', 'verbosity'];
const SCALE = [1, 2, 3, 4, 5];

export const scoresOf = (record, message) => record.judgements.scores.find((score) => score.message_id === message.id) ?? null;

export function scoresView({ record, message, number, editable, opened, onEdit }) {
  const given = scoresOf(record, message);
  if (!editable && !given) return null;
  const name = `scores-${message.id}`;
  const told = given ? ATTRIBUTES.filter((attribute) => given[attribute]).map((attribute) => t.scores.given(t.scores.attributes[attribute][0], given[attribute])).join(', ') : '';
  if (!editable) return el('p', { class: 'soft' }, told);
  const send = (changes) => onEdit({ op: 'score', message_id: message.id, ...Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, given?.[attribute] ?? null])), ...changes });
  return el('details', { class: 'scores', open: opened.has(name), on: { toggle: (event) => { if (event.target.open) opened.add(name); else opened.delete(name); } } },
    el('summary', { 'data-focus': name }, t.scores.title, el('span', { class: 'unseen' }, `: ${t.record.messageNumber(number)}. `), told ? el('span', { class: 'soft' }, ` ${told}`) : null),
    el('div', { class: 'score-fields' }, ATTRIBUTES.map((attribute) => {
      const [title, low, high] = t.scores.attributes[attribute];
      return el('fieldset', { class: 'score' }, el('legend', {}, title),
        el('div', { class: 'score-scale' }, el('span', { class: 'soft', 'aria-hidden': 'true' }, low),
          SCALE.map((value) => el('label', {}, el('input', { type: 'radio', name: `${name}-${attribute}`, value, checked: given?.[attribute] === value, 'aria-label': value === 1 ? `${t.number(value)}: ${low}` : value === 5 ? `${t.number(value)}: ${high}` : t.number(value), 'data-focus': `${name}-${attribute}-${value}`, on: { change: () => send({ [attribute]: value }) } }), el('span', { 'aria-hidden': 'true' }, t.number(value)))),
          el('span', { class: 'soft', 'aria-hidden': 'true' }, high)));
    }),
    given ? button(t.scores.clear, () => send(Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, null]))), { class: 'quiet small', 'data-focus': `${name}-clear` }) : null));
}
