/**
 * What is shown without a session: how to sign in.
 *
 * In: whether a page lies behind, and what went wrong. Out: a page, or a dialog over the page, which stays as it was.
 */

import { copyButton, open } from '../dialog.js';
import { button, el } from '../dom.js';
import { t } from '../strings.js';

let cover = null;

function command() {
  return el('div', { class: 'command' }, el('code', {}, t.signedOut.command), copyButton(t.signedOut.copy, t.signedOut.command, t.signedOut.copied, t.record.copyFailed, { class: 'quiet' }));
}

/** Locks the page. With a page behind, it stays below, with everything typed into it. */
export function lock({ failed = null, behind }) {
  const problem = failed && el('p', { class: 'notice error', role: 'alert' }, failed);
  if (behind) {
    if (cover) return;
    const look = button(t.signedOut.look, () => cover.close());
    cover = open(t.signedOut.title, [problem, el('p', {}, t.signedOut.lead), command(), el('p', { class: 'soft' }, t.signedOut.later)], [look], 'locked');
    cover.closed.then(() => (cover = null));
    return;
  }
  document.title = t.name;
  document.getElementById('main').replaceChildren(
    el('section', { class: 'plain-page' },
      el('img', { src: '/icon.svg', alt: '', width: 56, height: 56 }),
      el('h1', {}, t.signedOut.title),
      problem,
      el('p', { class: 'lead' }, t.signedOut.lead),
      command(),
      el('p', { class: 'soft' }, t.signedOut.why)),
  );
}

export function signingIn() {
  if (!cover) document.getElementById('main').replaceChildren(el('p', { class: 'plain-page soft' }, t.signedOut.signingIn));
}

export function unlock() {
  cover?.close();
}
