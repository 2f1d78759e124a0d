// Counting, marking and reading text: what the page may never get wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hidden } from '../text/hidden.js';
import { pieces } from '../text/marks.js';
import { shape } from '../text/markdown.js';
import { occurrences, pointIndex, widen } from '../text/points.js';
import { trimmed } from '../text/selection.js';

const HOSTILE = [
  '', '\n', '\r\n\r\n', ' \n \n', '```', '```\n', '```\n```', '~~~\n```\n~~~\nafter', '**', '****', '** a **', '`', '``', '`` a ` b ``', '# ', '#', '- ', '1) a\n   b\nc', '> a\n>\n> b', '| a |\n|---|\n| b |', '---\n***',
  '\u202Eevil\u202C \u200B', '😀𝒜👩‍👩‍👧\n```js\n😀\n', 'a\u0000b\u001b[31m', '`'.repeat(5000), '**'.repeat(5000), '>'.repeat(3000), '- '.repeat(3000), '\n'.repeat(3000), '**a '.repeat(3000), '`a'.repeat(3001), '\ud83d lone',
];

test('code_points_and_units_agree_across_astral_characters', () => {
  const text = 'a😀b𝒜c';
  const index = pointIndex(text);
  assert.equal(index.length, 5);
  const rows = [[0, 0], [1, 1], [2, 3], [3, 4], [4, 6], [5, 7]];
  for (const [point, unit] of rows) {
    assert.equal(index.unit(point), unit, `unit of ${point}`);
    assert.equal(index.point(unit), point, `point of ${unit}`);
  }
});

test('offsets_outside_of_the_text_are_clamped_and_half_a_pair_belongs_to_its_start', () => {
  const index = pointIndex('a😀');
  assert.equal(index.unit(-5), 0);
  assert.equal(index.unit(9e9), 3);
  assert.equal(index.point(-1), 0);
  assert.equal(index.point(99), 2);
  assert.equal(index.point(2), 1);
});

test('a_selection_is_counted_in_code_points_without_white_space_at_its_ends', () => {
  const rows = [
    ['a 😀 b', 1, 5, { start: 2, end: 3 }],
    ['😀😀😀', 2, 4, { start: 1, end: 2 }],
    ['😀😀', 1, 3, { start: 0, end: 2 }],
    ['x   y', 1, 4, null],
    ['word', 0, 4, { start: 0, end: 4 }],
  ];
  for (const [text, start, end, expected] of rows) assert.deepEqual(trimmed(text, start, end), expected, `${text} ${start}–${end}`);
});

test('a_span_that_cuts_a_placeholder_takes_the_whole_of_it', () => {
  const redactions = [{ start: 5, end: 14 }];
  assert.deepEqual(widen({ start: 8, end: 20 }, redactions), { start: 5, end: 20 });
  assert.deepEqual(widen({ start: 0, end: 5 }, redactions), { start: 0, end: 5 });
  assert.deepEqual(widen({ start: 14, end: 16 }, redactions), { start: 14, end: 16 });
});

test('a_word_is_found_everywhere_but_inside_placeholders', () => {
  const text = '😀 Acme, ACME and [acme_1]';
  const start = [...text.slice(0, text.indexOf('[acme'))].length;
  assert.deepEqual(occurrences(text, 'acme', [{ start, end: start + 8 }]), [{ start: 2, end: 6 }, { start: 8, end: 12 }]);
  assert.deepEqual(occurrences('aaaa', 'aa', []), [{ start: 0, end: 2 }, { start: 2, end: 4 }]);
  assert.deepEqual(occurrences('aaaa', '', []), []);
});

test('a_text_whose_length_changes_in_lower_case_still_gives_true_offsets', () => {
  // "İ" becomes two units in lower case.
  assert.deepEqual(occurrences('İİ Ada', 'Ada', []), [{ start: 3, end: 6 }]);
});

test('pieces_tile_the_range_whatever_the_marks_are', () => {
  const a = { start: 2, end: 6 };
  const b = { start: 4, end: 8 };
  const outside = { start: -9, end: 99 };
  const inverted = { start: 5, end: 3 };
  const result = pieces(1, 9, [a, b, outside, inverted]);
  assert.deepEqual(result.map(({ start, end }) => [start, end]), [[1, 2], [2, 4], [4, 6], [6, 8], [8, 9]]);
  assert.deepEqual(result.map(({ marks }) => marks.length), [1, 2, 3, 2, 1]);
  assert.deepEqual(result[2].marks, [a, b, outside]);
  assert.deepEqual(pieces(3, 3, [a]), []);
  assert.deepEqual(pieces(0, 4, []), [{ start: 0, end: 4, marks: [] }]);
});

test('blocks_tile_every_text_and_spans_stay_inside_of_it', () => {
  for (const text of HOSTILE) {
    const { blocks, spans } = shape(text);
    let at = 0;
    for (const block of blocks) {
      assert.equal(block.start, at, `gap before ${block.kind} in ${JSON.stringify(text.slice(0, 30))}`);
      assert.ok(block.end > block.start);
      at = block.end;
    }
    assert.equal(at, text.length, JSON.stringify(text.slice(0, 30)));
    for (const span of spans) {
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      assert.ok(blocks.some((block) => block.start <= span.start && span.end <= block.end), 'a span crosses a block');
    }
  }
});

test('markdown_shapes_are_recognised', () => {
  const kinds = (text) => shape(text).blocks.map((block) => block.kind);
  assert.deepEqual(kinds('# Title\n\nOne\ntwo\n\n- a\n- b\n'), ['heading', 'gap', 'text', 'gap', 'item', 'item']);
  assert.deepEqual(kinds('```js\n# no heading\n\n- no item\n```\nafter'), ['code', 'text']);
  assert.deepEqual(kinds('~~~\n```\n~~~\nafter'), ['code', 'text']);
  assert.deepEqual(kinds('> a\n> b\n| t |\n| u |'), ['quote', 'table']);
  assert.deepEqual(kinds('3.14 is not a list'), ['text']);
  const strong = shape('say **it** with `code`').spans.filter((span) => span.kind !== 'markup');
  assert.deepEqual(strong, [{ kind: 'strong', start: 6, end: 8 }, { kind: 'mono', start: 17, end: 21 }]);
});

test('a_hostile_text_takes_linear_time', () => {
  for (const unit of ['**', '`', '`a ', '**a ', '> ', '- \n', '```\n', '\u202E', '|\n']) {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const began = performance.now();
    shape(text);
    hidden(text);
    assert.ok(performance.now() - began < 5000, `${JSON.stringify(unit)} took ${Math.round(performance.now() - began)} ms`);
  }
});

test('characters_without_a_picture_are_found_and_joiners_left_alone', () => {
  const rows = [
    ['a\u202Eb', ['RLO']], ['\u2066x\u2069', ['LRI', 'PDI']], ['\u200B', ['ZWSP']], ['\u0000\u001b', ['NUL', 'ESC']], ['\u{e0041}\u{e0042}', ['TAG×2']],
    ['line\r\nline\n\t', []], ['lone\rreturn', ['CR']], ['👩‍👩‍👧 می‌خواهم', []], ['plain ümlaut 漢字', []],
  ];
  for (const [text, names] of rows) assert.deepEqual(hidden(text).map(({ name }) => name), names, JSON.stringify(text));
});
