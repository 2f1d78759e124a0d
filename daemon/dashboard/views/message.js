/**
 * One message: its exact text with everything marked in it, and the feedback about it.
 *
 * In: a message, its siblings, the record. Out: a list item whose `.message-text` holds the text, character for character.
 */

import { button, el } from '../dom.js';
import { t } from '../strings.js';
import { line, message as drawText } from '../text/render.js';
import { feedbackKey, feedbackView, signalKey, tone } from './feedback.js';
import { scoresOf, scoresView } from './scores.js';

/** Changes whenever the message would be drawn differently. */
export function messageKey({ message, siblings, record, number, editable }) {
  const ratings = record.judgements.ratings.filter((rating) => rating.message_id === message.id);
  return JSON.stringify([message, siblings.map(({ id }) => id), siblings.length > 1 && record.branch.includes(message.id), feedbackKey(record, message), ratings, scoresOf(record, message), number, editable]);
}

export function messageView(properties) {
  const { message, siblings, position, record, number, editable, onPick, onDrop, onEdit } = properties;
  const feedback = feedbackView(properties).filter(Boolean);
  const text = el('div', { class: 'message-text', tabindex: '-1', 'data-message': message.id, lang: message.lang || null });
  text.append(drawText(message.text, [...redactions(message), ...evidence(record, message)]));
  const speaker = message.role === 'user' ? t.record.you : t.record.assistant;
  return el('li', { class: `message ${message.role}` },
    el('div', { class: 'message-head' },
      el('h2', {}, speaker),
      message.model ? el('span', { class: 'soft model' }, line(message.model)) : null,
      siblings.length > 1 ? switcher(siblings, position, number, onPick) : null,
      siblings.length > 1 && record.branch.length > 0 && !record.branch.includes(message.id) ? el('span', { class: 'soft' }, t.record.hiddenBranch) : null,
      editable ? button(t.record.drop, () => onDrop(message), { class: 'quiet small drop', 'aria-label': t.record.dropLabel(number), 'data-focus': `drop-${message.id}` }) : null),
    text,
    message.role === 'assistant' || feedback.length > 0 ? el('div', { class: 'message-foot' }, feedback, message.role === 'assistant' ? [thumbs(record, message, number, editable, onEdit), scoresView(properties)] : null) : null);
}

function redactions(message) {
  return message.redactions.map((redaction) => {
    const type = t.redaction.types[redaction.type] ?? redaction.type;
    return {
      kind: 'redaction',
      start: redaction.start,
      end: redaction.end,
      type: redaction.type,
      unsure: redaction.confidence < 0.7,
      label: redaction.rule === 'contributor' ? t.redaction.byYou(type) : t.redaction.label(type, redaction.rule, Math.round(redaction.confidence * 100)),
    };
  });
}

function evidence(record, message) {
  return record.signals
    .filter((signal) => signal.evidence?.message_id === message.id)
    .map((signal) => ({
      kind: 'evidence',
      start: signal.evidence.start,
      end: signal.evidence.end,
      key: signalKey(record, signal),
      tone: tone(signal.polarity),
      label: t.signal.evidenceLabel(t.signal.kinds[signal.kind] ?? signal.kind),
    }));
}

function switcher(siblings, position, number, onPick) {
  const go = (step) => onPick(siblings, siblings[position + step]);
  const parent = siblings[0].id;
  return el('span', { class: 'switcher', role: 'group', 'aria-label': t.record.variant(position + 1, siblings.length) },
    button('‹', () => go(-1), { class: 'quiet small', disabled: position === 0, 'aria-label': t.record.previous, 'data-focus': `previous-${parent}` }),
    el('span', { 'aria-hidden': 'true' }, `${position + 1} / ${siblings.length}`),
    button('›', () => go(1), { class: 'quiet small', disabled: position === siblings.length - 1, 'aria-label': t.record.next, 'data-focus': `next-${parent}` }));
}

function thumbs(record, message, number, editable, onEdit) {
  const given = record.judgements.ratings.find((rating) => rating.message_id === message.id)?.thumb ?? 0;
  if (!editable && given === 0) return null;
  const thumb = (value, label, sign) => button([el('span', { 'aria-hidden': 'true', class: `thumb ${sign}` }), label], () => onEdit({ op: 'rate', message_id: message.id, thumb: given === value ? 0 : value }),
    { class: 'quiet small', 'aria-pressed': String(given === value), disabled: !editable, 'data-focus': `rate-${message.id}-${value}` });
  return el('div', { class: 'rating', role: 'group', 'aria-label': t.rate.reply(number) }, thumb(1, t.rate.up, 'up'), thumb(-1, t.rate.down, 'down'));
}
