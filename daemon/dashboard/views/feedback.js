/**
 * The feedback about one message: each signal with the contributor's answer to it, and the verdict with all that went into it.
 *
 * In: a record, a message. Out: a list of signals, and a verdict that unfolds. The person has the last word: every signal can be
 * called right or wrong, corrected to what it really was, or taken out.
 */

import { announce, button, el } from '../dom.js';
import { t } from '../strings.js';

/** What a turn can be said to have been, in the order of the menu. */
export const LABELS = ['positive', 'aware_correction', 'aware_no_correction', 'clarification', 'rephrase', 'refine', 'none'];

/** Names a signal within its record. */
export function signalKey(record, signal) {
  return `s${record.signals.indexOf(signal)}`;
}

/** How a signal reads: as good, bad or neither. */
export function tone(polarity) {
  if (polarity > 0.15) return 'good';
  return polarity < -0.15 ? 'bad' : 'neutral';
}

const family = (detector) => detector.split('@')[0];

/** What the contributor answered to a signal: `{ said, label }`, or nothing. */
export function answerTo(record, signal) {
  const is = (other) => other.message_id === signal.message_id && other.kind === signal.kind && family(other.detector) === family(signal.detector);
  const { outcomes = [], contests } = record.judgements;
  return outcomes.find(is) ?? (contests.some(is) ? { said: 'contested' } : null);
}

/** Changes whenever the feedback about a message would be drawn differently. */
export function feedbackKey(record, message) {
  const signals = record.signals.map((signal, index) => [index, signal]).filter(([, signal]) => signal.message_id === message.id || signal.evidence?.message_id === message.id);
  return [signals.map(([index, signal]) => [index, signal, answerTo(record, signal)]), verdictOn(record, message)];
}

export function feedbackView(properties) {
  const { record, message } = properties;
  const about = record.signals.filter((signal) => signal.message_id === message.id);
  const verdict = verdictOn(record, message);
  return [
    about.length > 0 ? el('ul', { class: 'signals', 'aria-label': t.signal.title, tabindex: '-1', 'data-focus': `signals-${message.id}` }, about.map((signal) => signalView(signal, properties))) : null,
    verdict ? verdictView(verdict, properties) : null,
  ];
}

function verdictOn(record, message) {
  return record.verdicts?.find((verdict) => verdict.message_id === message.id);
}

function signalView(signal, properties) {
  const { record, editable, onEvidence } = properties;
  const kind = t.signal.kinds[signal.kind] ?? signal.kind;
  const key = signalKey(record, signal);
  const answer = answerTo(record, signal);
  const feeling = tone(signal.polarity);
  const doubted = answer?.said === 'contested' || answer?.said === 'corrected';
  return el('li', { class: `signal ${feeling}${doubted ? ' contested' : ''}` },
    el('span', { class: 'signal-kind' }, kind),
    el('span', { class: 'soft' }, [t.signal.tone[feeling], t.signal.sources[signal.source] ?? signal.source, t.signal.sure(Math.round(signal.confidence * 100))].join(' · ')),
    answer ? el('span', { class: `answer-mark ${answer.said}` }, t.answer.given(answer.said, labelName(answer.label))) : null,
    el('span', { class: 'signal-verbs' },
      signal.evidence ? button(t.signal.evidence, () => onEvidence(signal, key), { class: 'quiet small', 'aria-label': `${t.signal.evidence}: ${kind}`, 'data-focus': `evidence-${key}` }) : null,
      editable ? [toggle('confirmed', t.answer.right), toggle('contested', t.answer.wrong), more()] : null));

  function give(words) {
    return properties.onEdit({ op: 'judge', message_id: signal.message_id, kind: signal.kind, detector: signal.detector, answer: words });
  }

  function toggle(said, label) {
    const given = answer?.said === said;
    return button(label, () => give(given ? 'unanswered' : said), { class: 'quiet small answer', 'aria-pressed': String(given), 'aria-label': `${label}: ${kind}`, 'data-focus': `${said}-${key}` });
  }

  function more() {
    const name = `more-${key}`;
    const open = properties.opened.has(name);
    return el('details', { class: 'answer-more', open, on: { toggle: (event) => keepOpen(properties.opened, name, event.target.open) } },
      el('summary', { 'aria-label': `${t.answer.more}: ${kind}`, 'data-focus': name }, t.answer.more), panel());
  }

  function panel() {
    const choices = LABELS.filter((label) => label !== signal.kind);
    const select = el('select', { 'data-focus': `label-${key}` }, choices.map((label) => el('option', { value: label, selected: answer?.label === label }, labelName(label))));
    const counted = el('input', { type: 'checkbox', 'data-focus': `counted-${key}` }); // agreeing is never the default
    return el('div', { class: 'answer-panel' },
      el('div', { class: 'line' }, el('label', { class: 'field' }, el('span', {}, t.answer.was), select),
        button(t.answer.correct, () => give({ corrected: select.value }), { class: 'small', 'data-focus': `correct-${key}` }),
        answer?.said === 'corrected' ? button(t.answer.takeBack, () => give('unanswered'), { class: 'quiet small', 'data-focus': `back-${key}` }) : null),
      el('div', { class: 'line' }, button(t.answer.remove, () => remove(counted.checked), { class: 'small', 'data-focus': `remove-${key}` }),
        el('label', { class: 'check' }, counted, el('span', {}, t.answer.count))),
      el('p', { class: 'soft' }, t.answer.removeHint));
  }

  async function remove(counted) {
    const list = `[data-focus="signals-${CSS.escape(signal.message_id)}"]`;
    properties.opened.delete(`more-${key}`);
    if (!(await give(counted ? 'removed' : 'removed_unsaid'))) return;
    announce(t.answer.removed, 'good');
    // The line that had the focus is gone: its neighbours are the next thing to read.
    (document.querySelector(list) ?? document.querySelector(`[data-message="${CSS.escape(signal.message_id)}"]`))?.focus();
  }
}

function verdictView(verdict, { message, opened }) {
  const name = `verdict-${message.id}`;
  const score = verdict.tier ? ` (${t.verdict.score(verdict.score)})` : '';
  return el('details', { class: `verdict ${verdict.leaning}`, open: opened.has(name), on: { toggle: (event) => keepOpen(opened, name, event.target.open) } },
    el('summary', { 'data-focus': name }, el('span', { class: 'verdict-leaning' }, t.verdict.leaning[verdict.leaning] ?? verdict.leaning), el('span', { class: 'soft' }, ` ${verdict.tier ? t.verdict.tiers[verdict.tier] ?? verdict.tier : ''}${score}`)),
    el('p', { class: 'soft' }, t.verdict.how),
    el('table', { class: 'inputs' },
      el('thead', {}, el('tr', {}, t.verdict.columns.map((column) => el('th', { scope: 'col' }, column)))),
      el('tbody', {}, verdict.inputs.map((input) => el('tr', { class: input.part },
        el('td', {}, t.verdict.what(input.from, t.signal.kinds[input.kind] ?? input.kind)),
        el('td', {}, t.verdict.tiers[input.tier] ?? input.tier),
        el('td', { class: 'number' }, t.verdict.score(input.weight)),
        el('td', {}, t.verdict.parts[input.part] ?? input.part))))));
}

function labelName(label) {
  if (!label) return '';
  return label === 'none' ? t.answer.none : t.signal.kinds[label] ?? label;
}

function keepOpen(opened, name, open) {
  if (open) opened.add(name);
  else opened.delete(name);
}
