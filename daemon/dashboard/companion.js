/**
 * Speaks with the companion that served this page, and with nobody else.
 *
 * In: verbs and ids. Out: parsed replies, or an `ApiError` with text for people.
 * The session token lives in this tab's session storage only; it is no cookie, because a cookie would also go to other
 * programs on other ports of this machine.
 */

import { t } from './strings.js';

const KEY = 'tributary-session';
let onSignedOut = () => {};

/** A refusal, or a companion that does not answer. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Calls `listener` whenever the companion no longer knows this tab's session. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

export function signedIn() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Trades the one-time code of `tributary open` for a session. */
export async function signIn(code) {
  const { token } = await call('POST', '/api/session', { code });
  sessionStorage.setItem(KEY, token);
}

export const overview = () => call('GET', '/api/overview');
export const tally = async () => {
  const tally = await call('GET', '/api/tally');
  return { ...tally, due: tally.due.map(shownState) };
};
export const receipts = () => call('GET', '/api/receipts');
export const exported = (after) => call('GET', `/api/export${after ? `?after=${encodeURIComponent(after)}` : ''}`);
export const chooseTerms = async (id, choice) => { await call('POST', path('/api/records', id, 'licence'), choice); return record(id); };
export const beginImport = (name, bytes) => call('POST', '/api/import', { name, bytes });
export const importPart = (id, piece) => call('POST', path('/api/import', id, 'part'), piece);
export const importProgress = (id) => call('GET', path('/api/import', id));
export const cancelImport = (id) => call('POST', path('/api/import', id, 'cancel'), {});
export const record = async (id) => complete(await call('GET', path('/api/records', id)));
export const envelope = (id) => call('GET', path('/api/records', id, 'envelope'), undefined, 'text');
export const verb = (id, name, body = {}) => change(id, name, body);
export const edit = (id, operation) => change(id, 'edit', operation);
export const revise = (id, operation) => change(id, 'revise', operation);
export const bulk = (name, ids, more = {}) => call('POST', '/api/bulk', { verb: name, ids, ...more });
export const pair = () => call('POST', '/api/pair', {});
export const unpair = (id) => call('DELETE', path('/api/clients', id));
export const agree = (choices) => call('POST', '/api/consent', { agree: choices });
export const withdraw = () => call('POST', '/api/consent', { withdraw: true });
export const settings = (changes) => call('POST', '/api/settings', changes);
export const words = () => call('GET', '/api/words');
export const keepWords = (words) => call('POST', '/api/words', { words });
export const lookAtPool = (url, language) => call('POST', '/api/pools/look', { url, language });
export const withdrawFromPool = (url) => call('POST', '/api/pools/withdraw', { url });
export const addPool = (pool) => call('POST', '/api/pools/add', pool);
export const removePool = (url) => call('POST', '/api/pools/remove', { url });
export const defaultPool = (url) => call('POST', '/api/pools/default', { url });
export const choosePool = (ids, url) => call('POST', '/api/pools/choose', { ids, url });
export const pseudonym = () => call('GET', '/api/pseudonym');
export const keepPseudonym = (choice) => call('POST', '/api/pseudonym', choice);
export const decisions = (id) => call('GET', path('/api/records', id, 'decisions'));
export const object = (id, said) => call('POST', path('/api/records', id, 'object'), said);
export const eraseEverything = () => call('POST', '/api/erase-everything', { confirm: 'erase everything' });

/** A page of records; `filter` as the address of the list says it. */
export async function records({ filter, query, after, limit }) {
  const parameters = new URLSearchParams(filter);
  if (query) parameters.set('q', query);
  if (after) parameters.set('after', after);
  parameters.set('limit', String(limit));
  const page = await call('GET', `/api/records?${parameters}`);
  return { ...page, records: (page.records ?? []).map(shownState) };
}

/** Changes a record; resolves to its new form, read again where the reply does not hold it. */
async function change(id, name, body) {
  const reply = await call('POST', path('/api/records', id, name), body);
  return Array.isArray(reply?.messages) ? complete(reply) : record(id);
}

/** A record that is erased here, while the pool is still to be told, is being taken back. */
function shownState(record) {
  return record.state === 'retracted' && record.retraction === 'pending' ? { ...record, state: 'retract_pending' } : record;
}

/** An erased record lacks most fields; the page need not ask for each. */
function complete(record) {
  return {
    ...shownState(record),
    capture: record.capture ?? null,
    messages: record.messages ?? [],
    branch: record.branch ?? [],
    signals: record.signals ?? [],
    releases: record.releases ?? [],
    timeline: record.timeline ?? [],
    judgements: { ratings: [], scores: [], title: null, labels: [], note: null, contests: [], ...record.judgements },
  };
}

function path(...parts) {
  return parts.map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
}

async function call(method, target, body, as = 'json') {
  const headers = {};
  const token = sessionStorage.getItem(KEY);
  if (token) headers.authorization = `Bearer ${token}`;
  const piece = body instanceof Blob;
  if (body !== undefined) headers['content-type'] = piece ? 'application/octet-stream' : 'application/json';
  let reply;
  try {
    reply = await fetch(target, {
      method,
      headers,
      body: body === undefined || piece ? body : JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
  } catch {
    throw new ApiError(0, 'unreachable', t.unreachable);
  }
  if (reply.status === 401) {
    // A newer sign-in may have happened while this request was under way: only its own token is forgotten.
    if (sessionStorage.getItem(KEY) === token) sessionStorage.removeItem(KEY);
    onSignedOut();
    throw new ApiError(401, 'signed_out', t.signedOut.short);
  }
  if (!reply.ok) throw await refusal(reply);
  if (as === 'text') return reply.text();
  const text = await reply.text();
  return text === '' ? null : JSON.parse(text);
}

/**
 * Why not, in the language of the page; what it has no sentence for is said as the companion says it. The number under which the log
 * tells more is kept.
 */
export function sentence({ code, message } = {}) {
  // Message files end plural forms with an underscore and a word.
  const key = String(code).replaceAll('_', '-');
  const known = Object.hasOwn(t.refusals, key) ? t.refusals[key] : undefined;
  const number = /^error (\d+):/.exec(message ?? '')?.[1];
  return known && number ? `${known} (${number})` : known ?? message;
}

async function refusal(reply) {
  try {
    const { code, message } = await reply.json();
    return new ApiError(reply.status, code, sentence({ code, message }) || t.refused(reply.status));
  } catch {
    return new ApiError(reply.status, 'refused', t.refused(reply.status));
  }
}
