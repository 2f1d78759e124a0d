/**
 * Cuts a text into pieces, so that overlapping marks can be drawn without nesting conflicts.
 *
 * In: a range and spans `{start, end, …}` that may overlap, lie outside or be empty. Out: pieces that tile the range exactly,
 * each with the spans that cover it, in the order given. Pure.
 */

export function pieces(from, to, spans) {
  const inside = spans
    .map((span, order) => ({ span, order, start: Math.max(span.start, from), end: Math.min(span.end, to) }))
    .filter(({ start, end }) => start < end);
  const events = inside.flatMap((entry) => [
    { at: entry.start, entry, opens: true },
    { at: entry.end, entry, opens: false },
  ]);
  events.sort((a, b) => a.at - b.at);
  const result = [];
  const active = new Set();
  let at = from;
  let next = 0;
  while (at < to) {
    while (next < events.length && events[next].at <= at) {
      const { entry, opens } = events[next];
      if (opens) active.add(entry);
      else active.delete(entry);
      next += 1;
    }
    const end = next < events.length ? Math.min(events[next].at, to) : to;
    const marks = [...active].sort((a, b) => a.order - b.order).map(({ span }) => span);
    result.push({ start: at, end, marks });
    at = end;
  }
  return result;
}
