/**
 * Beside the conversation: what was replaced, by type, and what happened to the record.
 *
 * In: a record. Out: elements.
 */

import { button, el } from '../dom.js';
import { t } from '../strings.js';

/** Counts of redactions by type; each leads to the next such place in the text. */
export function legend(record, thread) {
  const counts = new Map();
  for (const message of record.messages) for (const { type } of message.redactions) counts.set(type, (counts.get(type) ?? 0) + 1);
  if (counts.size === 0) return record.messages.length === 0 ? [] : [el('h2', {}, t.redaction.title), el('p', { class: 'soft' }, t.redaction.none)];
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return [
    el('h2', {}, t.redaction.title),
    el('ul', { class: 'legend' }, sorted.map(([type, count]) => {
      const name = t.redaction.types[type] ?? type;
      return el('li', {}, button([el('span', { class: 'legend-type' }, name), ' ', el('span', { class: 'number' }, t.number(count))], () => next(thread, type), { class: 'quiet legend-button', title: t.redaction.jump, 'data-focus': `legend-${type}` }));
    })),
    el('p', { class: 'soft' }, t.redaction.lead),
  ];
}

/** What might still point to the person, heaviest first. */
export function residualRisk(record) {
  if (!record.risk) return [];
  const { level, reasons } = record.risk;
  return [
    el('h2', {}, t.risk.title),
    el('p', { class: `risk ${level}` }, t.risk.levels[level]),
    reasons.length > 0 && el('ul', { class: 'reasons' }, reasons.map(([reason, count]) => el('li', {}, t.risk.reasons[reason](count)))),
    el('p', { class: 'soft' }, t.risk.lead),
    el('details', {}, el('summary', { 'data-focus': 'risk-how' }, t.risk.how), el('p', { class: 'soft' }, t.risk.explained), el('p', { class: 'soft' }, t.risk.lower)),
  ].filter(Boolean);
}

/** Moves to the next placeholder of this type after the one that was shown last. */
function next(thread, type) {
  const marks = [...thread.querySelectorAll(`mark.redaction[data-type="${CSS.escape(type)}"]`)];
  if (marks.length === 0) return;
  const current = marks.findIndex((mark) => mark.classList.contains('shown'));
  for (const mark of thread.querySelectorAll('mark.shown')) mark.classList.remove('shown');
  const mark = marks[(current + 1) % marks.length];
  mark.classList.add('shown');
  mark.scrollIntoView({ block: 'center' });
}

/** What happened, in words; a release has its number. */
function eventName(event) {
  const released = /^released (\d{1,9})$/.exec(event);
  const held = /^(as donated|altered|missing|retained) (\d{1,9})$/.exec(event);
  if (held) return t.proof.outcomes[held[1]](Number(held[2]));
  return released ? t.timeline.inRelease(Number(released[1])) : t.timeline.events[event] ?? event;
}

export function timeline(record) {
  if (record.timeline.length === 0) return [];
  return [
    el('h2', {}, t.timeline.title),
    el('ol', { class: 'timeline' }, record.timeline.map(({ event, at }) =>
      el('li', {}, el('span', {}, eventName(event)), el('time', { datetime: new Date(at).toISOString() }, t.time.at(at))))),
    el('p', { class: 'soft' }, t.timeline.lead),
  ];
}
