/**
 * One record in the list.
 *
 * In: a record's summary. Out: a list item. Taking back is drawn exactly like giving: same size, same place, same weight.
 */

import { around, button, el } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { verbsFor } from '../verbs.js';

const SHOWN = ['donate', 'approve', 'revoke', 'retract'];

export function row(record, { selected, select, act, situation }) {
  const site = record.site === 'unknown' ? t.list.unknownSite : record.site;
  const erased = record.preview === '';
  const box = el('input', { type: 'checkbox', checked: selected, 'aria-label': t.list.select(`${site}, ${t.time.day(record.created_day)}, ${record.preview.slice(0, 60)}`), 'data-focus': `select-${record.id}`, on: { click: (event) => select(record, box.checked, event.shiftKey) } });
  const facts = [
    line(site),
    record.languages.length > 0 ? record.languages.map(t.languageName).join(', ') : null,
    el('time', { datetime: record.created_day }, t.time.day(record.created_day)),
    t.list.turns(record.turns),
    record.redactions > 0 ? t.list.redactions(record.redactions) : null,
    record.risk && record.risk !== 'low' ? el('span', { class: `risk ${record.risk}` }, t.filter.risks[record.risk]) : null,
    record.releases.length > 0 ? t.list.release(record.releases) : null,
  ].filter((fact) => fact !== null);
  return el('li', { class: `record ${record.state}`, 'data-record': record.id },
    el('label', { class: 'record-box' }, box),
    el('div', { class: 'record-body' },
      el('a', { class: `record-preview${erased ? ' erased' : ''}`, href: `#/record/${encodeURIComponent(record.id)}`, 'data-focus': `open-${record.id}` }, erased ? t.list.erased : line(record.title ?? record.preview)),
      el('p', { class: 'record-facts' }, facts.map((fact) => el('span', {}, fact))),
      record.signals.length > 0 ? el('p', { class: 'record-facts' }, t.list.signals, ' ', record.signals.map(({ kind, count }) => `${t.signal.kinds[kind] ?? kind}${count > 1 ? ` ×${count}` : ''}`).join(', ')) : null,
      record.reason ? el('p', { class: 'record-reason' }, around(t.list.reason, line(record.reason))) : null),
    el('div', { class: 'record-fate' },
      el('span', { class: `state ${record.state}` }, t.states[record.state] ?? record.state),
      el('span', { class: 'fate', 'data-fate': record.id })),
    el('div', { class: 'record-verbs' },
      verbsFor(record.state, situation).filter((verb) => SHOWN.includes(verb) && !(verb === 'donate' && record.state === 'held' && situation.after_window === 'wait'))
        .map((verb) => button(t.verbs[verb], () => act(verb, [record]), { class: `verb ${verb}`, 'data-focus': `${verb}-${record.id}` }))));
}
