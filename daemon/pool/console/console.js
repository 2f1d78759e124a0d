/**
 * The review console: signs in, shows one of four views, and carries decisions out.
 *
 * In: the address behind the `#`, keys, clicks. Out: the page. Everything can be done with the keyboard: Tab and Enter everywhere, and
 * single keys that can be switched off, because they are in the way of some people.
 */

import { announce, button, el } from './dom.js';
import * as pool from './pool.js';
import { page } from './reading.js';
import * as views from './waiting.js';

const main = document.getElementById('main');
const top = document.getElementById('top');
const KEYS = 'tributary-console-keys';
let about = null;
let shownGroups = [];
let sampled = [];

const VIEWS = [['#/', 'Waiting'], ['#/sample', 'Sample'], ['#/objections', 'Objections']];

function frame(current) {
  top.hidden = false;
  top.replaceChildren(
    el('a', { class: 'brand', href: '#/' }, el('img', { src: '/icon.svg', alt: '', width: '24', height: '24' }), about.pool),
    el('nav', { 'aria-label': 'Views' }, VIEWS.map(([address, name]) => el('a', { href: address, 'aria-current': address === current ? 'page' : null }, name, address === '#/objections' && about.objections > 0 && ` (${about.objections})`))),
    el('span', { class: 'pulse on' }, about.reviewer),
    button('Keys', help, { class: 'quiet small' }));
}

async function show() {
  if (!pool.signedIn()) return locked();
  const [address, query = ''] = location.hash.split('?');
  try {
    about = await pool.overview();
    if (address.startsWith('#/record/')) {
      const reading = await pool.reading(address.slice('#/record/'.length));
      place(page(reading, about, verbs), query === 'sample' ? '#/sample' : '#/');
    } else if (address === '#/sample') {
      sampled = await pool.sample();
      place(views.sample(sampled), '#/sample');
    } else if (address === '#/objections') {
      place(views.objections(await pool.objections(), verbs), '#/objections');
    } else {
      const quarantine = await pool.waiting();
      shownGroups = quarantine.groups;
      place(views.groups(quarantine, about, verbs), '#/');
    }
  } catch (error) {
    if (error.status === 401) return locked(error.message);
    if (error.status === 404 && about) {
      place(el('div', { class: 'stack' }, el('h1', { tabindex: '-1' }, 'Not here'), el('p', {}, 'This record was taken back or rejected.'), el('a', { href: '#/' }, 'What waits')), '#/');
      return;
    }
    announce(error.message, 'error');
  }
}

