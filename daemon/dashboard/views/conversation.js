/**
 * One conversation: read it, judge it, redact more, decide.
 *
 * In: the context and a record id. Out: a view. What it changes, the companion changes; the page shows the new form it gets back.
 */

import * as api from '../companion.js';
import { fate } from '../countdown.js';
import { confirm } from '../dialog.js';
import { announce, around, arrange, button, el, keepFocus, notice } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { children, path, pick } from '../tree.js';
import { editable, one, verbsFor } from '../verbs.js';
import { move } from '../keys.js';
import { heading } from './heading.js';
import { messageKey, messageView } from './message.js';
import { decisions } from './decisions.js';
import { notes } from './notes.js';
import { poolOf } from './pools.js';
import { proofOf } from './proof.js';
import { redacting } from './redacting.js';
import { legend, residualRisk, timeline } from './side.js';
import { showSent } from './sent.js';
import { terms } from './terms.js';

/** New turns may arrive while the page is open. */
const AGE = 60_000;

export function conversation(context, id) {
  let record = null;
  let chosen = new Set();
  let seen = '';
  let counts = '';
  let drawn = new Map();
  const opened = new Set();
  let loadedAt = 0;

  const head = el('header', { class: 'conversation-head' });
  const thread = el('ol', { class: 'thread', 'aria-label': t.record.messages });
  const decide = el('section', { class: 'card decide', 'aria-label': t.record.decide });
  const found = el('section', { class: 'card' });
  const risk = el('section', { class: 'card' });
  const history = el('section', { class: 'card' });
  const goesTo = el('section', { class: 'card', hidden: true });
  const proof = el('section', { class: 'card', hidden: true });
  const decided = decisions(id, context.report);
  const title = heading((operation) => change(operation));
  const licence = terms(id, accept, context.report);
  const own = notes((operation) => change(operation));
  const redact = redacting({ record: () => record, thread, edit: (operation) => api.edit(id, operation), done: accept, report: context.report });
  const side = el('div', { class: 'side' }, decide, goesTo, proof, decided.element, risk, found, licence.element, own.element, redact.finder, history);
  const problem = el('div', { class: 'problem' });
  const element = el('article', { class: 'conversation' }, el('a', { class: 'back', href: context.listPlace() }, el('span', { 'aria-hidden': 'true' }, '←'), ' ', t.record.back), problem, head, el('div', { class: 'columns' }, side, el('div', { class: 'reading' }, thread)), redact.bar);
  side.hidden = true;

  async function load() {
    loadedAt = performance.now();
    try {
      accept(await api.record(id));
    } catch (error) {
      if (record) context.report(error);
      else problem.replaceChildren(notice('error', el('p', {}, error.message), button(t.retry, load)));
    }
  }

  /** Shows the record's newest form; keeps focus, place and unsaved words. */
  function accept(fresh) {
    if (!fresh) return;
    const text = JSON.stringify(fresh);
    if (text === seen) return;
    seen = text;
    if (!record) chosen = new Set(fresh.branch);
    record = fresh;
    problem.replaceChildren();
    draw();
  }

  async function change(operation) {
    try {
      accept(await api.edit(id, operation));
      return true;
    } catch (error) {
      context.report(error);
      return false;
    }
  }

  async function act(verb) {
    try {
      const fresh = await one(verb, record, context.situation());
      if (!fresh) return;
      accept(fresh);
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  }

  async function choosePool(url) {
    try {
      const { results } = await api.choosePool([id], url);
      if (results[0].ok) announce(t.pools.chosen, 'good');
      else announce(api.sentence(results[0].error), 'error');
      seen = '';
      await load();
    } catch (error) {
      context.report(error);
    }
  }

  async function drop(message) {
    const words = t.confirm.drop;
    if (await confirm({ title: words.title, points: words.points, yes: words.yes })) {
      if (await change({ op: 'drop', message_id: message.id })) announce(t.record.deleted, 'good');
    }
  }

  function draw() {
    keepFocus(() => {
      drawHead();
      drawThread();
      drawDecide();
      found.replaceChildren(...legend(record, thread));
      risk.replaceChildren(...residualRisk(record));
      history.replaceChildren(...timeline(record));
      goesTo.replaceChildren(...poolOf(record, context, choosePool));
      proof.replaceChildren(...proofOf(record));
      [goesTo.hidden, proof.hidden] = [goesTo.children.length === 0, proof.children.length === 0];
      decided.show(record);
      own.show(record, editable(record.state));
      licence.show(record, editable(record.state));
      redact.show(editable(record.state));
      side.hidden = false;
    });
    tick();
  }

  function drawHead() {
    const capture = record.capture;
    title.show(record, editable(record.state) && record.messages.length > 0);
    if (title.element.parentElement !== head) head.replaceChildren(title.element);
    while (head.children.length > 1) head.lastChild.remove();
    head.append(
      ...(record.reason ? [notice('error', el('p', {}, around(t.list.reason, line(record.reason))))] : []),
      ...(capture ? facts(capture) : []));
  }

  function facts({ turns_seen, turns_captured, confidence, method }) {
    return [
      el('p', { class: 'record-facts' }, [t.record.captured(turns_captured, turns_seen), t.record.sure(Math.round(confidence * 100)), t.record.method(method)].map((fact) => el('span', {}, line(fact)))),
      turns_captured < turns_seen ? notice('warn', el('p', {}, t.record.incomplete)) : null,
    ].filter(Boolean);
  }

  function drawThread() {
    if (record.messages.length === 0) {
      thread.replaceChildren(el('li', { class: 'soft' }, t.record.gone));
      return;
    }
    const steps = path(children(record.messages), chosen);
    const numbers = new Map(record.messages.map((message, index) => [message.id, index + 1]));
    const elsewhere = record.messages.length - steps.length;
    const before = drawn;
    drawn = new Map();
    const items = steps.map((step) => {
      const properties = { ...step, record, number: numbers.get(step.message.id), editable: editable(record.state), opened, onPick, onDrop: drop, onEdit: change, onEvidence: showEvidence };
      // Long conversations stay quick: a message that looks the same is not drawn again.
      const key = messageKey(properties);
      const known = before.get(step.message.id);
      const item = known?.key === key ? known : { key, element: messageView(properties) };
      drawn.set(step.message.id, item);
      return item.element;
    });
    if (elsewhere > 0) items.push(el('li', { class: 'soft elsewhere' }, t.record.otherVersions(elsewhere)));
    arrange(thread, items);
  }

  function onPick(siblings, sibling) {
    chosen = pick(chosen, siblings, sibling.id);
    keepFocus(drawThread);
  }

  /** Goes to the words a signal was read from, also when they stand on a version that is not shown. */
  function showEvidence(signal, key) {
    const selector = `[data-evidence~="${CSS.escape(key)}"]`;
    if (!thread.querySelector(selector)) {
      const byId = new Map(record.messages.map((message) => [message.id, message]));
      const groups = children(record.messages);
      const walked = new Set();
      for (let message = byId.get(signal.evidence.message_id); message && !walked.has(message.id); message = byId.get(message.parent_id)) {
        walked.add(message.id);
        const siblings = [...groups.values()].find((group) => group.includes(message)) ?? [];
        chosen = pick(chosen, siblings, message.id);
      }
      drawThread();
    }
    const mark = thread.querySelector(selector);
    if (!mark) return;
    mark.tabIndex = -1;
    mark.focus();
    mark.scrollIntoView({ block: 'center' });
  }

  function drawDecide() {
    const situation = context.situation();
    const verbs = verbsFor(record.state, situation);
    decide.replaceChildren(
      el('p', { class: 'decide-state' }, el('span', { class: `state ${record.state}` }, t.states[record.state] ?? record.state), el('span', { class: 'fate', 'data-fate': id })),
      ...(record.releases.length > 0 ? [el('p', { class: 'soft' }, t.record.releases(record.releases))] : record.state === 'donated' ? [el('p', { class: 'soft' }, t.record.notReleased)] : []),
      el('div', { class: 'decide-verbs' }, verbs.map((verb) => button(t.verbs[verb], () => act(verb), { class: `verb ${verb}`, 'data-focus': verb }))),
      ...(record.messages.length > 0 ? [button(t.record.sent, () => showSent(record, context.report), { class: 'quiet', 'data-focus': 'sent' })] : []),
      ...(record.state === 'retracted' && record.releases.length > 0 ? [el('p', { class: 'soft' }, t.record.takenBack)] : []));
  }

  function tick() {
    if (!record) return;
    const cell = decide.querySelector('[data-fate]');
    const words = fate(record, context.situation(), context.now());
    if (cell && cell.textContent !== words) cell.textContent = words;
  }

  function update() {
    const { held, ready, queued, donated, retracted, revoked } = context.situation();
    const now = JSON.stringify([held, ready, queued, donated, retracted, revoked]);
    const aged = record && performance.now() - loadedAt > AGE;
    if (((counts !== '' && counts !== now) || aged) && !redact.busy()) load();
    counts = now;
    if (record) drawDecide();
    tick();
  }

  const keys = {
    j: () => move(thread.querySelectorAll('.message-text'), 1),
    k: () => move(thread.querySelectorAll('.message-text'), -1),
    e: () => title.edit(),
    v: () => record?.messages.length > 0 && showSent(record, context.report),
    u: () => { location.hash = context.listPlace(); },
    d: () => byKey('donate'),
    h: () => byKey('hold'),
    r: () => byKey(record?.state === 'donated' ? 'retract' : 'revoke'),
  };

  function byKey(verb) {
    if (record && verbsFor(record.state, context.situation()).includes(verb)) act(verb);
  }

  update();
  load();
  return { element, title: t.record.pageTitle, update, tick, keys, leave: redact.leave };
}
