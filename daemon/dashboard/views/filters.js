/**
 * Narrowing and sorting the list.
 *
 * In: a filter, and the companion's counts of what is here. Out: a form whose choices lead to other addresses, so that going back
 * undoes them. The counts are asked for when somebody opens it, as they take reading all that is held.
 */

import * as api from '../companion.js';
import { KEYS, RISKS, SORTS, listAddress } from '../address.js';
import { el, keepFocus } from '../dom.js';
import { t } from '../strings.js';

let tally = null;
let opened = false;

export function filters(filter, report) {
  const body = el('div', { class: 'filter-fields' });
  const active = KEYS.filter((key) => key !== 'state' && filter[key]);
  const element = el('details', { class: 'filter', open: opened || active.length > 0, on: { toggle: () => { opened = element.open; if (opened) load(); } } },
    el('summary', { 'data-focus': 'filter-open' }, active.length > 0 ? t.filter.active(active.length) : t.filter.title), body);

  async function load() {
    try {
      tally = await api.tally();
      draw();
    } catch (error) {
      report(error);
    }
  }

  function draw() {
    const named = (rows, name) => (rows ?? []).filter((row) => row.records > 0).map((row) => [row.name, name(row.name), row.records]);
    keepFocus(() => body.replaceChildren(
      choice('site', t.filter.site, named(tally?.sites, (name) => (name === 'unknown' ? t.list.unknownSite : name))),
      choice('language', t.filter.language, named(tally?.languages, t.languageName)),
      choice('signal', t.filter.signal, [['any', t.filter.any], ['none', t.filter.none], ['rated', t.filter.rated], ...named(tally?.signals, (name) => t.signal.kinds[name] ?? name)]),
      choice('risk', t.filter.risk, RISKS.map((name) => [name, t.filter.risks[name]])),
      choice('sort', t.filter.sort, SORTS.map((name) => [name, t.filter.sorts[name]]), false),
      active.length > 0 ? el('a', { class: 'button', href: listAddress({ state: filter.state }), 'data-focus': 'filter-clear' }, t.filter.clear) : ''));
  }

  function choice(key, label, options, withAll = true) {
    // What the address asks for can be chosen, even if nothing here has it.
    if (filter[key] && !options.some(([value]) => value === filter[key])) options.push([filter[key], key === 'language' ? t.languageName(filter[key]) : filter[key]]);
    const select = el('select', { 'data-focus': `filter-${key}`, on: { change: () => { location.hash = listAddress(filter, { [key]: select.value }); } } },
      withAll ? el('option', { value: '' }, t.filter.every) : null,
      options.map(([value, name, count]) => el('option', { value, selected: value === (filter[key] ?? (withAll ? '' : SORTS[0])) }, count === undefined ? name : t.filter.option(name, count))));
    return el('label', { class: 'field' }, el('span', {}, label), select);
  }

  draw();
  if (element.open) load();
  return element;
}
