// What the list's address says, and what the pictures show: nothing left out, nothing counted twice, nothing made up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './page.mjs';
import { filterOf, listAddress, placeOf } from '../address.js';
import { bins } from '../chart.js';

test('a_filter_survives_its_way_through_the_address', () => {
  const filter = { state: 'held', site: 'claude', language: 'de', signal: 'thumbs_up', risk: 'high', sort: 'due' };
  assert.deepEqual(placeOf(listAddress(filter)), { name: 'list', argument: '', filter });
  assert.equal(listAddress({}), '#/list');
  assert.equal(listAddress(filter, { state: '', sort: 'newest' }), '#/list?site=claude&language=de&signal=thumbs_up&risk=high');
});

test('an_address_that_makes_no_sense_is_a_list_without_filter', () => {
  for (const query of ['state=lost', 'risk=huge', 'sort=sideways', 'site=<b>', 'site=', 'q=secret', 'sort=newest', '%%%', `site=${'x'.repeat(65)}`]) assert.deepEqual(filterOf(query), {}, query);
  assert.deepEqual(placeOf('#/list/donated').filter, { state: 'donated' });
  assert.deepEqual(placeOf('#/list/nonsense').filter, {});
  assert.deepEqual(placeOf(''), { name: '', argument: '', filter: {} });
  assert.deepEqual(placeOf('#/record/abc?site=x'), { name: 'record', argument: 'abc', filter: { site: 'x' } });
});

const day = (day, arrived, donated = 0, back = 0) => ({ day, arrived, donated, taken_back: back });
const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);

test('days_are_gathered_into_as_few_bars_as_can_be_told_apart', () => {
  for (const [first, today, unit, bars] of [
    ['2026-11-22', '2026-11-22', 'day', 1], ['2026-11-01', '2026-11-22', 'day', 22], ['2026-10-01', '2026-11-22', 'week', 8],
    ['2025-01-15', '2026-11-22', 'month', 23], ['2015-06-01', '2026-11-22', 'year', 12], ['2026-02-27', '2026-03-01', 'day', 3],
  ]) {
    const found = bins([day(first, 3, 1, 0), day(today, 4, 2, 1)], today);
    assert.deepEqual([found.unit, found.rows.length], [unit, bars], first);
    assert.deepEqual(['arrived', 'donated', 'taken_back'].map((key) => sum(found.rows, key)), [7, 3, 1], first);
    assert.ok(found.rows.every((row, index) => index === 0 || row.day > found.rows[index - 1].day), first);
  }
});

test('a_day_after_today_counts_as_today_when_a_clock_was_wrong', () => {
  const { rows } = bins([day('2026-11-20', 1), day('2026-12-24', 5)], '2026-11-22');
  assert.deepEqual([rows.length, rows.at(-1).arrived], [3, 5]);
  assert.equal(bins([], '2026-11-22').rows.length, 1);
});
