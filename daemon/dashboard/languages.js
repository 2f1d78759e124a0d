/**
 * The languages that the page speaks. A language more is a file in `messages/` and a name here.
 *
 * In: locales that a person asks for. Out: what they get. Pure.
 */

/** The languages of the page, each by its own name. */
export const LANGUAGES = {
  en: 'English', es: 'Español', fr: 'Français', de: 'Deutsch', pt: 'Português', zh: '中文', ja: '日本語', hi: 'हिन्दी', ar: 'العربية',
};
/** Those that are written from right to left. */
export const RIGHT_TO_LEFT = new Set(['ar']);

/** Of what the person asks for, first first, the first that the page speaks: its language, and the locale as asked for. */
export function choose(asked, spoken = LANGUAGES) {
  for (const locale of asked) {
    const language = locale.toLowerCase().split('-')[0];
    if (Object.hasOwn(spoken, language)) return { language, locale };
  }
  return { language: 'en', locale: 'en' };
}
