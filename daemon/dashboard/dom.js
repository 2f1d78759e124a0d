/**
 * Makes page elements without ever parsing markup.
 *
 * In: tag names, attributes, listeners and text. Out: elements.
 * Invariant: text becomes text nodes; there is no way to pass HTML, an inline style or an inline handler through here.
 */

const FORBIDDEN = /^(?:on|style$|innerhtml$|outerhtml$|srcdoc$)/i;

/** Makes an element. `on` holds listeners; every other property is an attribute; `null` and `false` leave it out. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (FORBIDDEN.test(name)) {
      throw new TypeError(`the attribute ${name} is not allowed here`);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that never submits a form. */
export function button(label, onclick, properties = {}) {
  return el('button', { type: 'button', ...properties, on: { click: onclick } }, label);
}

/** Runs `change`, then puts the keyboard focus back on the element with the same `data-focus`, if it was lost. */
export function keepFocus(change) {
  const key = document.activeElement?.closest?.('[data-focus]')?.dataset.focus;
  change();
  if (!key || document.activeElement?.dataset?.focus === key) return;
  document.querySelector(`[data-focus="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Makes `children` the children of `parent`, and leaves alone those that are in their place already. */
export function arrange(parent, children) {
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  while (parent.children.length > children.length) parent.lastChild.remove();
}

/** Says what happened, for eyes and for screen readers; the message goes after a while. */
export function announce(message, kind = 'info') {
  const region = document.getElementById('status');
  const toast = el('p', { class: `toast ${kind}` }, message);
  region.append(toast);
  setTimeout(() => toast.remove(), kind === 'error' ? 15000 : 8000);
  while (region.children.length > 3) region.firstChild.remove();
}

/** A sentence with an element where its one value stands; languages put it in different places. */
export function around(sentence, element) {
  const [before, after = ''] = sentence('\0').split('\0');
  return [before, element, after];
}

/** A notice inside the page. */
export function notice(kind, ...content) {
  return el('div', { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : null }, ...content);
}
