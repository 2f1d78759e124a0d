/**
 * Every sentence that the page says, in the language that it speaks.
 *
 * In: message files. Out: `t`, texts and functions by name. Here stands only what a message file cannot say: which of two sentences it is,
 * and how numbers, lists and times are written.
 */

import { direction, english, language, locale, messages } from './language.js';
import { sentences } from './messages.js';

const said = sentences(english, messages, locale);
const number = new Intl.NumberFormat(locale);
const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
const months = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' });
const years = new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' });
const list = new Intl.ListFormat(locale, { type: 'unit' });
/** Choices whose value is a number of seconds, shortest first. */
const lengths = (choices) => Object.entries(choices).map(([seconds, name]) => [Number(seconds), name]);
const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', minimumFractionDigits: 2, maximumFractionDigits: 2 });
const both = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });

export const t = {
  ...said,
  language,
  direction,
  number: (value) => number.format(value),
  languageName: (code) => (code === 'unknown' ? said.filter.unclear : names.of(code) ?? code),
  time: {
    ...said.time,
    minutesSeconds: (minutes, seconds) => (minutes === 0 ? said.time.seconds(seconds) : said.time.minutesSeconds(minutes, both.format(seconds))),
    hoursMinutes: (hours, minutes) => (minutes === 0 ? said.time.hours(hours) : said.time.hoursMinutes(hours, minutes)),
    daysHours: (days, hours) => (hours === 0 ? said.time.days(days) : said.time.daysHours(days, hours)),
    at: (milliseconds) => moments.format(milliseconds),
    bin: (day, unit) => ({ month: months, year: years }[unit] ?? dates).format(new Date(`${day}T00:00:00Z`)),
    day: (day) => dates.format(new Date(`${day}T00:00:00Z`)),
  },
  list: {
    ...said.list,
    count: (shown, more) => (more ? said.list.countMore(shown) : said.list.count(shown)),
    release: (numbers) => said.list.release(list.format(numbers.map(String))),
  },
  verbs: { ...said.verbs, holdChoices: lengths(said.verbs.holdChoices) },
  confirm: {
    ...said.confirm,
    revoke: { ...said.confirm.revoke, points: (inFlight) => (inFlight > 0 ? said.confirm.revoke.pointsInFlight : said.confirm.revoke.points) },
  },
  answer: {
    ...said.answer,
    given: (answer, label) => (answer === 'corrected' ? said.answer.corrected(label) : said.answer[answer] ?? answer),
  },
  verdict: {
    ...said.verdict,
    what: (from, kind) => (from === 'rating' ? said.verdict.rating : from === 'label' ? said.verdict.label(kind) : kind),
    score: (value) => signed.format(value),
  },
  record: {
    ...said.record,
    releases: (numbers) => (numbers.length === 1 ? said.record.release : said.record.releases)(list.format(numbers.map(String))),
  },
  redaction: { ...said.redaction, applyCount: (count) => (count === 0 ? said.redaction.notFound : said.redaction.applyCount(count)) },
  terms: { ...said.terms, purposes: (purposes) => said.terms.purposes(list.format(purposes)) },
  words: { ...said.words, saved: (count) => (count > 0 ? said.words.savedAndRedacted(count) : said.words.saved) },
  settings: {
    ...said.settings,
    seen: (day) => (day ? said.settings.seen(day) : said.settings.notSeen),
    windowChoices: lengths(said.settings.windowChoices),
  },
};
