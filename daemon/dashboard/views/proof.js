/**
 * What the pools' newest releases say about the records that they were given, held against the receipts.
 *
 * In: the situation's `releases`, or a record's `check`. Out: notices that cannot be overlooked where a pool broke its word, and plain lines.
 */

import { el, notice } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';

const BREACHES = ['altered', 'missing', 'retained'];

const nameOf = (pool) => pool.name || pool.pool;

/** The outcome of one record, in words. */
export function outcome(check) {
  const said = t.proof.outcomes[check?.outcome];
  return said ? said(check.release) : '';
}

export const isBreach = (check) => BREACHES.includes(check?.outcome);

/** One notice for each way in which a pool broke its word, or shows what is not believed. */
export function breaches(situation) {
  return (situation.releases ?? []).flatMap((pool) => [
    ...(pool.doubt ? [notice('error', el('p', {}, line((t.proof.doubts[pool.doubt] ?? t.proof.doubts.unsigned)(nameOf(pool)))))] : []),
    ...pool.breaches.map((breach) => notice('error',
      el('p', {}, line(t.proof.breach(nameOf(pool), outcome({ ...breach, release: pool.release }), breach.records)), ' ', t.proof.keep),
      el('p', { class: 'line' }, el('a', { class: 'button', href: `#/record/${encodeURIComponent(breach.record_id)}` }, t.proof.look), el('a', { class: 'button', href: '#/receipts' }, t.receipts.open)))),
  ]);
}

/** A card of a record: where it stands in the newest release. */
export function proofOf(record) {
  if (!record.check) return [];
  return [
    el('h2', {}, t.proof.title),
    isBreach(record.check) ? notice('error', el('p', {}, outcome(record.check), '. ', t.proof.keep)) : el('p', {}, outcome(record.check)),
    el('p', { class: 'soft' }, t.time.day(record.check.day)),
    el('p', { class: 'soft' }, t.proof.lead),
  ];
}

/** For the receipts: which releases were compared, and with what result. */
export function compared(releases) {
  const shown = releases.filter((pool) => pool.release !== null);
  return [
    el('h2', {}, t.proof.title),
    el('p', { class: 'soft' }, t.proof.lead),
    ...breaches({ releases }),
    shown.length === 0 ? el('p', {}, t.proof.none) : el('dl', { class: 'facts' }, shown.map((pool) => [
      el('dt', {}, line(t.proof.compared(pool.release, nameOf(pool), t.time.day(pool.day)))),
      Object.entries(pool.outcomes).map(([name, count]) => el('dd', {}, t.proof.counted(count, outcome({ outcome: name, release: pool.release }))))])),
  ];
}
