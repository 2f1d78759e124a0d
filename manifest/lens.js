// The lens: what the page shows, described for the mirror in the background. It knows nothing about chats.
//
// In:  the document of this frame, its shadow roots (closed ones where the browser lets extensions), and what the person does.
// Out: one JSON object per message on the port named "lens":
//   { seq, full, root, nodes, more, cut, slow, quiet, url, event }
//   seq    counts messages; `full: true` starts over: forget all nodes, `root` is the new root's id.
//   nodes  [{ i, t, a, s, c, k, g, h, p, r, b }], flat: id, tag, kept attributes, children in the shadow root, other children (a
//          string is text, a number is a node described here, before, or, while `more` is true, in a message to come),
//          h: 1 = not rendered, p: 1 = line breaks in its text count, r: 1 = its children are shown from the last to the first,
//          b: [left, width, height, top below the parent's top] in CSS pixels for elements that are not inline.
//          A node that is described again replaces its former self. What is no child any more is gone. With
//          k: [n, m] its first n of m children (those of `s` before those of `c`) stay what they are, the last of them, a text,
//          goes on with the string g if there is one, and c follows.
//   more   this picture goes on in the next message; cut: the page is over the budgets below, parts are missing.
//   slow   the page changes so much, or the background is so busy, that it is looked at less often.
//   quiet  no change for QUIET milliseconds.
//   event  { k: "click", p: [ids, innermost first], text?, n? } | { k: "copy", n, text, length } | { k: "send", n, text };
//          `text` of click and send is what stands in the box the person typed into. rating.js says { k: "rate", n, v } through it.
// Takes { want: "full" }, { want: "slower" } and { want: "stop" }; { want: "rate" } is for rating.js, where that was started too.
//
// Never: changes the page, stops an event, reads script, style or password fields, or talks to the network. Works in slices of
// SLICE milliseconds, when the browser is idle and the layout is clean, for about a hundredth of the time.
(() => {
  "use strict";
  const QUIET = 400, PACE = 1000, UNSEEN = 5000, LONG_RUN = 8000, SLOWEST = 60000, SLICE = 3; // milliseconds
  const MAX_NODES = 60000, MAX_DEPTH = 200, MAX_RECORDS = 20000, MAX_LOST = 2000, MAX_RESTYLED = 2000, MAX_ATTRIBUTES = 100; // elements and the like
  const MAX_PER_MESSAGE = 60000, MAX_TEXT = 60000, MAX_TOTAL = 8e6, MAX_TYPED = 50000, MAX_NAME = 100; // characters
  const SHARE = 100; // of the time between two looks, one in so many milliseconds is spent looking
  const EVENTS_AT_ONCE = 20, EVENTS_PER_SECOND = 5;
  const LARGE = 2000, MANY = 24; // characters, children: from here on only what is new is sent
  const runtime = (typeof globalThis.browser?.runtime?.connect === "function" ? browser : chrome).runtime; // id="browser" is no API

  const running = Symbol.for("tributary.lens"); // a symbol, because an element's id can pose as any other global name
  // A second lens in one document would tell everything twice; the first tells it anew.
  if (globalThis[running]?.()) { globalThis[running].again(); return; }
  const own = globalThis[running]?.own ?? new WeakSet(); // elements of rating.js: no part of the page, never told of
  const again = () => { fresh = true; changed(); plan(0); };
  globalThis[running] = Object.assign(() => !stopped, { own, again, say: (event) => look(event), elements: elementsOf, take: null });

  const SILENT = new Set(["script", "style", "noscript", "template", "link", "meta", "base"]);
  const INLINE = new Set(["a", "b", "i", "em", "strong", "span", "code", "svg", "path", "br", "mark", "sub", "sup", "small",
    "use", "g", "mi", "mo", "mn", "mrow", "semantics", "annotation", "option"]);
  const HOSTS = new Set(["article", "aside", "div", "footer", "header", "main", "nav", "p", "section", "span"]); // may have a shadow root
  const KEEP = new Set(["id", "class", "role", "href", "title", "alt", "type", "name", "lang", "dir", "contenteditable", "hidden",
    "disabled", "placeholder", "encoding", "start", "align", "open", "checked", "slot", "is", "language", "inert", "datetime", "display", "alttext"]);
  const LONG = /^(href|alt|data-.*(math|tex|formula|language|source))/; // values worth more than a glance

  // A form's fields pose as the form's properties, an image's name as the document's: these are read where no page can put anything.
  const call = Function.prototype.call;
  const reader = (owner, name) => call.bind(Object.getOwnPropertyDescriptor(owner.prototype, name).get);
  const [rootOf, kindOf, nameOf, parentOf, firstIn, after, attached, attributesIn, openRoot, lengthOf, dataOf] = [
    reader(Document, "documentElement"), reader(Node, "nodeType"), reader(Element, "localName"), reader(Node, "parentNode"),
    reader(Node, "firstChild"), reader(Node, "nextSibling"), reader(Node, "isConnected"), reader(Element, "attributes"),
    reader(Element, "shadowRoot"), reader(CharacterData, "length"), reader(CharacterData, "data")];
  const [firstElement, lastElement, before] = [reader(Element, "firstElementChild"), reader(Element, "lastElementChild"), reader(Element, "previousElementSibling")];
  const editable = reader(HTMLElement, "isContentEditable"), contentOf = reader(Node, "textContent"), baseOf = reader(Node, "baseURI"), writtenIn = reader(HTMLElement, "innerText");
  const part = call.bind(CharacterData.prototype.substringData), boxOf = call.bind(Element.prototype.getBoundingClientRect);
  const shows = call.bind(Element.prototype.checkVisibility), inside = call.bind(Element.prototype.getElementsByTagName);
  const valueOf = call.bind(Element.prototype.getAttribute), fits = call.bind(Element.prototype.matches), around = call.bind(Element.prototype.closest);
  const assignedTo = call.bind(HTMLSlotElement.prototype.assignedNodes);
  const anyRoot = Object.getOwnPropertyDescriptor(Element.prototype, "openOrClosedShadowRoot")?.get; // Firefox; Chromium has chrome.dom
  const sound = (text) => (text.isWellFormed() ? text : text.toWellFormed()); // half a character is no JSON elsewhere

  let ids = new WeakMap();          // element -> what is known of it, see `stateOf`
  let nextId = 1, generation = 0, picture = 0, seq = 0, live = 0, total = 0, size = 0;
  let queue = [], queued = 0;       // mutations that nobody looked at so far
  let todo = new Set();             // elements to describe
  let restyled = new Set();         // elements whose style changed: described only if that hid or showed them
  let current = null;               // the description that the clock cut short
  let hollow = new Map();           // custom elements without a shadow root so far -> times looked at
  let observed = new WeakSet(), closed = new WeakSet(), tops = new Map();
  let port = null, timer = 0, idle = 0, due = 0, hatching = 0;
  let firstDirty = 0, lastChange = 0, pace = PACE, floor = PACE, restless = 0, spent = 0, earliest = 0, deadline = 0, postShare = 0.5;
  let fresh = true, full = false, halfway = false, blind = false, cut = false, saidQuiet = false, saidUrl = "", stopped = false;
  let crowded = false, whole = false, described = 0, lost = 0, rest = 0, allowance = EVENTS_AT_ONCE, lastEvent = 0, seenRoot = null;
  let typedIn = null;               // the editable the person last typed into

  const now = () => performance.now();
  const late = () => now() > deadline;

  // i: id, g: generation it was last described in, m: mentioned in, d: depth, h: hidden, n: not in the layout at all, w: has a shadow root,
  // l: children as last described, p: picture that counted its text, x: how much that was
  const stateOf = (element) => {
    let state = ids.get(element);
    if (!state) ids.set(element, (state = { i: nextId++, g: -1, m: -1, d: 0, h: false, n: false, w: false, l: null, p: -1, x: 0 }));
    return state;
  };
  const elementAround = (node) => {
    const parent = parentOf(node);
    return !parent || kindOf(parent) === 1 ? parent : parent.host ?? null;
  };
  const rootIn = (element, name) => {
    const open = openRoot(element);
    if (open || !(name.includes("-") || (HOSTS.has(name) && !firstIn(element)))) return open;
    try {
      const root = (anyRoot ? call.call(anyRoot, element) : globalThis.chrome?.dom?.openOrClosedShadowRoot?.(element)) ?? null;
      if (root?.mode === "closed" && !closed.has(element)) {
        closed.add(element);
        hear(root);
      }
      return root;
    } catch { return null; }
  };
  // Whether it is not rendered; `state.n` says whether nothing inside it can be either. `display: contents` has no box of its own.
  function isHidden(element, state) {
    const outer = elementAround(element);
    state.n = Boolean(outer && ids.get(outer)?.n);
    if (state.n) return true;
    if (shows(element, { visibilityProperty: true })) return false;
    const { display, visibility } = getComputedStyle(element);
    state.n = display === "none";
    return display !== "contents" || visibility !== "visible";
  }
  const isEditor = (element) => { try { return editable(element); } catch { return false; } }; // SVG has no such thing
  const isBox = (node) => kindOf(node) === 1 && (isEditor(node) || nameOf(node) === "textarea" ||
    (nameOf(node) === "input" && /^(text|search|)$/.test(valueOf(node, "type") ?? "")));
  function typed(box) {
    if (!box || !attached(box)) return "";
    if (!isEditor(box)) return sound(String(box.value ?? "").slice(0, MAX_TYPED));
    const content = contentOf(box); // innerText lays the page out, which is dear for a whole book
    return sound((content.length > 4 * MAX_TYPED ? content : writtenIn(box)).slice(0, MAX_TYPED));
  }

  function attributesOf(element, tag) {
    const attributes = attributesIn(element);
    let kept = null;
    for (let at = 0; at < Math.min(attributes.length, MAX_ATTRIBUTES); at++) {
      const { name, value } = attributes[at];
      if (name === "src" && tag === "iframe") { // whose page is shown inside this one
        try { (kept ??= {}).src = new URL(value.slice(0, 4000), baseOf(document)).origin; } catch { /* no address */ }
      }
      const align = name === "style" ? /(?:^|;)\s*text-align:\s*(\w+)/.exec(value.slice(0, 1000))?.[1] : null;
      if (align) (kept ??= {}).align = align;
      const top = name === "style" ? /(?:^|;)\s*top:\s*(-?[\d.]+px)/.exec(value.slice(0, 1000))?.[1] : null;
      if (top) (kept ??= {}).top = top; // an editor draws its lines in any order and says where they lie
      if (name === "d" && tag === "path") { (kept ??= {}).d = value.slice(0, 24); size += 30; } // which icon it is
      if (name.length > MAX_NAME || !(KEEP.has(name) || name.startsWith("data-") || name.startsWith("aria-"))) continue;
      (kept ??= {})[name] = sound(value.slice(0, LONG.test(name) ? 4000 : 300));
      size += kept[name].length + name.length + 6;
    }
    return kept;
  }

  // A piece of a text, whole characters only; nothing where the page is over its budget.
  function textOf(node, from) {
    if (total > MAX_TOTAL) { cut = true; return ""; }
    const length = lengthOf(node) - from;
    let text = from || length > MAX_TEXT ? part(node, from, MAX_TEXT) : dataOf(node);
    if (length > MAX_TEXT && /[\uD800-\uDBFF]$/.test(text)) text = text.slice(0, -1);
    total += text.length;
    return text;
  }

  // Lists children, and yields whenever the clock or the size of the message says so. An element is described if it was not,
  // or if `anew`: the mirror forgets what is inside an element that it forgets.
  function* listOf(parent, depth, anew, list, gain) {
    let seen = 0;
    for (let child = firstIn(parent); child; child = after(child)) {
      const kind = kindOf(child);
      if (kind === 3) {
        for (let from = 0; from < lengthOf(child) || !from;) {
          const text = textOf(child, from);
          if (!text) break;
          from += text.length;
          list.push(sound(text));
          size += gain(list.at(-1)) + 3;
          if (size < MAX_PER_MESSAGE || from >= lengthOf(child)) continue;
          yield;
          if (parentOf(child) !== parent) break; // said below
        }
      } else if (kind === 1 && !SILENT.has(nameOf(child)) && !own.has(child)) {
        if (depth >= MAX_DEPTH) { cut = true; continue; }
        const state = stateOf(child);
        if (anew) state.g = -1;
        if (state.g !== generation && !todo.has(child)) {
          if (live + todo.size >= MAX_NODES) { cut = crowded = true; return; }
          todo.add(child);
        }
        state.d = depth + 1;
        state.m = generation;
        list.push(state.i);
        size += 7;
      }
      if (size < MAX_PER_MESSAGE && (++seen % 64 || !late())) continue;
      yield;
      if (parentOf(child) !== parent) { todo.add(parent.host ?? parent); return; } // taken out meanwhile
    }
  }

  // Only what is new of a long list of children, where the former one is known to the mirror.
  function shorten(node, former, list) {
    let kept = 0;
    while (kept < former.length && kept < list.length && former[kept] === list[kept]) kept++;
    const [was, is] = [former[kept], list[kept]];
    if (typeof was === "string" && typeof is === "string" && is.startsWith(was)) {
      node.g = is.slice(was.length);
      kept++;
    }
    if (!kept) return false;
    node.k = [kept, former.length];
    if (list.length > kept) node.c = list.slice(kept);
    return true;
  }

  // Yields a description, in parts if it is long, and nothing where only the clock says so.
  function* describe(element) {
    const state = stateOf(element), known = state.g === generation, wasHidden = state.h, name = nameOf(element);
    if (!known) live++;
    state.g = generation;
    state.h = isHidden(element, state);
    let former = known ? state.l : null;
    state.l = null;
    // Described again in the same picture, as what grows is: its text counts once.
    if (state.p === picture) total -= state.x;
    const counted = total;
    const node = { i: state.i, t: sound(name.slice(0, MAX_NAME)) };
    const attributes = attributesOf(element, name);
    if (attributes) node.a = attributes;
    if (state.h) node.h = 1;
    else if (!INLINE.has(name) && shows(element, { contentVisibilityAuto: true })) layOut(element, node); // else it is not laid out
    size += 60;
    if (name === "textarea" || isEditor(element)) return yield node; // drafts stay in the page
    const root = rootIn(element, name);
    const anew = !known || (wasHidden && !state.h) || Boolean(root) !== state.w; // what is inside may show now as well
    state.w = Boolean(root);
    if (name === "slot") suspectAssigned(element);
    if (root) {
      hollow.delete(element);
      watch(root);
    } else if (name.includes("-") && hollow.size < 500 && !hollow.has(element)) {
      hollow.set(element, 0);
      hatching ||= setTimeout(hatch, PACE);
    }
    const list = [];
    let sent = -1, shadow = 0;
    const told = () => {
      const said = { ...node };
      if (!state.n && list.some((child) => typeof child === "string" && child.includes("\n")) &&
        /^(pre|break-spaces)/.test(getComputedStyle(element).whiteSpace)) said.p = 1;
      if (!former || !shorten(said, former, list)) {
        if (shadow) said.s = list.slice(0, shadow);
        if (list.length > shadow) said.c = list.slice(shadow);
      }
      sent = list.length;
      return said;
    };
    // How much of the text last listed will be sent: see `shorten`.
    const gain = (text) => {
      const was = former?.[list.length - 1];
      return text.length - (typeof was === "string" && text.startsWith(was) ? was.length : 0);
    };
    for (const parent of root ? [root, element] : [element]) {
      for (const _ of listOf(parent, state.d, anew, list, gain)) {
        if (size < MAX_PER_MESSAGE) { yield null; continue; }
        yield told();
        former = list.slice();
      }
      if (parent === root) shadow = list.length;
    }
    if (list.length > MANY || list.some((child) => child.length > LARGE)) state.l = list;
    state.p = picture;
    state.x = total - counted;
    if (sent < list.length) yield told();
  }

  // Where it lies, and whether its children are shown from the last to the first, as chats do that stick to the bottom.
  function layOut(element, node) {
    const box = boxOf(element), outer = elementAround(element);
    tops.set(element, box.top);
    if (outer && !tops.has(outer)) tops.set(outer, boxOf(outer).top);
    node.b = [Math.round(box.left), Math.round(box.width), Math.round(box.height), Math.round(box.top - (outer ? tops.get(outer) : 0))];
    const first = firstElement(element), end = lastElement(element), last = end && own.has(end) ? before(end) : end;
    if (!first || first === last || INLINE.has(nameOf(first))) return;
    const [upper, lower] = [boxOf(first), boxOf(last)];
    const inFlow = (child) => /^(static|relative|sticky)$/.test(getComputedStyle(child).position);
    if (upper.height && lower.height && upper.top >= lower.bottom - 1 && inFlow(first) && inFlow(last)) node.r = 1;
  }

  // Describes what changed until the clock says stop; the rest follows in the next slice.
  function look(event, slice = SLICE) {
    cancelIdleCallback(idle);
    idle = 0;
    const root = rootOf(document);
    if (stopped || !root) return;
    if (!runtime?.id) return stop(); // the extension was removed or updated under us
    const began = now(), nodes = [];
    deadline = began + slice * (1 - postShare);
    size = 0;
    tops = new Map();
    if (root !== seenRoot) { fresh = true; seenRoot = root; }
    if (fresh) {
      fresh = false; full = whole = halfway = true; cut = crowded = false;
      generation++; picture++; live = 0; total = 0; described = 0; lost = 0; spent = 0;
      todo = new Set([root]); restyled.clear(); queue = []; queued = 0; current = null;
    }
    take();
    for (const element of restyled) {
      if (late()) break;
      restyled.delete(element);
      if (!attached(element) || todo.has(element)) continue;
      const state = stateOf(element), { h, n } = state;
      if (state.g === generation && isHidden(element, state) !== h) todo.add(element);
      state.n = n;
    }
    for (let first = true; first || (size < MAX_PER_MESSAGE && !late()); first = false) {
      if (!current) {
        const [element] = todo;
        if (!element) break;
        todo.delete(element);
        // Inside a draft, or over a budget: nobody told of it. What was named while nobody listened is told, even if it is gone.
        if (element !== root && stateOf(element).m !== generation) continue;
        if (!attached(element) && (!blind || stateOf(element).g === generation)) { lost++; continue; }
        current = describe(element);
        described++;
      }
      const { value, done } = current.next();
      if (value) nodes.push(value);
      if (done) current = null;
    }
    if (described > 2 * MAX_NODES || lost > MAX_LOST) return overrun();
    const more = Boolean(current) || todo.size > 0 || queue.length > 0 || restyled.size > 0;
    const time = now(), quiet = !more && !blind && time - lastChange >= QUIET;
    halfway = more;
    if (more || full || nodes.length || event || quiet !== saidQuiet || saidUrl !== location.href) {
      saidQuiet = quiet;
      saidUrl = location.href;
      const message = { seq: seq++, more, quiet, url: sound(saidUrl.slice(0, 4000)) };
      if (full) { message.full = true; message.root = stateOf(root).i; }
      if (nodes.length) message.nodes = nodes;
      if (cut) message.cut = true;
      if (blind || floor > LONG_RUN) message.slow = true;
      if (event && !more) message.event = event;
      full = false;
      post(message);
      if (event && more) post({ seq: seq++, more, quiet, url: message.url, event });
    }
    const ended = now();
    if (nodes.length > 20) postShare = Math.min(0.8, (3 * postShare + (ended - time) / (ended - began)) / 4);
    spent += ended - began;
    // The longer a picture takes, the rarer its slices: one that has no end must not take it all.
    const soon = spent < (whole ? 200 : 50) ? 16 : spent < (whole ? 1000 : 200) ? 50 : 16 + (ended - began) * SHARE;
    if (more) plan(soon);
    else finish(ended, quiet);
  }

  function finish(time, quiet) {
    if (quiet) { pace = floor = Math.max(PACE, floor / 2); restless = time; }
    else pace = Math.min(SLOWEST, Math.max(floor, spent * SHARE, time - restless > SLOWEST ? Math.min(pace * 1.2, LONG_RUN) : 0));
    earliest = time + (document.hidden ? UNSEEN : Math.min(LONG_RUN, spent * SHARE / 4)); // also for a page that rests again and again
    if (quiet) rest = 0;
    if (crowded && !whole) { // it counts what is gone as well: a new picture counts anew
      fresh = true;
      earliest = time + pace;
    }
    crowded = whole = false;
    firstDirty = total = spent = described = lost = 0;
    picture++;
    if (blind) { // what happened meanwhile was not heard of
      blind = false; fresh = true;
      observed = new WeakSet();
      watch(document);
      earliest = time + rest;
      plan(rest);
    } else if (!quiet) plan(QUIET);
  }

  // More changes than can be followed: nobody listens for a while, then one picture is taken without listening.
  function overrun() {
    observer.disconnect();
    queue = []; queued = 0; todo.clear(); restyled.clear(); current = null;
    fresh = blind = true;
    rest = Math.min(SLOWEST, Math.max(2 * rest, 2 * PACE, spent * SHARE));
    halfway = false;
    earliest = now() + rest;
    clearTimeout(timer);
    timer = 0;
    plan(rest);
  }

  function plan(wait) {
    const time = now() + wait;
    if (stopped || (timer && due <= time)) return;
    clearTimeout(timer);
    due = time;
    timer = setTimeout(wake, wait);
  }

  // Waits for a pause of QUIET, but never longer than the present pace, and then for an idle moment after a frame, when
  // the layout is clean. Cheap: a page changes 60 times a second.
  function wake() {
    timer = 0;
    const time = now(), seldom = document.hidden ? Math.max(pace, UNSEEN) : pace;
    const wait = halfway ? 0 : Math.max(earliest, firstDirty && !fresh ? Math.min(lastChange + QUIET, firstDirty + seldom) : 0) - time;
    if (wait > 5) plan(wait);
    else if (document.hidden || !globalThis.requestIdleCallback) look();
    else idle ||= requestIdleCallback((moment) => look(undefined, moment.didTimeout ? SLICE : Math.min(SLICE, Math.max(1, moment.timeRemaining()))), { timeout: 500 });
  }

  function changed() {
    lastChange = now();
    firstDirty ||= lastChange;
    if (!timer && !idle) plan(QUIET);
  }

  // Works off the mutations that wait.
  function take() {
    receive(observer.takeRecords());
    while (queue.length) {
      const [records] = queue;
      while (records.next < records.length) {
        if (records.next % 16 === 15 && late()) return;
        note(records[records.next++]);
      }
      queued -= records.length;
      queue.shift();
    }
  }

  // Marks what a mutation made stale; says whether anything but styles changed.
  function note(record) {
    const { target, type } = record;
    if (kindOf(target) === 9) return true; // another root, which the next look will see
    const element = kindOf(target) === 1 ? target : target.host ?? elementAround(target);
    if (!element || SILENT.has(nameOf(element)) || own.has(element)) return false;
    if (type === "childList" && onlyOwn(record.addedNodes) && onlyOwn(record.removedNodes)) return false;
    if (type === "attributes") {
      const name = record.attributeName;
      if (name === "style") return suspect(element);
      const framed = name === "src" && nameOf(element) === "iframe";
      if (!KEEP.has(name) && !framed && !name.startsWith("data-") && !name.startsWith("aria-")) return false;
      if (/^(class|open|data-state|aria-expanded)$/.test(name)) { // a rule may hide or show what is inside
        const within = inside(element, "*"); // its length would be counted, element by element
        for (let at = 0, inner; at < 100 && (inner = within[at]); at++) suspect(inner);
      }
    }
    // What comes into the page is described in full: the mirror may have forgotten it.
    if (record.addedNodes.length > 500) stateOf(element).g = -1;
    else for (const node of record.addedNodes) if (kindOf(node) === 1) stateOf(node).g = -1;
    todo.add(element);
    return true;
  }
  function onlyOwn(nodes) {
    for (let at = 0; at < nodes.length; at++) if (!own.has(nodes[at])) return false;
    return true;
  }
  function suspectAssigned(slot) {
    const assigned = assignedTo(slot);
    for (let at = 0; at < Math.min(assigned.length, 100); at++) if (kindOf(assigned[at]) === 1) suspect(assigned[at]);
  }
  function suspect(element) {
    if (restyled.size < MAX_RESTYLED) restyled.add(element);
    return false;
  }

  function receive(records) {
    if (!records.length) return false;
    records.next = 0;
    queue.push(records);
    queued += records.length;
    return true;
  }

  const observer = new MutationObserver((records) => {
    if (kindOf(records[0].target) === 9) listen(); // document.open() takes the listeners away
    if (!queue.length && records.length <= 32) { // most often: a word more
      let real = false;
      for (const record of records) real = note(record) || real;
      if (real) changed();
      else if (restyled.size) plan(PACE);
      return;
    }
    receive(records);
    if (queued > MAX_RECORDS) overrun();
    else changed();
  });
  function watch(root) {
    if (observed.has(root) || blind) return;
    observed.add(root);
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  }

  function hatch() { // a custom element may grow its shadow root without any mutation
    hatching = 0;
    for (const [element, looks] of hollow) {
      if (!attached(element) || looks > 20) hollow.delete(element);
      else if (rootIn(element, nameOf(element))) { hollow.delete(element); todo.add(element); changed(); }
      else hollow.set(element, looks + 1);
    }
    if (hollow.size && !stopped) hatching = setTimeout(hatch, PACE);
  }

  function post(message) {
    try {
      if (!port) {
        port = runtime.connect({ name: "lens" });
        port.onMessage.addListener((order) => {
          if (order?.want === "stop") stop();
          else if (order?.want === "full") { fresh = true; plan(0); }
          else if (order?.want === "slower") pace = floor = Math.min(SLOWEST, floor * 2);
          else if (order?.want === "rate") globalThis[running].take?.(order.turns);
        });
        port.onDisconnect.addListener(() => { // connects again when there is something to say
          port = null;
          fresh = true;
          if (!runtime?.id) stop();
        });
      }
      port.postMessage(message);
    } catch {
      port = null;
      fresh = true;
      if (!runtime?.id) stop();
    }
  }

  // Events are told after the page as it was when they happened; only a person's, and no more than a person makes.
  const idsOf = (path) => {
    const told = [];
    for (let at = 0; at < path.length && told.length < 40; at++) if (path[at].nodeType && kindOf(path[at]) === 1) told.push(stateOf(path[at]).i);
    return told;
  };
  // The text selected; what is longer than anybody reads is not put together.
  function selected(selection) {
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    if (!range) return "";
    const walker = document.createTreeWalker(range.commonAncestorContainer);
    walker.currentNode = range.startContainer;
    let text = "", nodes = 0;
    for (let node = range.startContainer; node && nodes++ < MAX_RECORDS && text.length < MAX_TYPED; node = walker.nextNode()) {
      if (node === range.endContainer) return sound(String(selection));
      if (kindOf(node) === 3) text += part(node, 0, MAX_TYPED);
    }
    return nodes >= MAX_RECORDS || text.length >= MAX_TYPED ? sound(text) : sound(String(selection));
  }
  const listeners = {
    click(event, path) {
      const told = { k: "click", p: idsOf(path) };
      const button = path.slice(0, 8).some((node) => node.nodeType && kindOf(node) === 1 &&
        (fits(node, "button, [role=button], [type=submit], svg") || getComputedStyle(node).cursor === "pointer"));
      const text = button ? typed(typedIn).trim() : "";
      if (text) { told.text = text; told.n = stateOf(typedIn).i; }
      look(told);
    },
    copy(event, path) {
      const selection = getSelection(), text = selected(selection);
      const node = selection?.rangeCount ? selection.getRangeAt(0).commonAncestorContainer : path[0];
      const element = node?.nodeType && (kindOf(node) === 1 ? node : elementAround(node));
      if (element && text.trim()) look({ k: "copy", n: stateOf(element).i, length: text.length, text: text.slice(0, MAX_TYPED) });
    },
    keydown(event, [box]) {
      if (event.shiftKey || event.isComposing || !box.nodeType || !isBox(box)) return;
      const text = typed(box).trim();
      if (text) look({ k: "send", n: stateOf(box).i, text });
    },
    submit() {
      const text = typed(typedIn).trim();
      if (text) look({ k: "send", n: stateOf(typedIn).i, text });
    },
    input(event, [box]) {
      if (box.nodeType && isBox(box)) typedIn = around(box, "[contenteditable]:not([contenteditable=false])") ?? box;
    },
  };
  function heard(event) {
    try {
      if (stopped || !event.isTrusted || (event.type === "keydown" && event.key !== "Enter")) return;
      const path = event.composedPath();
      if (closed.has(path[0]) || own.has(path[0])) return; // the listener inside the closed root hears more
      if (event.type !== "input") {
        const time = now();
        allowance = Math.min(EVENTS_AT_ONCE, allowance + (time - lastEvent) / 1000 * EVENTS_PER_SECOND);
        lastEvent = time;
        if (allowance < 1) return;
        allowance--;
      }
      listeners[event.type](event, path);
    } catch { /* a page can put anything anywhere; one event is lost */ }
  }
  const hear = (target) => { for (const name in listeners) target.addEventListener(name, heard, { capture: true, passive: true }); };

  // The elements of these ids, as far as they are on the page still.
  function elementsOf(wanted) {
    const found = new Map();
    for (const roots = [document]; roots.length && found.size < wanted.size;) {
      const walker = document.createTreeWalker(roots.pop(), NodeFilter.SHOW_ELEMENT);
      for (let element = walker.nextNode(); element && found.size < wanted.size; element = walker.nextNode()) {
        const state = ids.get(element);
        if (state && wanted.has(state.i)) found.set(state.i, element);
        if (state?.w) roots.push(rootIn(element, nameOf(element)));
      }
    }
    return found;
  }

  // What happens to the page as a whole.
  const moved = () => changed();
  const leaving = () => look(undefined, 10 * SLICE);
  const shownAgain = (event) => { if (event.persisted) { fresh = true; changed(); plan(0); } };
  const seen = () => (document.hidden ? leaving() : changed());
  const WHOLE = [[window, "popstate", moved], [window, "hashchange", moved], [globalThis.navigation, "currententrychange", moved],
    [window, "pagehide", leaving], [window, "pageshow", shownAgain], [document, "visibilitychange", seen]];
  function listen() {
    hear(window);
    for (const [target, name, listener] of WHOLE) target?.addEventListener?.(name, listener, { capture: true, passive: true });
  }

  function stop() {
    stopped = true;
    globalThis[running].take?.([]);
    observer.disconnect();
    clearTimeout(timer);
    clearTimeout(hatching);
    cancelIdleCallback(idle);
    for (const name in listeners) removeEventListener(name, heard, { capture: true });
    for (const [target, name, listener] of WHOLE) target?.removeEventListener?.(name, listener, { capture: true });
    try { port?.disconnect(); } catch { /* already gone */ }
    port = null;
    ids = new WeakMap(); todo.clear(); restyled.clear(); hollow.clear(); queue = []; current = null; typedIn = seenRoot = null;
  }

  watch(document);
  listen();
  lastChange = now();
  plan(0);
})();
