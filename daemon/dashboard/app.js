/**
 * Starts the page: signs in, shows the frame, and keeps one view and the companion's situation up to date.
 *
 * In: the address' fragment. Out: a running page. The only place that owns the clock and the timers.
 */

import * as api from './companion.js';
import { announce, button, el, keepFocus } from './dom.js';
import { lock, signingIn, unlock } from './views/locked.js';
import { placeOf } from './address.js';
import { help, listen } from './keys.js';
import { t } from './strings.js';
import { list } from './views/list.js';
import { conversation } from './views/conversation.js';
import { overview } from './views/overview.js';
import { receipts } from './views/receipts.js';
import { settings } from './views/settings.js';

const POLL = 10_000;
/** An unattended page stops asking, so that its session can end by itself. */
const ATTENDED = 10 * 60_000;

const main = document.getElementById('main');
let situation = null;
let takenAt = 0;
let view = null;
let viewKey = null;
let lastTouch = performance.now();
let polling = false;
let listed = '#/list';
/** Where the page was before a code for signing in took the place of the address. */
let returnTo = '#/';

/** What every view may use. */
const context = {
  situation: () => situation,
  /** The companion's time, so that a wrong clock in the browser changes no countdown. */
  now: () => situation.now + (performance.now() - takenAt),
  refresh,
  /** The list as it was looked at last. */
  listPlace: () => listed,
  report: (error) => error.code !== 'signed_out' && announce(error.message, 'error'),
};

function pulse(alive) {
  const light = document.getElementById('pulse');
  if (!light) return;
  light.className = alive ? 'pulse on' : 'pulse off';
  const words = alive ? t.pulse.on : t.pulse.off;
  if (light.textContent !== words) light.textContent = words;
}

function frame() {
  const top = document.getElementById('top');
  top.hidden = false;
  top.replaceChildren(
    el('a', { class: 'brand', href: '#/' }, el('img', { src: '/icon.svg', alt: '', width: 26, height: 26 }), t.name),
    el('nav', { 'aria-label': t.nav.label }, el('a', { href: '#/', 'data-nav': 'overview' }, t.nav.overview), el('a', { href: '#/list', 'data-nav': 'list' }, t.nav.records), el('a', { href: '#/settings', 'data-nav': 'settings' }, t.nav.settings)),
    el('span', { id: 'pulse', class: 'pulse', role: 'status' }),
    button(t.keys.open, help, { class: 'quiet small keys-button' }),
  );
}

/** Asks for the situation; the view decides what of it concerns it. */
async function refresh() {
  const answer = await api.overview();
  situation = answer;
  takenAt = performance.now();
  pulse(true);
  if (view) keepFocus(() => view.update());
}

async function poll() {
  if (polling || document.hidden || !api.signedIn() || performance.now() - lastTouch > ATTENDED) return;
  polling = true;
  try {
    await refresh();
  } catch (error) {
    if (error.code === 'unreachable') pulse(false);
  } finally {
    polling = false;
  }
}

function route() {
  const { name, argument, filter } = placeOf(location.hash);
  if (name === 'record' && argument) return { key: `record/${argument}`, nav: 'list', make: () => conversation(context, decodeURIComponent(argument)) };
  if (name === 'settings') return { key: `settings/${argument}`, nav: 'settings', make: () => settings(context, argument) };
  if (name === 'receipts') return { key: 'receipts', nav: 'settings', make: () => receipts(context) };
  if (name === 'list') return { key: `list/${JSON.stringify(filter)}`, nav: 'list', place: location.hash, make: () => list(context, filter) };
  return { key: 'overview', nav: 'overview', make: () => overview(context) };
}

function show() {
  const target = route();
  if (target.key === viewKey) return;
  const first = viewKey === null;
  // Narrowing a list is no new page: the focus stays where it is.
  const narrowed = Boolean(target.place) && viewKey?.startsWith('list/');
  if (target.place) listed = target.place;
  view?.leave?.();
  viewKey = target.key;
  returnTo = location.hash || '#/';
  view = target.make();
  keepFocus(() => main.replaceChildren(view.element));
  document.title = `${view.title} · ${t.name}`;
  for (const link of document.querySelectorAll('[data-nav]')) {
    if (link.dataset.nav === target.nav) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (!first && !narrowed && !view.keepsPlace) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

/** Signed in: show the page, or go on where it was when the session ended. */
async function enter() {
  try {
    await refresh();
  } catch (error) {
    if (error.code === 'signed_out') return;
    main.replaceChildren(el('div', { class: 'plain-page', role: 'alert' }, el('h1', {}, t.name), el('p', {}, error.message), button(t.retry, enter, { class: 'primary' })));
    return;
  }
  unlock();
  if (document.getElementById('top').hidden) frame();
  pulse(true);
  show();
}

/** Takes a sign-in code out of the address, before anything else can see it. */
function takeCode() {
  const match = /^#t=([A-Za-z0-9_-]{1,256})$/.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, '', `${location.pathname}${viewKey === null ? '#/' : returnTo}`);
  return match[1];
}

async function signInWith(code) {
  signingIn();
  try {
    await api.signIn(code);
  } catch (error) {
    lock({ failed: error.code === 'unreachable' ? error.message : t.signedOut.failed, behind: view !== null });
    return;
  }
  await enter();
}

listen(() => view?.keys ?? {});
api.whenSignedOut(() => lock({ behind: view !== null }));
addEventListener('hashchange', () => {
  const code = takeCode();
  if (code) signInWith(code);
  else if (situation) show();
});
document.addEventListener('visibilitychange', poll);
for (const event of ['pointerdown', 'keydown', 'scroll']) addEventListener(event, () => (lastTouch = performance.now()), { passive: true });
setInterval(poll, POLL);
setInterval(() => !document.hidden && situation && view?.tick?.(), 1000);
document.getElementById('skip').textContent = t.skip;
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
document.documentElement.lang = t.language;
document.documentElement.dir = t.direction;

const code = takeCode();
if (code) signInWith(code);
else if (api.signedIn()) enter();
else lock({ behind: false });
