// Every language says everything that English says, with the same things filled in.
import './page.mjs';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES, choose } from '../languages.js';
import { namesIn, sentences, sentencesOf } from '../messages.js';

const read = (name) => JSON.parse(fs.readFileSync(new URL(`../messages/${name}.json`, import.meta.url), 'utf8'));
const english = read('en');
const texts = (value) => (Array.isArray(value) ? value : [value]);
const isGroup = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function compare(mine, theirs, path, forms) {
  const [own, named] = [sentencesOf(mine), sentencesOf(theirs)];
  assert.deepEqual([...own.keys()].sort(), [...named.keys()].sort(), `keys of ${path}`);
  for (const [key, sentence] of named) {
    const at = `${path}.${key}`;
    const other = own.get(key);
    if (isGroup(sentence.value)) {
      compare(other.value, sentence.value, at, forms);
      continue;
    }
    assert.equal(Boolean(other.forms), Boolean(sentence.forms), `plural of ${at}`);
    const all = other.forms ?? { text: other.value };
    if (sentence.forms) assert.deepEqual(Object.keys(all).sort(), [...forms].sort(), `plural forms of ${at}`);
    const expected = namesIn(sentence.forms ? Object.values(sentence.forms).flatMap(texts) : sentence.value).filter((name) => name !== 'count').sort();
    for (const [form, value] of Object.entries(all)) {
      assert.equal(Array.isArray(value), Array.isArray(sentence.value ?? sentence.forms.other), at);
      if (Array.isArray(value) && !sentence.forms) assert.equal(value.length, sentence.value.length, at);
      assert.ok(texts(value).every((text) => typeof text === 'string' && text.trim() === text && text !== ''), `${at} ${form} is empty or has space around it`);
      // "One record" needs no number; what is to be filled in besides must be.
      assert.deepEqual(namesIn(value).filter((name) => name !== 'count').sort(), expected, `${at} ${form}`);
      assert.ok(!namesIn(value).includes('count') || sentence.forms, at);
    }
    if (sentence.forms) assert.ok(namesIn(all.other).includes('count') || !namesIn(sentence.forms.other).includes('count'), `${at} lacks its number`);
  }
}

for (const language of Object.keys(LANGUAGES)) {
  test(`everything_is_said_in_${language}`, () => {
    // Forms that only millions take may be left out.
    const plural = new Intl.PluralRules(language);
    const forms = [...new Set(Array.from({ length: 1000 }, (_, count) => plural.select(count)))];
    compare(read(language), english, language, forms);
  });
}

test('no_language_lies_beside_those_that_can_be_chosen', () => {
  const files = fs.readdirSync(new URL('../messages/', import.meta.url)).map((file) => file.replace('.json', ''));
  assert.deepEqual(files.sort(), Object.keys(LANGUAGES).sort());
});

test('the_first_language_that_the_page_speaks_is_chosen_with_the_country_asked_for', () => {
  const spoken = { de: 'Deutsch', en: 'English', pt: 'Português', zh: '中文' };
  assert.deepEqual(choose(['nb-NO', 'pt-BR', 'en'], spoken), { language: 'pt', locale: 'pt-BR' });
  assert.deepEqual(choose(['ZH-Hant-TW'], spoken), { language: 'zh', locale: 'ZH-Hant-TW' });
  assert.deepEqual(choose(['tlh'], spoken), { language: 'en', locale: 'en' });
  assert.deepEqual(choose([], spoken), { language: 'en', locale: 'en' });
  assert.equal(choose(['constructor', 'de'], spoken).language, 'de');
});

test('numbers_plurals_and_names_are_filled_in_as_the_language_has_it', () => {
  const messages = { left_one: 'noch {{count}} Tag', left_other: 'noch {{count}} Tage', of: '{{all}}, davon {{some}}', points: ['erst {{a}}', 'dann'] };
  const t = sentences({ left_one: '{{count}} day left', left_other: '{{count}} days left', of: '{{some}} of {{all}}', points: ['{{a}} first', 'then'], only: 'Only here' }, messages, 'de');
  assert.equal(t.left(1), 'noch 1 Tag');
  assert.equal(t.left(1234), 'noch 1.234 Tage');
  assert.equal(t.of('zwei', 5), '5, davon zwei');
  assert.deepEqual(t.points('x {{a}} $& y'), ['erst x {{a}} $& y', 'dann']);
  assert.equal(t.only, 'Only here', 'what a language lacks is said in English');
});
