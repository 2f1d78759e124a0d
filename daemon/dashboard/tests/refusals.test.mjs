// A refusal is said in the language of the page, and never swallowed where the page has no sentence for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './page.mjs';
import { sentence } from '../companion.js';

test('a_refusal_with_a_known_code_is_said_by_the_page', () => {
  assert.equal(sentence({ code: 'disk_full', message: 'the disk is full: …' }), 'The disk is full. Nothing was changed, and nothing is lost. Make room, then try again.');
  assert.equal(sentence({ code: 'too_many', message: 'too many requests: wait' }), 'Too many attempts. Wait a little, then try again.');
});

test('the_number_under_which_the_log_tells_more_is_kept', () => {
  assert.equal(sentence({ code: 'store', message: "error 12: the companion's log says what is broken" }), 'The companion could not do this. Its log says what is broken. (12)');
});

test('what_the_page_has_no_sentence_for_is_said_as_the_companion_says_it', () => {
  for (const code of ['constructor', 'nobody_knows', undefined]) assert.equal(sentence({ code, message: 'because' }), 'because');
  assert.equal(sentence(), undefined);
});
