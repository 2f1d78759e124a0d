/**
 * The list of records: by state, searchable, each with what happens to it and when, alone or in bulk.
 *
 * In: the context and a filter from the address. Out: a view. What is searched for never enters the address or the history.
 */

import * as api from '../companion.js';
import { fate, outlook } from '../countdown.js';
import { button, el, keepFocus } from '../dom.js';
import { t } from '../strings.js';
import { one, several, verbsFor } from '../verbs.js';
import { banners } from './banners.js';
import { empty } from './empty.js';
import { row } from './row.js';

const PAGE = 50;
const AGE = 60_000;
/** Held counts what is approved, too, as both wait in their window. */
const FILTERS = ['', 'held', 'approved', 'ready', 'queued', 'donated', 'retracted', 'revoked', 'rejected'];
const BULK = ['donate', 'revoke', 'retract', 'hold'];

export function list(context, filterName) {
  const filter = FILTERS.includes(filterName) ? filterName : '';
  const selected = new Map();
  let records = [];
  let next = null;
  let query = '';
  let counts = '';
  let asked = 0;
  let loaded = false;
  let loadedAt = 0;

  const lead = el('p', { class: 'soft outlook' });
  const notices = el('div', { class: 'notices' });
  const filters = el('nav', { class: 'filters', 'aria-label': t.list.filters });
  const search = el('input', { type: 'search', id: 'search', placeholder: t.list.searchHint, 'aria-label': t.list.search, autocomplete: 'off', spellcheck: 'false' });
  const all = el('input', { type: 'checkbox', id: 'select-all', on: { change: selectAll } });
  const count = el('span', { class: 'soft', role: 'status' });
  const toolbar = el('div', { class: 'list-tools' }, el('label', { class: 'check' }, all, t.list.selectAll), count);
  const rows = el('ol', { class: 'records' });
  const foot = el('div', { class: 'list-foot' });
  const bulkCount = el('span', { class: 'bulk-count', role: 'status' });
  const bulkVerbs = el('div', { class: 'bulk-verbs' });
  const bulk = el('div', { class: 'bulk', role: 'region', 'aria-label': t.list.bulk, hidden: true }, bulkCount, bulkVerbs);
  const searchBox = el('div', { class: 'search' }, search);
  const element = el('section', { class: 'list-view' }, el('div', { class: 'heading' }, el('div', {}, el('h1', {}, t.list.title), lead), searchBox), notices, filters, toolbar, bulk, rows, foot);

  let typing = 0;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      query = search.value.trim();
      load();
    }, 200);
  });

  /** Reads the first `wanted` records anew; an answer that a later question overtook is dropped. */
  async function load(wanted = PAGE) {
    const ticket = (asked += 1);
    const fresh = [];
    let after = null;
    try {
      do {
        const page = await api.records({ state: filter, query, after, limit: PAGE });
        if (ticket !== asked) return;
        fresh.push(...page.records);
        after = page.next;
      } while (after && fresh.length < wanted);
    } catch (error) {
      context.report(error);
      return;
    }
    loadedAt = performance.now();
    const same = loaded && JSON.stringify([fresh, after]) === JSON.stringify([records, next]);
    [records, next, loaded] = [fresh, after, true];
    if (!same) draw();
  }

  async function more() {
    const ticket = (asked += 1);
    try {
      const page = await api.records({ state: filter, query, after: next, limit: PAGE });
      if (ticket !== asked) return;
      records.push(...page.records);
      next = page.next;
      draw();
    } catch (error) {
      context.report(error);
    }
  }

  function draw() {
    const situation = context.situation();
    const known = new Set(records.map((record) => record.id));
    for (const id of selected.keys()) if (!known.has(id)) selected.delete(id);
    keepFocus(() => {
      rows.replaceChildren(...records.map((record) => row(record, { selected: selected.has(record.id), select, act, situation })));
      toolbar.hidden = records.length === 0;
      foot.replaceChildren(...(next ? [button(t.list.more, more, { 'data-focus': 'more' })] : []));
      if (records.length === 0 && loaded) foot.replaceChildren(...empty(context, { filtered: filter !== '', query, clear: () => { search.value = ''; query = ''; load(); } }));
      searchBox.hidden = records.length === 0 && query === '' && filter === '';
    });
    count.textContent = t.list.count(records.length, next !== null);
    drawSelection();
    tick();
  }

  function select(record, on) {
    if (on) selected.set(record.id, record);
    else selected.delete(record.id);
    drawSelection();
  }

  function selectAll() {
    selected.clear();
    if (all.checked) for (const record of records) selected.set(record.id, record);
    for (const box of rows.querySelectorAll('input[type=checkbox]')) box.checked = all.checked;
    drawSelection();
  }

  function drawSelection() {
    all.checked = records.length > 0 && selected.size === records.length;
    all.indeterminate = selected.size > 0 && selected.size < records.length;
    bulk.hidden = selected.size === 0;
    if (bulk.hidden) return;
    const situation = context.situation();
    const chosen = records.filter((record) => selected.has(record.id));
    bulkCount.textContent = t.list.selected(selected.size);
    keepFocus(() => bulkVerbs.replaceChildren(
      ...BULK.map((verb) => [verb, chosen.filter((record) => verbsFor(record.state, situation).includes(verb))])
        .filter(([, able]) => able.length > 0)
        .map(([verb, able]) => button(t.verbs.count(t.verbs[verb], able.length), () => act(verb, able), { class: `verb ${verb}`, 'data-focus': `bulk-${verb}` })),
      button(t.list.clear, () => { all.checked = false; selectAll(); }, { class: 'quiet', 'data-focus': 'bulk-clear' }),
    ));
  }

  async function act(verb, targets) {
    try {
      const situation = context.situation();
      const failed = targets.length === 1 ? (await one(verb, targets[0], situation)) && [] : await several(verb, targets, situation);
      if (failed === null) return;
      for (const { id } of targets) if (!failed.includes(id)) selected.delete(id);
      await load(records.length);
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  }

  function update() {
    const situation = context.situation();
    notices.replaceChildren(...banners(situation));
    const shown = FILTERS.filter((name) => name !== 'approved' || situation.after_window === 'wait' || filter === name);
    filters.replaceChildren(...shown.map((name) =>
      el('a', { href: `#/${name ? `list/${name}` : ''}`, 'aria-current': name === filter ? 'true' : null, 'data-focus': `filter-${name}` },
        name ? t.states[name] : t.list.all, situation[name] === undefined ? null : el('span', { class: 'number' }, t.number(situation[name])))));
    // The list is read again when something moved, and now and then: new turns restart a window without changing a count.
    const now = JSON.stringify([situation.held, situation.ready, situation.queued, situation.donated, situation.retracted, situation.revoked, situation.rejected, situation.consent, situation.pool, situation.after_window, situation.clients.length, situation.last_error]);
    if ((counts !== '' && counts !== now) || (loaded && performance.now() - loadedAt > AGE)) load(Math.max(PAGE, records.length));
    counts = now;
    tick();
  }

  function tick() {
    const [situation, now] = [context.situation(), context.now()];
    const promise = outlook(situation, now);
    if (lead.textContent !== promise) lead.textContent = promise;
    lead.hidden = promise === '';
    const cells = rows.querySelectorAll('[data-fate]');
    for (let at = 0; at < cells.length; at += 1) {
      const words = fate(records[at], situation, now);
      if (cells[at].textContent !== words) cells[at].textContent = words;
    }
  }

  update();
  load();
  return { element, title: t.list.title, update, tick, leave: () => { asked += 1; clearTimeout(typing); } };
}
