// What the page says about when something leaves: never earlier, never vaguer than the truth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './page.mjs';
import { duration, fate, outlook } from '../countdown.js';
import { children, path, pick } from '../tree.js';
import { editable, verbsFor } from '../verbs.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 1_000_000_000_000;
const SITUATION = { consent: {}, pool: {}, after_window: 'donate', earliest_donation: null };

test('a_duration_is_told_in_at_most_two_units', () => {
  const rows = [
    [-5, '0 s'], [0, '0 s'], [1, '1 s'], [59_000, '59 s'], [60_000, '1 min 00 s'], [65_000, '1 min 05 s'], [10 * MINUTE, '10 min'], [42 * MINUTE, '42 min'], [HOUR, '1 h'],
    [59 * MINUTE + 30_000, '1 h'], [23 * HOUR + 12 * MINUTE, '23 h 12 min'], [47 * HOUR, '47 h'], [48 * HOUR, '2 days'], [6 * 24 * HOUR + 4 * HOUR, '6 days 4 h'],
  ];
  for (const [ms, words] of rows) assert.equal(duration(ms), words, String(ms));
});

test('a_held_record_says_when_it_leaves', () => {
  const record = { state: 'held', due: NOW + 23 * HOUR + 12 * MINUTE };
  assert.equal(fate(record, SITUATION, NOW), 'leaves in 23 h 12 min');
  assert.equal(fate({ ...record, state: 'approved' }, { ...SITUATION, after_window: 'wait' }, NOW), 'leaves in 23 h 12 min');
  assert.equal(fate(record, { ...SITUATION, after_window: 'wait' }, NOW), 'yours to decide in 23 h 12 min');
  assert.equal(fate({ ...record, due: NOW }, SITUATION, NOW), 'may leave any moment');
  assert.equal(fate({ ...record, due: NOW - 1 }, { ...SITUATION, after_window: 'wait' }, NOW), 'waits for your decision');
});

test('what_goes_to_a_pool_whose_terms_are_not_agreed_to_stays', () => {
  const pools = [{ url: 'https://a', default: true, agreed: true, paused: false }, { url: 'https://b', default: false, agreed: false, paused: true }, { url: 'https://c', default: false, agreed: false, paused: false }];
  const to = (pool, state = 'ready') => fate({ state, due: NOW, pool }, { ...SITUATION, pools }, NOW);
  assert.equal(to(null), 'may leave any moment');
  assert.equal(to('https://b'), 'stays here: the pool has other terms');
  assert.equal(to('https://b', 'queued'), 'stays here: the pool has other terms');
  assert.equal(to('https://a', 'queued'), 'is being sent');
  assert.equal(to('https://c', 'held'), 'stays here: no consent given');
});

test('nothing_is_said_to_leave_without_consent_or_pool', () => {
  const record = { state: 'held', due: NOW };
  assert.match(fate(record, { ...SITUATION, consent: null }, NOW), /^stays here/);
  assert.match(fate(record, { ...SITUATION, pool: null }, NOW), /^stays here/);
});

test('after_a_start_the_pause_counts_when_it_ends_later_than_the_window', () => {
  const record = { state: 'held', due: NOW - HOUR };
  assert.equal(fate(record, { ...SITUATION, earliest_donation: NOW + 30 * MINUTE }, NOW), 'leaves in 30 min');
  assert.equal(fate({ ...record, due: NOW + 2 * HOUR }, { ...SITUATION, earliest_donation: NOW + 30 * MINUTE }, NOW), 'leaves in 2 h');
});

test('a_ready_record_waits_for_the_person_or_for_the_pause_to_end', () => {
  const record = { state: 'ready', due: null };
  assert.equal(fate(record, { ...SITUATION, after_window: 'wait' }, NOW), 'waits for your decision');
  assert.equal(fate(record, { ...SITUATION, earliest_donation: NOW + 20 * MINUTE }, NOW), 'leaves in 20 min');
  assert.equal(fate(record, SITUATION, NOW), 'may leave any moment');
  assert.match(fate(record, { ...SITUATION, consent: null }, NOW), /^stays here/);
});

test('the_outlook_promises_nothing_that_it_does_not_know', () => {
  assert.equal(outlook({ ...SITUATION, earliest_donation: NOW + 90 * MINUTE }, NOW), 'Nothing leaves by itself in the next 1 h 30 min.');
  assert.equal(outlook(SITUATION, NOW), '');
  assert.equal(outlook({ ...SITUATION, earliest_donation: NOW - 1 }, NOW), '');
  assert.equal(outlook({ ...SITUATION, after_window: 'wait' }, NOW), 'Records leave only after you approve them.');
  assert.equal(outlook({ ...SITUATION, consent: null }, NOW), '');
});

test('every_state_has_words', () => {
  for (const state of ['held', 'approved', 'ready', 'queued', 'donated', 'retract_pending', 'retracted', 'revoked', 'rejected']) assert.notEqual(fate({ state, due: null }, SITUATION, NOW), '', state);
});

test('what_can_be_given_can_be_taken_back', () => {
  for (const state of ['held', 'approved', 'ready', 'queued', 'donated', 'rejected']) {
    const verbs = verbsFor(state, SITUATION);
    assert.ok(verbs.includes(state === 'donated' ? 'retract' : 'revoke'), state);
  }
  for (const state of ['retract_pending', 'retracted', 'revoked', 'unheard_of']) assert.deepEqual(verbsFor(state, SITUATION), [], state);
});

test('text_that_left_cannot_be_edited', () => {
  assert.deepEqual(['held', 'approved', 'ready', 'queued', 'donated', 'retracted', 'revoked', 'rejected'].filter(editable), ['held', 'approved', 'ready', 'rejected']);
});

test('approving_is_offered_only_where_the_window_waits', () => {
  assert.ok(!verbsFor('held', SITUATION).includes('approve'));
  assert.ok(verbsFor('held', { ...SITUATION, after_window: 'wait' }).includes('approve'));
});

test('the_visible_branch_is_shown_first_and_siblings_can_be_switched', () => {
  const messages = [{ id: 'q', parent_id: null }, { id: 'a', parent_id: 'q' }, { id: 'b', parent_id: 'q' }, { id: 'b2', parent_id: 'b' }, { id: 'a2', parent_id: 'a' }];
  const tree = children(messages);
  const ids = (chosen) => path(tree, chosen).map(({ message }) => message.id);
  const branch = new Set(['q', 'a', 'a2']);
  assert.deepEqual(ids(branch), ['q', 'a', 'a2']);
  assert.deepEqual(path(tree, branch)[1].siblings.map(({ id }) => id), ['a', 'b']);
  assert.deepEqual(ids(pick(branch, tree.get('q'), 'b')), ['q', 'b', 'b2']);
  assert.deepEqual(ids(pick(pick(branch, tree.get('q'), 'b'), tree.get('q'), 'a')), ['q', 'a', 'a2']);
});

test('orphans_and_cycles_do_not_stop_the_page', () => {
  assert.deepEqual(path(children([{ id: 'x', parent_id: 'gone' }]), new Set()).map(({ message }) => message.id), ['x']);
  assert.deepEqual(path(children([{ id: 'a', parent_id: 'b' }, { id: 'b', parent_id: 'a' }]), new Set()), []);
  assert.deepEqual(path(children([{ id: 'a', parent_id: null }, { id: 'a', parent_id: 'a' }]), new Set()).length, 1);
  assert.deepEqual(path(children([]), new Set()), []);
});
