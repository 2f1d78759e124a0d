/**
 * Walks the tree of messages: which path is shown, and which siblings a message has.
 *
 * In: a record's messages and its visible branch. Out: paths and siblings. Pure; survives orphans and cycles.
 */

/** Children by parent id; `''` holds the first messages, and those whose parent is gone. */
export function children(messages) {
  const known = new Set(messages.map((message) => message.id));
  const byParent = new Map();
  for (const message of messages) {
    const parent = message.parent_id && known.has(message.parent_id) ? message.parent_id : '';
    if (!byParent.has(parent)) byParent.set(parent, []);
    byParent.get(parent).push(message);
  }
  return byParent;
}

/** The path that goes through the ids in `chosen` wherever it can, and through the newest sibling elsewhere. */
export function path(byParent, chosen) {
  const result = [];
  const seen = new Set();
  let parent = '';
  while (byParent.has(parent)) {
    const siblings = byParent.get(parent);
    const next = siblings.find((message) => chosen.has(message.id)) ?? siblings.at(-1);
    if (seen.has(next.id)) break;
    seen.add(next.id);
    result.push({ message: next, siblings, position: siblings.indexOf(next) });
    parent = next.id;
  }
  return result;
}

/** `chosen` with `id` picked among its siblings. */
export function pick(chosen, siblings, id) {
  const next = new Set(chosen);
  for (const sibling of siblings) next.delete(sibling.id);
  return next.add(id);
}
