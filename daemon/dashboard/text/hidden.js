/**
 * Finds characters that have no picture but change what is seen: direction overrides, zero-width spaces, control codes.
 *
 * In: a text. Out: spans `{kind: 'hidden', name, start, end}` in UTF-16 units. Pure.
 * Joiners (U+200C, U+200D) are left alone: Persian, Indic scripts and emoji need them.
 */

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]+/gu;

const NAMES = new Map([
  [0x200b, 'ZWSP'], [0x200e, 'LRM'], [0x200f, 'RLM'], [0x061c, 'ALM'], [0x202a, 'LRE'], [0x202b, 'RLE'], [0x202c, 'PDF'],
  [0x202d, 'LRO'], [0x202e, 'RLO'], [0x2066, 'LRI'], [0x2067, 'RLI'], [0x2068, 'FSI'], [0x2069, 'PDI'], [0xfeff, 'BOM'],
  [0x00ad, 'SHY'], [0x2060, 'WJ'], [0x001b, 'ESC'], [0x0000, 'NUL'], [0x000d, 'CR'],
]);

export function hidden(text) {
  const spans = [];
  for (const match of text.matchAll(HIDDEN)) {
    const code = match[0].codePointAt(0);
    // The carriage return of a line end is no trick.
    if (code === 0x0d && text[match.index + 1] === '\n') continue;
    const name = code >= 0xe0000 ? `TAG×${[...match[0]].length}` : NAMES.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    spans.push({ kind: 'hidden', name, start: match.index, end: match.index + match[0].length });
  }
  return spans;
}
