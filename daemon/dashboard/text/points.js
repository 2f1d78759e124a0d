/**
 * Translates between code points, in which records count, and UTF-16 units, in which JavaScript counts.
 *
 * In: a text. Out: an index with `unit(point)` and `point(unit)`. Pure.
 * Positions outside of the text are clamped to its ends; a unit inside of a surrogate pair belongs to the pair's start.
 */

export function pointIndex(text) {
  const units = [];
  for (let unit = 0; unit < text.length; ) {
    units.push(unit);
    unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  }
  units.push(text.length);
  const length = units.length - 1;
  return {
    length,
    unit: (point) => units[Math.min(Math.max(point, 0), length)],
    point: (unit) => {
      if (unit <= 0) return 0;
      if (unit >= text.length) return length;
      let [low, high] = [0, length];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (units[middle] <= unit) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

/** Widens a span of code points so that it cuts no placeholder in half. */
export function widen(span, redactions) {
  let { start, end } = span;
  for (const redaction of redactions) {
    if (redaction.start < end && redaction.end > start) {
      start = Math.min(start, redaction.start);
      end = Math.max(end, redaction.end);
    }
  }
  return { start, end };
}

/** Every place of `needle` in `text` that touches no placeholder, in code points; upper and lower case count as the same. */
export function occurrences(text, needle, redactions) {
  if (needle === '') return [];
  const index = pointIndex(text);
  // Lower-casing may change the length of a text (İ); then only exact matches are trusted.
  const lower = text.toLowerCase();
  const [hay, pin] = lower.length === text.length ? [lower, needle.toLowerCase()] : [text, needle];
  const found = [];
  for (let at = hay.indexOf(pin); at !== -1; at = hay.indexOf(pin, at + pin.length)) {
    const span = { start: index.point(at), end: index.point(at + pin.length) };
    if (!redactions.some((redaction) => redaction.start < span.end && redaction.end > span.start)) found.push(span);
  }
  return found;
}
