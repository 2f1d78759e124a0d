/**
 * Turns a message file into sentences.
 *
 * In: message files as i18next v4 writes them (nested keys, `{{name}}`, plurals as `_one`, `_other` …), and a locale.
 * Out: an object of the same shape: a text where nothing is to be filled in, else a function. Its parameters stand in the order
 * in which the English text names them. Pure: no page, no network.
 */

const PLURAL = /^(.+)_(zero|one|two|few|many|other)$/;
const NAME = /\{\{(\w+)\}\}/g;

const isGroup = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value) => (Array.isArray(value) ? value : [value]);

/** The names that a text asks for, in order. */
export function namesIn(value) {
  return [...new Set(texts(value).flatMap((text) => [...text.matchAll(NAME)].map((match) => match[1])))];
}

/** A message file by key: one entry per sentence, whose plural forms lie together. `forms` is null where there are none. */
export function sentencesOf(messages) {
  const found = new Map();
  for (const [key, value] of Object.entries(messages)) {
    const [, stem, form] = PLURAL.exec(key) ?? [null, key, null];
    const sentence = found.get(stem) ?? { forms: form ? {} : null, value: null };
    if (form && sentence.forms) sentence.forms[form] = value;
    else sentence.value = value;
    found.set(stem, sentence);
  }
  return found;
}

/** Sentences in `locale`; what `messages` lacks is said as in `english`. */
export function sentences(english, messages, locale) {
  const number = new Intl.NumberFormat(locale);
  const plural = new Intl.PluralRules(locale);
  const shown = (value) => (typeof value === 'number' ? number.format(value) : String(value));
  const fill = (text, names, values) => text.replace(NAME, (all, name) => (names.includes(name) ? shown(values[names.indexOf(name)] ?? '') : all));
  const sentence = (named, own) => {
    if (named.forms) {
      const names = ['count', ...namesIn(Object.values(named.forms).flatMap(texts)).filter((name) => name !== 'count')];
      const forms = own?.forms ?? named.forms;
      return (count, ...more) => fill(forms[plural.select(count)] ?? forms.other, names, [count, ...more]);
    }
    const names = namesIn(named.value);
    const value = own?.value ?? named.value;
    if (names.length === 0) return value;
    return (...values) => (Array.isArray(value) ? value.map((text) => fill(text, names, values)) : fill(value, names, values));
  };
  const group = (named, own) => {
    const [mine, theirs] = [sentencesOf(own ?? {}), sentencesOf(named)];
    return Object.fromEntries([...theirs].map(([key, entry]) => [key, isGroup(entry.value) ? group(entry.value, mine.get(key)?.value) : sentence(entry, mine.get(key))]));
  };
  return group(english, messages);
}
