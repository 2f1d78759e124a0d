/**
 * The first page: what needs a decision, what is due, what was given, what became of it.
 *
 * In: the context. Out: a view. Its numbers come from the companion, which reads a long history piece by piece; until it is through,
 * the page says how far it is and asks again.
 */

import * as api from '../companion.js';
import { listAddress } from '../address.js';
import { overTime, shares } from '../chart.js';
import { fate, outlook } from '../countdown.js';
import { el, keepFocus } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { banners } from './banners.js';
import { empty } from './empty.js';

/** So soon after an answer that was not complete, it is asked again. */
const SOON = 500;
const AGE = 60_000;
/** Longer lists are cut, and say so. */
const ROWS = 8;

export function overview(context) {
  let tally = null;
  let drawn = '';
  let counts = '';
  let loadedAt = 0;
  let waiting = 0;
  let gone = false;

  const lead = el('p', { class: 'lead' });
  const notices = el('div', { class: 'notices' });
  const progress = el('p', { class: 'soft', role: 'status' });
  const body = el('div', { class: 'overview-body' });
  const element = el('section', { class: 'overview' }, el('h1', {}, t.overview.title), lead, notices, progress, body);

  async function load() {
    clearTimeout(waiting);
    loadedAt = performance.now();
    try {
      const fresh = await api.tally();
      if (gone) return;
      tally = fresh;
      const { reading } = tally;
      progress.textContent = reading ? t.overview.reading(Math.floor((100 * reading.done) / reading.of)) : '';
      if (reading) waiting = setTimeout(load, SOON);
      draw();
    } catch (error) {
      context.report(error);
    }
  }

  function draw() {
    const text = JSON.stringify(tally);
    if (text === drawn) return;
    drawn = text;
    drawNotices();
    const open = new Set([...body.querySelectorAll('details[open] > summary')].map((summary) => summary.dataset.focus));
    keepFocus(() => body.replaceChildren(...(tally.records === 0 ? empty(context, {}) : cards())));
    for (const summary of body.querySelectorAll('summary')) summary.parentElement.open = open.has(summary.dataset.focus);
    lead.textContent = tally.records === 0 ? '' : t.overview.lead(t.overview.given(tally.states.donated), t.overview.waiting(tally.states.held + tally.states.approved + tally.states.ready));
    tick();
  }

  function cards() {
    const today = new Date(context.now()).toISOString().slice(0, 10);
    return [
      card('decisions', decisions()),
      card('due', dueNext()),
      card('wide', [el('h2', {}, t.overview.overTime), overTime(tally.days, today)]),
      card('fates', fates()),
      ...[
        [t.overview.sites, tally.sites.map((row) => ({ ...row, href: listAddress({ site: row.name }), name: row.name === 'unknown' ? t.list.unknownSite : row.name }))],
        [t.overview.languages, tally.languages.map((row) => ({ ...row, href: listAddress({ language: row.name }), name: t.languageName(row.name) }))],
        [t.overview.feedback, [...tally.signals.map((row) => ({ ...row, href: listAddress({ signal: row.name }), name: t.signal.kinds[row.name] ?? row.name })), ...[[tally.rated, t.filter.rated], [tally.without_feedback, t.filter.none]].map(([row, name]) => ({ ...row, href: listAddress({ signal: row.name }), name }))]],
        [t.risk.title, [...tally.risks].reverse().map((row) => ({ ...row, href: listAddress({ risk: row.name }), name: t.risk.levels[row.name] }))],
      ].map(([title, rows]) => {
        const shown = rows.filter((row) => row.records > 0);
        return shown.length === 0 ? null : card('', shares(title, shown.slice(0, ROWS), shown.length > ROWS ? el('p', { class: 'soft' }, t.overview.more(shown.length - ROWS)) : null));
      }).filter(Boolean),
    ];
  }

  function decisions() {
    const { states, reasons } = tally;
    const looks = reasons.filter(({ state }) => ['held', 'approved', 'ready'].includes(state));
    const items = [
      context.situation().after_window === 'wait' && states.ready > 0 && [t.overview.approve(states.ready), listAddress({ state: 'ready' })],
      tally.risky_and_waiting > 0 && [t.overview.risky(tally.risky_and_waiting), listAddress({ risk: 'high', sort: 'due' })],
      ...looks.map(({ state, reason, records }) => [t.overview.look(records, reason), listAddress({ state, sort: 'changed' })]),
      states.rejected > 0 && [t.overview.rejected(states.rejected), listAddress({ state: 'rejected' })],
    ].filter(Boolean);
    return [el('h2', {}, t.overview.decide),
      items.length === 0 ? el('p', { class: 'soft' }, t.overview.nothing) : el('ul', { class: 'todo' }, items.map(([words, href]) => el('li', {}, el('a', { href, 'data-focus': `todo-${href}` }, line(words)))))];
  }

  function dueNext() {
    const rows = tally.due;
    return [el('h2', {}, t.overview.due), el('p', { class: 'soft outlook' }),
      rows.length === 0 ? el('p', { class: 'soft' }, t.overview.noneDue) : el('ol', { class: 'due' }, rows.map((record) => el('li', {},
        el('a', { href: `#/record/${encodeURIComponent(record.id)}`, 'data-focus': `due-${record.id}` }, line(record.title ?? (record.preview || t.list.erased))),
        el('span', { class: 'fate', 'data-fate': record.id })))),
      rows.length > 0 ? el('a', { class: 'soft', href: listAddress({ sort: 'due' }), 'data-focus': 'due-all' }, t.overview.allDue) : null].filter(Boolean);
  }

  function fates() {
    const { states, releases, unreleased, reasons } = tally;
    const shown = ['held', 'approved', 'ready', 'queued', 'donated', 'retracted', 'revoked', 'rejected'].filter((name) => states[name] > 0 || ['held', 'donated', 'retracted'].includes(name));
    const back = reasons.filter(({ state }) => state === 'rejected' || state === 'donated');
    return [el('h2', {}, t.overview.became),
      el('ul', { class: 'tiles' }, shown.map((name) => el('li', {}, el('a', { href: listAddress({ state: name }), 'data-focus': `state-${name}` }, el('strong', {}, t.number(states[name])), ' ', el('span', {}, t.states[name]))))),
      releases.length > 0 ? el('ul', { class: 'plain' }, releases.slice(-ROWS).map(({ release, records }) => el('li', {}, t.overview.inRelease(records, release)))) : null,
      unreleased > 0 ? el('p', { class: 'soft' }, t.overview.unreleased(unreleased)) : null,
      back.length > 0 ? [el('h3', {}, t.overview.reasons), el('ul', { class: 'plain' }, back.map(({ reason, records }) => el('li', {}, `${t.number(records)} × `, line(reason))))] : null].flat().filter(Boolean);
  }

  /** An empty page says as steps what others say as notices. */
  function drawNotices() {
    const all = tally ? banners(context.situation()) : [];
    keepFocus(() => notices.replaceChildren(...all.filter((banner) => tally.records > 0 || banner.classList.contains('error'))));
  }

  function update() {
    const situation = context.situation();
    drawNotices();
    const now = JSON.stringify([situation.held, situation.ready, situation.queued, situation.donated, situation.retracted, situation.revoked, situation.rejected, situation.consent, situation.pool, situation.pools, situation.after_window, situation.clients.length]);
    if ((counts !== '' && counts !== now) || performance.now() - loadedAt > AGE) {
      if (counts !== '' && counts !== now) drawn = '';
      load();
    }
    counts = now;
    tick();
  }

  function tick() {
    if (!tally) return;
    const [situation, now] = [context.situation(), context.now()];
    const promise = outlook(situation, now);
    const saying = body.querySelector('.outlook');
    if (saying && saying.textContent !== promise) saying.textContent = promise;
    for (const cell of body.querySelectorAll('[data-fate]')) {
      const record = tally.due.find(({ id }) => id === cell.dataset.fate);
      const words = record ? fate(record, situation, now) : '';
      if (cell.textContent !== words) cell.textContent = words;
    }
  }

  update();
  if (loadedAt === 0) load();
  return { element, title: t.overview.title, update, tick, leave: () => { gone = true; clearTimeout(waiting); } };
}

function card(kind, content) {
  return el('section', { class: `card ${kind}` }, content);
}
