/**
 * What a contributor must know before anything else: why nothing leaves, what went wrong, what waits for a decision.
 *
 * In: the situation. Out: notices, or none.
 */

import { around, el, notice } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { breaches } from './proof.js';

export function banners(situation) {
  const result = breaches(situation);
  if (situation.last_error) result.push(notice('error', el('p', {}, around(t.banner.lastError, line(situation.last_error)))));
  if (situation.pool?.error && situation.pool.error !== situation.last_error) result.push(notice('error', el('p', {}, around(t.banner.poolError, line(situation.pool.error)))));
  for (const pool of situation.pools.filter(({ paused }) => paused)) result.push(notice('warn', el('p', {}, around(t.banner.poolTerms, line(pool.name || pool.url))), el('a', { class: 'button', href: '#/settings/pools' }, t.pools.read)));
  if (!situation.consent) result.push(notice('info', el('p', {}, t.banner.consent), el('a', { class: 'button', href: '#/settings/consent' }, t.banner.consentAction)));
  else if (situation.consent.terms_id !== situation.terms.id) result.push(notice('info', el('p', {}, t.banner.newTerms), el('a', { class: 'button', href: '#/settings/consent' }, t.banner.consentAction)));
  else if (!situation.pool) result.push(notice('info', el('p', {}, t.banner.pool), el('a', { class: 'button', href: '#/settings/pool' }, t.banner.poolAction)));
  return result;
}
