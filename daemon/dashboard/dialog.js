/**
 * Asks before something that cannot be undone, and shows things that lie on top of the page.
 *
 * In: words and choices. Out: a promise of the answer. Uses the browser's own modal `<dialog>`: focus stays inside,
 * Escape closes, and the focus returns to where it was.
 */

import { button, el } from './dom.js';
import { t } from './strings.js';

let serial = 0;

/** Opens a dialog around `content`; the promise ends when it is closed. */
export function open(title, content, actions, kind = '') {
  serial += 1;
  const heading = el('h2', { id: `dialog-${serial}` }, title);
  const dialog = el('dialog', { class: `dialog ${kind}`, 'aria-labelledby': heading.id }, heading, content, el('div', { class: 'dialog-actions' }, actions));
  const closed = new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue);
      dialog.remove();
    });
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, closed, close: (value = '') => dialog.close(value) };
}

/** Asks; the safe answer has the focus. Resolves to whether the person went on. */
export async function confirm({ title, points, yes, typed = null, danger = true, body = null }) {
  let handle;
  const go = button(yes, () => handle.close('yes'), { class: danger ? 'danger solid' : 'primary' });
  const list = el('ul', { class: 'consequences' }, points.map((point) => el('li', {}, point)));
  let input = null;
  if (typed) {
    go.disabled = true;
    input = el('input', { type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', on: { input: () => (go.disabled = input.value.trim().toLowerCase() !== typed.words) } });
  }
  const field = typed ? el('label', { class: 'field' }, el('span', {}, typed.label, ' ', el('strong', {}, typed.words)), input) : null;
  const stay = button(t.cancel, () => handle.close());
  handle = open(title, [list, body, field], [stay, go], danger ? 'grave' : '');
  (input ?? stay).focus();
  return (await handle.closed) === 'yes';
}

/** Puts text on the clipboard and says on the button whether that worked. */
export function copyButton(label, text, doneLabel, failedLabel, properties = {}) {
  const control = button(label, async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      control.textContent = doneLabel;
    } catch {
      control.textContent = failedLabel;
    }
    setTimeout(() => (control.textContent = label), 3000);
  }, properties);
  return control;
}
