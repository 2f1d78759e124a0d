/**
 * One record to read, with marks, and the form to decide about it.
 *
 * In: a record with its dossier. Out: elements. Text becomes text nodes only; places are code points.
 */

import { button, el } from './dom.js';

const WHAT = { name: 'perhaps a name', number: 'perhaps somebody’s number', handle: 'perhaps an account' };

/** The page of one record. */
export function page(reading, about, verbs) {
  const { record } = reading;
  const unsure = reading.doubts.reduce((sum, doubts) => sum + doubts.length, 0);
  return el('div', { class: 'stack' },
    el('a', { class: 'back', href: '#/' }, '← Waiting'),
    el('div', { class: 'heading' }, el('h1', { tabindex: '-1' }, 'Record ', el('code', {}, reading.id))),
    el('div', { class: 'columns' },
      el('div', { class: 'thread' },
        record.messages.map((message, index) => shown(message, reading.doubts[index], record)),
        record.judgements.note && el('section', { class: 'message user' }, el('h2', {}, 'Note of the contributor'), el('p', { class: 'message-text', dir: 'auto' }, record.judgements.note))),
      el('div', { class: 'side' }, form(reading, about, verbs), notices(reading, unsure), facts(reading), rulings(reading.dossier))));
}

function shown(message, doubts, record) {
  const who = message.role === 'user' ? 'Person' : 'Model';
  const labels = record.signals.filter((signal) => signal.message_id === message.id);
  return el('article', { class: `message ${message.role}` },
    el('h2', {}, who, message.model && ` · ${message.model}`, message.lang && ` · ${message.lang}`),
    el('div', { class: 'message-text', dir: 'auto' }, marked(message.text, message.redactions ?? [], doubts)),
    (message.asides ?? []).map((aside) => el('details', {}, el('summary', {}, `Beside the reply: ${aside.kind}`), el('div', { class: 'message-text', dir: 'auto' }, aside.text))),
    labels.length > 0 && el('ul', { class: 'labels' }, labels.map((signal) => label(signal, record.judgements))));
}

function label(signal, judgements) {
  const contested = [...(judgements.contests ?? []), ...(judgements.outcomes ?? []).filter((outcome) => outcome.said === 'contested')]
    .some((one) => one.message_id === signal.message_id && one.kind === signal.kind && one.detector === signal.detector);
  return el('li', { class: contested ? 'contested' : null }, `${signal.kind.replaceAll('_', ' ')} (${signal.detector}, ${Math.round(signal.confidence * 100)} %)`, contested && ': contested by the contributor');
}

/** The text with what was taken out and what might have been missed. */
export function marked(text, redactions, doubts) {
  const letters = Array.from(text);
  const spans = [
    ...redactions.map(({ start, end, type }) => ({ start, end, kind: 'redaction', title: type })),
    ...doubts.map(({ start, end, what }) => ({ start, end, kind: 'doubt', title: WHAT[what] ?? what })),
  ].sort((left, right) => left.start - right.start || right.end - left.end);
  const parts = [];
  let at = 0;
  for (const { start, end, kind, title } of spans) {
    if (start < at || end > letters.length) continue;
    parts.push(letters.slice(at, start).join(''));
    parts.push(el('mark', { class: kind, title }, letters.slice(start, end).join('')));
    at = end;
  }
  parts.push(letters.slice(at).join(''));
  return parts;
}

function form(reading, about, verbs) {
  const reason = el('select', { name: 'code' }, about.reasons.map(([code, sentence]) => el('option', { value: code }, sentence)));
  const text = el('textarea', { rows: '2', maxlength: '1000', name: 'reason' });
  const decide = (verdict) => () => verbs.decide(reading.id, { verdict, code: verdict === 'rejected' ? reason.value : '', reason: text.value });
  const accepts = reading.state === 'quarantined';
  return el('section', { class: 'card decide' },
    el('h2', {}, accepts ? 'Decide' : `It is ${reading.state}`),
    accepts && button('Accept', decide('accepted'), { class: 'verb approve', 'data-verb': 'accept' }),
    el('label', { class: 'field' }, el('span', {}, 'Reason for rejecting'), reason),
    el('label', { class: 'field' }, el('span', {}, 'In your words'), text, el('span', { class: 'soft' }, 'The contributor reads it, and so can others.')),
    button('Reject and erase', decide('rejected'), { class: 'danger', 'data-verb': 'reject' }));
}

function notices({ notices, risk }, unsure) {
  return el('section', { class: 'card' },
    el('h2', {}, 'What to look at'),
    el('ul', { class: 'consequences' },
      notices.map(([, sentence]) => el('li', {}, sentence)),
      unsure > 0 && el('li', {}, `${unsure} ${unsure === 1 ? 'place is' : 'places are'} marked that the scrubber was not sure of.`),
      el('li', {}, `Residual risk: ${risk.level}${risk.reasons.length > 0 ? ` (${risk.reasons.slice(0, 4).map(([reason, count]) => `${reason} ${count}`).join(', ')})` : ''}.`)));
}

function facts({ record, received_day, licence, purposes, pseudonym, dossier }) {
  const rows = [
    ['Received', received_day], ['Site', record.site], ['Month', record.month], ['Version', String(dossier.version)], ['Licence', licence], ['Purposes', purposes.join(', ')],
    ['Pseudonym', pseudonym], ['Redactions', String(record.messages.reduce((sum, message) => sum + (message.redactions ?? []).length, 0))],
  ].filter(([, value]) => value);
  return el('section', { class: 'card' }, el('h2', {}, 'Facts'), el('dl', { class: 'facts' }, rows.map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value)))));
}

function rulings({ rulings }) {
  if (rulings.length === 0) return null;
  return el('section', { class: 'card' }, el('h2', {}, 'What was decided'), el('ul', { class: 'rulings' }, rulings.map((ruling) => el('li', {},
    el('p', {}, `${ruling.day}: ${ruling.verdict} as ${ruling.code} by ${ruling.by.join(' and ')}. ${ruling.reason}`),
    ruling.objection && el('blockquote', { class: 'said', dir: 'auto' }, ruling.objection.text),
    ruling.objection?.answer && el('p', {}, `${ruling.objection.answer.upheld ? 'Taken back' : 'Stands'}: ${ruling.objection.answer.text}`)))));
}
