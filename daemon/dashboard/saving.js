/**
 * Lets the person keep what is on the page as a file.
 *
 * In: a name and text. Out: the browser's download of it. Nothing passes any server.
 */

import { el } from './dom.js';

export function save(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = el('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
