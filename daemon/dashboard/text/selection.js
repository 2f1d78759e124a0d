/**
 * Counts what is selected in a drawn message back to the record's own offsets.
 *
 * In: the element that holds exactly the message's text, and the browser's selection. Out: a span in code points, or nothing.
 */

import { pointIndex } from './points.js';

/** The selected span of `text` inside `body`; a selection that runs past an end of the message stops there. */
export function selectedSpan(body, text, selection = document.getSelection()) {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(body)) return null;
  const whole = document.createRange();
  whole.selectNodeContents(body);
  const clipped = range.cloneRange();
  if (clipped.compareBoundaryPoints(Range.START_TO_START, whole) < 0) clipped.setStart(whole.startContainer, whole.startOffset);
  if (clipped.compareBoundaryPoints(Range.END_TO_END, whole) > 0) clipped.setEnd(whole.endContainer, whole.endOffset);
  whole.setEnd(clipped.startContainer, clipped.startOffset);
  const startUnit = whole.toString().length;
  return trimmed(text, startUnit, startUnit + clipped.toString().length);
}

/** The span without white space at its ends, in code points; nothing if nothing else is left. */
export function trimmed(text, startUnit, endUnit) {
  const slice = text.slice(startUnit, endUnit);
  const start = startUnit + (slice.length - slice.trimStart().length);
  const end = endUnit - (slice.length - slice.trimEnd().length);
  if (start >= end) return null;
  const index = pointIndex(text);
  // An end inside of a surrogate pair takes the whole pair.
  const endPoint = index.unit(index.point(end)) < end ? index.point(end) + 1 : index.point(end);
  return { start: index.point(start), end: endPoint };
}
