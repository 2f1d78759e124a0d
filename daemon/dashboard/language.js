/**
 * Which language the page speaks, and its messages.
 *
 * In: the person's choice if they made one, else the browser's languages. Out: the locale for numbers and dates, and two message
 * files: English, which is complete, and the one chosen. The choice is kept by this browser; it goes nowhere.
 */

import { RIGHT_TO_LEFT, choose } from './languages.js';

const KEY = 'tributary-language';
/** Keeps the person's choice; an empty one leaves it to the browser. */
export function prefer(language) {
  if (language) localStorage.setItem(KEY, language);
  else localStorage.removeItem(KEY);
}

/** The person's own choice, empty if they made none. */
export const preferred = () => globalThis.localStorage?.getItem(KEY) ?? '';

const browsers = globalThis.navigator?.languages ?? [];
const own = preferred();
// Numbers and dates as in the person's country, where their browser says which.
const asked = own ? [browsers.find((locale) => locale.toLowerCase().split('-')[0] === own) ?? own] : browsers;
export const { language, locale } = choose(asked);
export const direction = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';

async function load(name) {
  const reply = await fetch(new URL(`messages/${name}.json`, import.meta.url));
  return reply.json();
}

const files = language === 'en' ? [load('en')] : [load('en'), load(language)];
export const [english, messages = english] = await Promise.all(files);
