/**
 * Speaks to the pool: one function for each thing the console can ask.
 *
 * In: ids and decisions. Out: promises of answers. The token lives in this tab only, and goes in a header: no cookies.
 */

const KEY = 'tributary-console';

/** A refusal, with the pool's own sentence. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const signedIn = () => sessionStorage.getItem(KEY) !== null;

export async function signIn(code) {
  const { token } = await call('POST', '/api/session', { code });
  sessionStorage.setItem(KEY, token);
}

export const overview = () => call('GET', '/api/overview');
export const waiting = () => call('GET', '/api/waiting');
export const sample = () => call('GET', '/api/sample');
export const objections = () => call('GET', '/api/objections');
export const reading = (id) => call('GET', `/api/records/${encodeURIComponent(id)}`);
export const decide = (id, decision) => call('POST', `/api/records/${encodeURIComponent(id)}/decide`, decision);
export const answer = (id, said) => call('POST', `/api/records/${encodeURIComponent(id)}/answer`, said);
export const vote = (ids) => call('POST', '/api/vote', { ids });
export const reject = (ids, code, reason) => call('POST', '/api/reject', { ids, code, reason });

async function call(method, path, body) {
  const token = sessionStorage.getItem(KEY);
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) };
  let reply;
  try {
    reply = await fetch(path, { method, headers, body: body && JSON.stringify(body), credentials: 'omit', cache: 'no-store', redirect: 'error' });
  } catch {
    throw new Refusal(0, 'unreachable', 'The pool does not answer: is tributary-pool serve running?');
  }
  const answer = await reply.json().catch(() => ({}));
  if (reply.status === 401) sessionStorage.removeItem(KEY);
  if (!reply.ok) throw new Refusal(reply.status, answer.code, answer.message ?? `The pool refused (${reply.status}).`);
  return answer;
}
