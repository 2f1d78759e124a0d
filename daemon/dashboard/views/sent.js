/**
 * Shows the exact bytes of a record as they leave, or left, this computer.
 *
 * In: a record. Out: a dialog with the text that the companion gives, unchanged.
 */

import * as api from '../companion.js';
import { copyButton, open } from '../dialog.js';
import { button, el } from '../dom.js';
import { t } from '../strings.js';
import { hidden } from '../text/hidden.js';
import { pieces } from '../text/marks.js';

export async function showSent(record, report) {
  let text;
  try {
    text = await api.envelope(record.id);
  } catch (error) {
    report(error);
    return;
  }
  const bytes = new TextEncoder().encode(text).length;
  const lead = record.state === 'donated' ? t.record.sentDone(bytes) : t.record.sentLead(bytes);
  const exact = el('pre', { class: 'exact', tabindex: 0, dir: 'ltr', 'aria-label': t.record.sentTitle });
  for (const { start, end, marks } of pieces(0, text.length, hidden(text))) {
    const words = text.slice(start, end);
    exact.append(marks.length > 0 ? el('span', { class: 'hidden-character', 'data-name': marks[0].name }, words) : words);
  }
  const handle = open(t.record.sentTitle, [el('p', { class: 'soft' }, lead), exact],
    [copyButton(t.record.copy, text, t.record.copied, t.record.copyFailed), button(t.close, () => handle.close(), { class: 'primary' })], 'wide');
}
