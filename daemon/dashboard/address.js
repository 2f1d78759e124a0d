/**
 * What the list shows, as the address says it, so that going back shows what was there before.
 *
 * In: the part of the fragment behind the question mark, or the name of a state alone. Out: a filter; and the way back. Pure.
 * What is searched for is no part of it: words of private chats have no place in a browser's history.
 */

/** What can be asked for, in the order in which the address says it. */
export const KEYS = ['state', 'site', 'language', 'signal', 'risk', 'sort'];
export const STATES = ['held', 'approved', 'ready', 'queued', 'donated', 'retracted', 'revoked', 'rejected'];
export const RISKS = ['high', 'some', 'low'];
export const SORTS = ['newest', 'oldest', 'due', 'changed', 'longest', 'risk'];
const ALLOWED = { state: STATES, risk: RISKS, sort: SORTS };
const NAME = /^[a-z0-9_-]{1,64}$/i;

/** The filter of an address; what it does not understand, it leaves out. */
export function filterOf(query) {
  const given = new URLSearchParams(query);
  const filter = {};
  for (const key of KEYS) {
    const value = given.get(key) ?? '';
    if (ALLOWED[key] ? ALLOWED[key].includes(value) : NAME.test(value)) filter[key] = value;
  }
  if (filter.sort === 'newest') delete filter.sort;
  return filter;
}

/** The address of a list; `change` is what differs from `filter`, empty values are left out. */
export function listAddress(filter, change = {}) {
  const all = { ...filter, ...change };
  const query = new URLSearchParams(KEYS.filter((key) => all[key] && all[key] !== 'newest').map((key) => [key, all[key]])).toString();
  return `#/list${query ? `?${query}` : ''}`;
}

/** Where a fragment leads: a view's name, what stands behind it, and its filter. */
export function placeOf(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split('?');
  const [, name = '', argument = ''] = path.split('/');
  // An older form of the address names a state alone.
  const filter = name === 'list' && STATES.includes(argument) ? { state: argument } : filterOf(query);
  return { name, argument, filter };
}