function place(content, current) {
  frame(current);
  main.replaceChildren(content);
  document.title = `${main.querySelector('h1')?.textContent ?? 'Review'} – ${about.pool}`;
  main.querySelector('h1')?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function locked(why = '') {
  top.hidden = true;
  document.title = 'Review console';
  main.replaceChildren(el('div', { class: 'plain-page' },
    el('img', { src: '/icon.svg', alt: '', width: '48', height: '48' }),
    el('h1', { tabindex: '-1' }, 'Review console'),
    why && el('p', { role: 'alert' }, why),
    el('p', {}, 'Open it with a link of your own, which is good once and for a minute:'),
    el('p', { class: 'command' }, el('code', {}, 'tributary-pool review --as NAME --reviewer-key FILE'))));
}

async function done(work, said) {
  try {
    const answer = await work;
    announce(said(answer));
    return true;
  } catch (error) {
    announce(error.message, 'error');
    if (error.status === 401) locked(error.message);
    return false;
  }
}

const verbs = {
  async vote(group) {
    const told = ({ accepted, need_another, gone }) => [accepted > 0 && `${accepted} accepted`, need_another > 0 && `${need_another} wait for another reviewer`, gone > 0 && `${gone} are no longer here`].filter(Boolean).join(', ') || 'Nothing changed';
    if (await done(pool.vote(group.ids), told)) await show();
  },
  async reject(group) {
    const choice = await ask(group);
    if (choice && await done(pool.reject(group.ids, choice.code, choice.reason), ({ rejected }) => `${rejected} rejected, their content erased`)) await show();
  },
  async decide(id, decision) {
    if (!await done(pool.decide(id, decision), () => (decision.verdict === 'accepted' ? 'Accepted' : 'Rejected, its content erased'))) return;
    const rest = location.hash.endsWith('?sample') ? sampled.filter((other) => other !== id) : [];
    sampled = rest.length > 0 ? rest : sampled;
    location.hash = rest.length > 0 ? `#/record/${rest[0]}?sample` : location.hash.endsWith('?sample') ? '#/sample' : '#/';
  },
  async answer(id, said) {
    if (await done(pool.answer(id, said), () => (said.upheld ? 'The decision is taken back' : 'The decision stands'))) await show();
  },
};

/** Asks for the reason before many are rejected; the safe answer has the focus. */
async function ask(group) {
  const reason = el('select', {}, about.reasons.map(([code, sentence]) => el('option', { value: code }, sentence)));
  const text = el('textarea', { rows: '2', maxlength: '1000' });
  const stay = button('Cancel', () => dialog.close());
  const go = button(`Reject ${group.ids.length}`, () => dialog.close('yes'), { class: 'danger solid' });
  const dialog = el('dialog', { class: 'dialog grave', 'aria-labelledby': 'ask' },
    el('h2', { id: 'ask' }, `Reject ${group.ids.length} ${group.ids.length === 1 ? 'record' : 'records'} and erase their content?`),
    el('label', { class: 'field' }, el('span', {}, 'Reason'), reason),
    el('label', { class: 'field' }, el('span', {}, 'In your words'), text),
    el('div', { class: 'dialog-actions' }, stay, go));
  const answer = await opened(dialog, stay);
  return answer === 'yes' ? { code: reason.value, reason: text.value } : null;
}

function help() {
  const box = el('input', { type: 'checkbox', checked: keysOn() });
  box.addEventListener('change', () => localStorage.setItem(KEYS, box.checked ? 'on' : 'off'));
  const close = button('Close', () => dialog.close());
  const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': 'help' },
    el('h2', { id: 'help' }, 'Keys'),
    el('dl', { class: 'keys' }, [['j', 'next in the list'], ['k', 'the one before'], ['Enter', 'read it'], ['v', 'vote to accept the group'], ['a', 'accept the record that is open'], ['x', 'reject'], ['u', 'back to what waits'], ['?', 'this help']]
      .flatMap(([key, what]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, what)])),
    el('label', { class: 'check' }, box, 'Use single keys'),
    el('div', { class: 'dialog-actions' }, close));
  return opened(dialog, close);
}

function opened(dialog, focused) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  focused.focus();
  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    before?.focus?.();
    resolve(dialog.returnValue);
  }));
}

const keysOn = () => localStorage.getItem(KEYS) !== 'off';

addEventListener('keydown', (event) => {
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.target.matches?.('input, textarea, select, [contenteditable]')) return;
  const items = [...main.querySelectorAll('[data-item]')];
  const at = items.findIndex((item) => item.closest('.group')?.contains(document.activeElement));
  const press = (verb, within = main) => within?.querySelector(`[data-verb=${verb}]:not(:disabled)`)?.click();
  const group = items[at]?.closest('.group');
  const acts = {
    j: () => (items[at + 1] ?? items[0])?.focus(),
    k: () => (items[at - 1] ?? items.at(-1))?.focus(),
    v: () => press('vote', group),
    x: () => (items.length > 0 ? press('reject', group) : main.querySelector('select[name=code]')?.focus()),
    a: () => press('accept'),
    u: () => { location.hash = '#/'; },
    '?': help,
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

addEventListener('hashchange', () => {
  if (!location.hash.startsWith('#code=')) show();
  else enter();
});

async function enter() {
  const code = location.hash.slice('#code='.length);
  // Out of the address before anything else: no history keeps it.
  history.replaceState(null, '', '#/');
  try {
    await pool.signIn(code);
    await show();
  } catch (error) {
    locked(error.message);
  }
}

if (location.hash.startsWith('#code=')) enter();
else show();
