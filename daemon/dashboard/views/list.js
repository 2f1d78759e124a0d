/**
 * The list of records: filtered, searchable, sorted, each with what happens to it and when, alone or in bulk.
 *
 * In: the context and a filter from the address. Out: a view. What is searched for never enters the address or the history; this tab
 * remembers it until it is closed.
 */

import * as api from '../companion.js';
import { STATES, listAddress } from '../address.js';
import { fate, outlook } from '../countdown.js';
import { announce, button, el, keepFocus } from '../dom.js';
import { move } from '../keys.js';
import { t } from '../strings.js';
import { editable, one, several, verbsFor } from '../verbs.js';
import { banners } from './banners.js';
import { empty } from './empty.js';
import { filters } from './filters.js';
import { poolChoice } from './pools.js';
import { row } from './row.js';

const PAGE = 50;
const AGE = 60_000;
const SOON = 500;
const BULK = ['donate', 'revoke', 'retract', 'hold'];
/** What is selected with one click reaches no further; the command line has no such end. */
const MOST = 10_000;
const remembered = { query: '' };

export function list(context, filter) {
  const filtered = Object.keys(filter).some((key) => key !== 'sort');
  const selected = new Map();
  let records = [];
  let next = null;
  let total = null;
  let query = remembered.query;
  let counts = '';
  let asked = 0;
  let waiting = 0;
  let loaded = false;
  let loadedAt = 0;
  let lastBox = -1;

  const lead = el('p', { class: 'soft outlook' });
  const notices = el('div', { class: 'notices' });
  const states = el('nav', { class: 'filters', 'aria-label': t.list.filters });
  const search = el('input', { type: 'search', id: 'search', value: query, placeholder: t.list.searchHint, 'aria-label': t.list.search, autocomplete: 'off', spellcheck: 'false', 'data-focus': 'search' });
  const all = el('input', { type: 'checkbox', id: 'select-all', on: { change: selectAll } });
  const count = el('span', { class: 'soft', role: 'status' });
  const toolbar = el('div', { class: 'list-tools' }, el('label', { class: 'check' }, all, t.list.selectAll), count);
  const rows = el('ol', { class: 'records', 'aria-label': t.list.title });
  const foot = el('div', { class: 'list-foot' });
  const bulkCount = el('span', { class: 'bulk-count', role: 'status' });
  const bulkVerbs = el('div', { class: 'bulk-verbs' });
  const bulk = el('div', { class: 'bulk', role: 'region', 'aria-label': t.list.bulk, hidden: true }, bulkCount, bulkVerbs);
  const searchBox = el('div', { class: 'search' }, search);
  const narrow = filters(filter, context.report);
  const element = el('section', { class: 'list-view' }, el('div', { class: 'heading' }, el('div', {}, el('h1', {}, t.list.title), lead), searchBox), notices, states, narrow, toolbar, bulk, rows, foot);

  let typing = 0;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      remembered.query = query = search.value.trim();
      load();
    }, 200);
  });

  /** Reads the first `wanted` records anew; an answer that a later question overtook is dropped. */
  async function load(wanted = PAGE) {
    const ticket = (asked += 1);
    clearTimeout(waiting);
    const fresh = [];
    let page = { next: null };
    try {
      do {
        page = await api.records({ filter, query, after: page.next, limit: Math.min(500, Math.max(PAGE, wanted)) });
        if (ticket !== asked) return;
        fresh.push(...page.records);
      } while (page.next && fresh.length < wanted);
    } catch (error) {
      context.report(error);
      return;
    }
    loadedAt = performance.now();
    // Not all that is held has been read yet: what is still missing comes with the next answer.
    if (page.reading) waiting = setTimeout(() => load(Math.max(PAGE, records.length)), SOON);
    const same = loaded && JSON.stringify([fresh, page.next]) === JSON.stringify([records, next]);
    [records, next, total, loaded] = [fresh, page.next, page.total, true];
    if (!same) draw();
    drawCount(page.reading);
  }

  async function more() {
    const ticket = (asked += 1);
    try {
      const page = await api.records({ filter, query, after: next, limit: PAGE });
      if (ticket !== asked) return;
      const first = page.records[0]?.id;
      records.push(...page.records);
      next = page.next;
      draw();
      drawCount(page.reading);
      // The button has gone, or stands below what it brought: what is new is the next thing to read.
      rows.querySelector(`[data-focus="open-${CSS.escape(first ?? '')}"]`)?.focus();
    } catch (error) {
      context.report(error);
    }
  }

  function draw() {
    const situation = context.situation();
    for (const record of records) if (selected.has(record.id)) selected.set(record.id, record);
    keepFocus(() => {
      rows.replaceChildren(...records.map((record) => row(record, { selected: selected.has(record.id), select, act, situation })));
      toolbar.hidden = records.length === 0;
      foot.replaceChildren(...(next ? [button(t.list.more, more, { 'data-focus': 'more' })] : []));
      if (records.length === 0 && loaded) foot.replaceChildren(...empty(context, { filtered, query, clear: () => { search.value = remembered.query = query = ''; load(); } }));
      searchBox.hidden = narrow.hidden = records.length === 0 && query === '' && !filtered;
    });
    drawSelection();
    tick();
  }

  function drawCount(reading) {
    const words = reading ? t.overview.reading(Math.floor((100 * reading.done) / reading.of)) : total === null ? t.list.count(records.length, next !== null) : t.list.shownOf(total, records.length);
    if (count.textContent !== words) count.textContent = words;
  }

  function select(record, on, range = false) {
    const at = records.indexOf(record);
    const [from, to] = range && lastBox >= 0 ? [Math.min(at, lastBox), Math.max(at, lastBox)] : [at, at];
    lastBox = at;
    const boxes = rows.querySelectorAll('.record-box input');
    for (let index = from; index <= to; index += 1) {
      if (on) selected.set(records[index].id, records[index]);
      else selected.delete(records[index].id);
      boxes[index].checked = on;
    }
    drawSelection();
  }

  function selectAll() {
    const on = all.checked;
    selected.clear();
    if (on) for (const record of records) selected.set(record.id, record);
    for (const box of rows.querySelectorAll('.record-box input')) box.checked = on;
    drawSelection();
  }

  /** Also what is not shown yet. */
  async function selectMatching() {
    const ticket = (asked += 1);
    try {
      let after = next;
      while (after && selected.size < MOST) {
        const page = await api.records({ filter, query, after, limit: 500 });
        if (ticket !== asked) return;
        for (const record of page.records) selected.set(record.id, record);
        after = page.next;
      }
      drawSelection();
      if (after) announce(t.list.mostSelected(selected.size));
    } catch (error) {
      context.report(error);
    }
  }

  function drawSelection() {
    const shown = records.filter((record) => selected.has(record.id)).length;
    all.checked = records.length > 0 && shown === records.length;
    all.indeterminate = shown > 0 && shown < records.length;
    bulk.hidden = selected.size === 0;
    if (bulk.hidden) return;
    const situation = context.situation();
    const chosen = [...selected.values()];
    bulkCount.textContent = t.list.selected(selected.size);
    keepFocus(() => bulkVerbs.replaceChildren(
      ...BULK.map((verb) => [verb, chosen.filter((record) => verbsFor(record.state, situation).includes(verb))])
        .filter(([, able]) => able.length > 0)
        .map(([verb, able]) => button(t.verbs.count(t.verbs[verb], able.length), () => act(verb, able), { class: `verb ${verb}`, 'data-focus': `bulk-${verb}` })),
      ...(situation.pools.length > 1 && chosen.some((record) => editable(record.state)) ? [poolChoice(situation.pools, (url) => sendTo(url, chosen.filter((record) => editable(record.state))))] : []),
      ...(next && shown === records.length && selected.size === shown ? [button(t.list.selectMatching, selectMatching, { 'data-focus': 'bulk-matching' })] : []),
      button(t.list.clear, () => { all.checked = false; selectAll(); }, { class: 'quiet', 'data-focus': 'bulk-clear' }),
    ));
  }

  async function sendTo(url, targets) {
    try {
      const { results } = await api.choosePool(targets.map(({ id }) => id), url);
      const failed = results.filter((result) => !result.ok);
      if (failed.length > 0) announce([t.done.failed(failed.length), ...new Set(failed.map((result) => api.sentence(result.error)))].join(' '), 'error');
      else announce(t.pools.chosen, 'good');
      for (const { id, ok } of results) if (ok) selected.delete(id);
      await load(records.length);
      draw();
    } catch (error) {
      context.report(error);
    }
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

  /** The record that has the focus; a key acts on what is selected, if anything is. */
  function here() {
    const id = document.activeElement?.closest?.('[data-record]')?.dataset.record;
    return records.find((record) => record.id === id);
  }

  function actByKey(verb) {
    const situation = context.situation();
    const targets = (selected.size > 0 ? [...selected.values()] : [here()].filter(Boolean)).filter((record) => verbsFor(record.state, situation).includes(verb));
    if (targets.length > 0) act(verb, targets);
  }

  const keys = {
    '/': () => search.focus(),
    j: () => move(rows.children, 1),
    k: () => move(rows.children, -1),
    x: () => { const record = here(); if (record) select(record, !selected.has(record.id)); },
    a: () => { all.checked = !all.checked; selectAll(); },
    d: () => actByKey('donate'),
    h: () => actByKey('hold'),
    r: () => actByKey([...selected.values(), here()].some((record) => record?.state === 'donated') ? 'retract' : 'revoke'),
  };

  function update() {
    const situation = context.situation();
    notices.replaceChildren(...banners(situation));
    const shown = ['', ...STATES].filter((name) => name !== 'approved' || situation.after_window === 'wait' || filter.state === name);
    keepFocus(() => states.replaceChildren(...shown.map((name) =>
      el('a', { href: listAddress(filter, { state: name }), 'aria-current': name === (filter.state ?? '') ? 'true' : null, 'data-focus': `filter-${name}` },
        name ? t.states[name] : t.list.all, situation[name] === undefined ? null : el('span', { class: 'number' }, t.number(situation[name]))))));
    // The list is read again when something moved, and now and then: new turns restart a window without changing a count.
    const now = JSON.stringify([situation.held, situation.ready, situation.queued, situation.donated, situation.retracted, situation.revoked, situation.rejected, situation.consent, situation.pool, situation.pools, situation.releases, situation.after_window, situation.clients.length, situation.last_error]);
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
  return { element, title: t.list.title, update, tick, keys, leave: () => { asked += 1; clearTimeout(typing); clearTimeout(waiting); } };
}
