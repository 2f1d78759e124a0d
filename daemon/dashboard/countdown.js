/**
 * Says in words when a record leaves this machine, if it does.
 *
 * In: a record's state and due time, the situation, and the time. Out: text. Pure: the time is a parameter.
 */

import { t } from './strings.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in at most two units; never shorter than it is. */
export function duration(ms) {
  const left = Math.max(0, ms);
  if (left < 10 * MINUTE) {
    const seconds = Math.ceil(left / SECOND);
    return t.time.minutesSeconds(Math.floor(seconds / 60), seconds % 60);
  }
  const minutes = Math.ceil(left / MINUTE);
  if (left < HOUR && minutes < 60) return t.time.minutes(minutes);
  if (left < 2 * DAY) return t.time.hoursMinutes(Math.floor(minutes / 60), minutes % 60);
  const hours = Math.ceil(left / HOUR);
  return t.time.daysHours(Math.floor(hours / 24), hours % 24);
}

/** Why a record stays here whatever its window says; nothing where it may leave. */
function kept(record, situation) {
  const pools = situation.pools ?? [];
  const pool = pools.find(({ url }) => url === record.pool) ?? pools.find((one) => one.default);
  if (pool?.paused) return t.fate.needsTerms;
  if (!(pool ? pool.agreed : situation.consent)) return t.fate.needsConsent;
  return situation.pool ? null : t.fate.needsPool;
}

/** What will happen to this record, and when. `situation` is the overview; `now` the companion's time. */
export function fate(record, situation, now) {
  const { state, due } = record;
  if (state === 'held' || state === 'approved') {
    const why = kept(record, situation);
    if (why) return why;
    const asks = state === 'held' && situation.after_window === 'wait';
    // When the companion has just started, a due record waits a little longer; saying less would be a broken promise.
    const at = asks ? due : Math.max(due ?? 0, situation.earliest_donation ?? 0);
    if (due === null || due === undefined) return t.fate.held;
    if (at <= now) return asks ? t.fate.yours : t.fate.leaving;
    return asks ? t.fate.yoursIn(duration(at - now)) : t.fate.leavesIn(duration(at - now));
  }
  if (state === 'ready') {
    const why = kept(record, situation);
    if (why) return why;
    if (situation.after_window === 'wait') return t.fate.yours;
    const wait = (situation.earliest_donation ?? 0) - now;
    return wait > 0 ? t.fate.leavesIn(duration(wait)) : t.fate.leaving;
  }
  // On its way until somebody looks at the terms: a pool with other ones gets nothing.
  if (state === 'queued') return kept(record, situation) === t.fate.needsTerms ? t.fate.needsTerms : t.fate.queued;
  return t.fate[state] ?? '';
}

/** What leaves by itself next; nothing to say when nothing can leave at all, which is said elsewhere. */
export function outlook(situation, now) {
  if (!situation.consent || !situation.pool) return '';
  if (situation.after_window === 'wait') return t.list.onlyApproved;
  const wait = (situation.earliest_donation ?? 0) - now;
  return wait > 0 ? t.list.nothingFor(duration(wait)) : '';
}
