/**
 * Small pictures of numbers, each with the same numbers as a table.
 *
 * In: numbers by day, or shares by name. Out: elements. No text is drawn into a picture, so that it can be turned round for languages
 * that are written from right to left. Bins are made without a clock: the last day is given.
 */

import { el } from './dom.js';
import { t } from './strings.js';

const SVG = 'http://www.w3.org/2000/svg';
const DAY = 86_400_000;
/** More bars than this cannot be told apart on a telephone. */
const BARS = 31;
const WIDTH = 620;
const HEIGHT = 150;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const UNITS = {
  day: (day) => day,
  week: (day) => new Date(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10),
  month: (day) => `${day.slice(0, 7)}-01`,
  year: (day) => `${day.slice(0, 4)}-01-01`,
};

/** Days gathered into as few days, weeks, months or years as can be told apart, none left out in between. */
export function bins(days, today) {
  const first = days.length > 0 && days[0].day < today ? days[0].day : today;
  for (const [unit, start] of Object.entries(UNITS)) {
    const found = new Map();
    for (let at = Date.parse(first); at <= Date.parse(today); at += DAY) found.set(start(new Date(at).toISOString().slice(0, 10)), { arrived: 0, donated: 0, taken_back: 0 });
    if (found.size > BARS && unit !== 'year') continue;
    for (const { day, arrived, donated, taken_back: back } of days) {
      const bin = found.get(start(day)) ?? found.get(start(today));
      bin.arrived += arrived;
      bin.donated += donated;
      bin.taken_back += back;
    }
    return { unit, rows: [...found].map(([day, numbers]) => ({ day, ...numbers })) };
  }
  return { unit: 'day', rows: [] };
}

/** What arrived and what was given, upwards, and what was taken back, downwards. */
export function overTime(days, today) {
  const { unit, rows } = bins(days, today);
  const up = Math.max(1, ...rows.map((row) => Math.max(row.arrived, row.donated)));
  const down = Math.max(0, ...rows.map((row) => row.taken_back));
  const base = 4 + ((HEIGHT - 8) * up) / (up + down);
  const scale = (HEIGHT - 8) / (up + down);
  const step = WIDTH / Math.max(rows.length, 1);
  const [wide, narrow] = [Math.min(step * 0.72, 60), Math.min(step * 0.44, 36)];
  const bars = rows.flatMap((row, index) => {
    const at = index * step;
    const bar = (kind, value, width, below) => (value === 0 ? [] : [svg('rect', { class: `bar ${kind}`, x: (at + (step - width) / 2).toFixed(1), width: width.toFixed(1), y: (below ? base : base - value * scale).toFixed(1), height: Math.max(1, value * scale).toFixed(1) })]);
    return [...bar('arrived', row.arrived, wide), ...bar('donated', row.donated, narrow), ...bar('back', row.taken_back, narrow, true)];
  });
  const name = t.overview.overTime;
  const picture = svg('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${name}. ${t.overview.chartHint}`, preserveAspectRatio: 'none' },
    ...bars, svg('line', { class: 'axis', x1: 0, x2: WIDTH, y1: base.toFixed(1), y2: base.toFixed(1) }));
  const columns = [t.overview.arrived, t.overview.donated, t.overview.takenBack];
  return el('figure', { class: 'picture' }, picture,
    rows.length > 0 ? el('p', { class: 'chart-ends soft' }, el('span', {}, t.time.bin(rows[0].day, unit)), el('span', {}, t.overview.most(up)), rows.length > 1 ? el('span', {}, t.time.bin(rows.at(-1).day, unit)) : null) : null,
    el('figcaption', {}, el('ul', { class: 'chart-legend' }, ['arrived', 'donated', 'back'].map((kind, index) => el('li', { class: kind }, columns[index])))),
    el('details', {}, el('summary', { 'data-focus': 'chart-table' }, t.overview.asTable),
      el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': name }, el('table', { class: 'numbers' }, el('caption', { class: 'unseen' }, name),
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, t.overview.units[unit]), columns.map((column) => el('th', { scope: 'col' }, column)))),
        el('tbody', {}, rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, t.time.bin(row.day, unit)), [row.arrived, row.donated, row.taken_back].map((value) => el('td', {}, t.number(value))))))))));
}

/** How much of each there is: a table whose last column is a picture; each name leads to those records. */
export function shares(title, rows, more) {
  const most = Math.max(1, ...rows.map((row) => row.records));
  return [el('h2', {}, title),
    el('table', { class: 'shares' }, el('caption', { class: 'unseen' }, title),
      el('thead', {}, el('tr', {}, [t.overview.name, t.overview.here, t.overview.donated].map((column) => el('th', { scope: 'col' }, column)), el('td', { 'aria-hidden': 'true' }))),
      el('tbody', {}, rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, el('a', { href: row.href, 'data-focus': row.href }, row.name)), el('td', {}, t.number(row.records)), el('td', {}, t.number(row.donated)), el('td', { 'aria-hidden': 'true', class: 'meter' }, meter(row, most)))))),
    more].filter(Boolean);
}

function meter({ records, donated }, most) {
  return svg('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', focusable: 'false' },
    svg('rect', { class: 'bar arrived', x: 0, y: 0.5, width: ((99 * records) / most).toFixed(1), height: 7 }),
    svg('rect', { class: 'bar donated', x: 0, y: 2, width: ((99 * donated) / most).toFixed(1), height: 4 }));
}
