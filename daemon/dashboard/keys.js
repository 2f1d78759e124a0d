/**
 * One key instead of a click, and the list of these keys.
 *
 * In: key presses, and what the view on screen does with which key. Out: that done. Keys are left alone while somebody types, while
 * a dialog is open, with Ctrl, Alt or Meta, and wherever the person has switched them off.
 */

import { open } from './dialog.js';
import { button, el } from './dom.js';
import { t } from './strings.js';

const KEPT = 'tributary-keys';
const enabled = () => localStorage.getItem(KEPT) !== 'off';
const PLACES = { o: '#/', l: '#/list', s: '#/settings' };
/** How long the second key of two may take. */
const PAIR = 1500;

/** Listens for as long as the page lives; `keys()` are those of the view on screen. */
export function listen(keys) {
  let going = 0;
  document.addEventListener('keydown', (event) => {
    if (!enabled() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog') || document.querySelector('dialog[open]')) return;
    if (going && performance.now() - going < PAIR && PLACES[event.key]) {
      going = 0;
      event.preventDefault();
      location.hash = PLACES[event.key];
      return;
    }
    going = event.key === 'g' ? performance.now() : 0;
    const action = event.key === '?' ? help : keys()[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Shows all keys, and lets them be switched off. */
export function help() {
  const box = el('input', { type: 'checkbox', checked: enabled(), on: { change: () => localStorage.setItem(KEPT, box.checked ? 'on' : 'off') } });
  const groups = [['everywhere', ['?', 'g o', 'g l', 'g s']], ['list', ['/', 'j', 'k', 'x', 'a', 'd', 'h', 'r']], ['conversation', ['j', 'k', 'e', 'v', 'd', 'h', 'r', 'u']]];
  const handle = open(t.keys.title, [
    el('p', { class: 'soft' }, t.keys.lead),
    groups.map(([group, names]) => [el('h3', {}, t.keys.groups[group]), el('dl', { class: 'keys' }, names.map((name) => [el('dt', {}, name.split(' ').map((key) => el('kbd', {}, key))), el('dd', {}, t.keys[group][name])]))]),
    el('label', { class: 'check' }, box, t.keys.use),
  ], [button(t.close, () => handle.close(), { class: 'primary' })]);
}

/** Moves the focus by `step` among `elements`, from where it is. */
export function move(elements, step) {
  const all = [...elements];
  if (all.length === 0) return;
  const at = all.findIndex((element) => element.contains(document.activeElement));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  const target = next.querySelector('a, button') && !next.hasAttribute('tabindex') ? next.querySelector('a') ?? next : next;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
