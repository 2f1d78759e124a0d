/**
 * The verbs of a contributor: which of them a record allows, asking before them, and doing them.
 *
 * In: records and the situation. Out: requests to the companion, and words about what happened.
 */

import * as api from './companion.js';
import { confirm } from './dialog.js';
import { announce, el } from './dom.js';
import { t } from './strings.js';

const ALLOWED = {
  held: ['donate', 'approve', 'revoke', 'hold'],
  approved: ['donate', 'revoke', 'hold'],
  ready: ['donate', 'revoke', 'hold'],
  queued: ['revoke', 'hold'],
  donated: ['retract'],
  rejected: ['donate', 'revoke', 'hold'],
};

/** The verbs that this record allows now, in the order in which they are shown. */
export function verbsFor(state, situation) {
  const verbs = ALLOWED[state] ?? [];
  // Approving means something only where the end of the window would otherwise wait.
  return verbs.filter((verb) => verb !== 'approve' || situation.after_window === 'wait');
}

/** Whether the text may still be changed. */
export function editable(state) {
  return ['held', 'approved', 'ready', 'rejected'].includes(state);
}

/** The pools to which these records would go, as far as their terms are agreed to. */
function targetsOf(records, situation) {
  const home = situation.pools.find((pool) => pool.default)?.url;
  return situation.pools.filter((pool) => pool.agreed && records.some((record) => (record.pool ?? home) === pool.url));
}

function donatePoints(words, pool) {
  return words.points(pool.name || pool.url, t.settings.licences[pool.consent.licence]?.[0] ?? pool.consent.licence);
}

/** Asks for what the verb needs, telling what it does to records in these states; `null` when the person thought better of it. */
async function ask(verb, records, situation) {
  const states = records.map(({ state }) => state);
  if (verb === 'hold') return askHow();
  if (verb === 'approve') return {};
  const words = t.confirm[verb];
  // What is chosen for another pool than the first goes there on the terms agreed to with it.
  const targets = targetsOf(records, situation);
  if (verb === 'donate' && targets.length === 0) {
    const paused = situation.pools.find((pool) => pool.paused);
    announce(paused ? t.banner.poolTerms(paused.name || paused.url) : situation.consent ? t.banner.pool : t.banner.consent, 'error');
    return null;
  }
  const points = {
    donate: () => [...targets.map((target) => donatePoints(words, target)[0]), ...donatePoints(words, targets[0]).slice(1)],
    revoke: () => words.points(states.filter((state) => state === 'queued').length),
    retract: () => words.points,
  }[verb]();
  const yes = await confirm({ title: words.title(states.length), points, yes: words.yes, danger: verb !== 'donate' });
  return yes ? {} : null;
}

async function askHow() {
  const choice = el('select', {}, t.verbs.holdChoices.map(([seconds, name]) => el('option', { value: seconds, selected: seconds === 604800 }, name)));
  const yes = await confirm({ title: t.verbs.hold, points: [], yes: t.verbs.hold, danger: false, body: el('label', { class: 'field' }, el('span', {}, t.verbs.holdFor), choice) });
  return yes ? { seconds: Number(choice.value) } : null;
}

/** Does the verb to one record; resolves to its new form, or to nothing when it was not done. */
export async function one(verb, record, situation) {
  const body = await ask(verb, [record], situation);
  if (body === null) return null;
  const fresh = await api.verb(record.id, verb, body);
  announce(t.done[verb](1), 'good');
  return fresh;
}

/** Does the verb to many; resolves to the ids that were not changed, or to nothing when it was not done. */
export async function several(verb, records, situation) {
  const more = await ask(verb, records, situation);
  if (more === null) return null;
  const ids = records.map(({ id }) => id);
  const failed = [];
  for (let at = 0; at < ids.length; at += 200) {
    const { results } = await api.bulk(verb, ids.slice(at, at + 200), more);
    failed.push(...results.filter((result) => !result.ok));
  }
  if (ids.length > failed.length) announce(t.done[verb](ids.length - failed.length), 'good');
  if (failed.length > 0) announce([t.done.failed(failed.length), ...new Set(failed.map((result) => api.sentence(result.error)).filter(Boolean))].join(' '), 'error');
  return failed.map((result) => result.id);
}
