// The lens: what the page shows, described for the mirror in the background. It knows nothing about chats.
//
// In:  the document of this frame, its open shadow roots, and what the person does (click, copy, send).
// Out: one JSON object per message on the port named "lens":
//   { seq, full, root, nodes, more, cut, quiet, url, event }
//   seq    counts messages; `full: true` starts over: forget all nodes, `root` is the new root's id.
//   nodes  [{ i, t, a, c, s, h, p, b }], flat: id, tag, kept attributes, children (a string is text, a
//          number is a node described here, before, or, while `more` is true, in a message to come),
//          the same for an open shadow root, 1 = not rendered, 1 = line breaks in its text count,
//          [left, width, height] in CSS pixels for elements that are not inline.
//          A node that is described again replaces its former self. What is no child any more is gone.
//   more   this picture goes on in the next message; cut: the page is over the budget below, parts are missing.
//   quiet  no change for QUIET milliseconds.
//   event  { k: "click", p: [ids, innermost first], text? } | { k: "copy", n, text, length } | { k: "send", n, text };
//          `text` of click and send is what stands in the box the person typed into.
// Takes { want: "full" } and { want: "stop" }.
//
// Never: changes the page, stops an event, reads script, style or password fields, or talks to the network.
(() => {
  "use strict";
  const QUIET = 400, PACE = 1000, SLOWEST = 8000, SLICE = 4; // milliseconds
  const MAX_NODES = 60000, MAX_PER_MESSAGE = 3000, MAX_TEXT = 100000, MAX_TOTAL = 8e6, MAX_TYPED = 50000; // nodes, characters
  const runtime = (globalThis.browser?.runtime?.connect ? browser : chrome).runtime; // an element with id="browser" is no API
  const SILENT = new Set(["script", "style", "noscript", "template", "link", "meta", "base"]);
  const INLINE = new Set(["a", "b", "i", "em", "strong", "span", "code", "svg", "path", "br", "mark", "sub", "sup", "small",
    "use", "g", "mi", "mo", "mn", "mrow", "semantics", "annotation", "option"]);
  const KEEP = new Set(["id", "class", "role", "href", "title", "alt", "type", "name", "lang", "dir", "contenteditable", "hidden",
    "disabled", "placeholder", "encoding", "start", "align", "open", "checked", "slot", "is", "language", "inert", "datetime", "display"]);
  const LONG = /^(href|alt|data-.*(math|tex|formula|language|source))/; // values worth more than a glance

  let ids = new WeakMap();          // element -> { i: id, g: generation it was last described in, h: hidden }
  let nextId = 1, generation = 0, seq = 0, live = 0, total = 0;
  let todo = new Set();             // elements to describe
  let restyled = new Set();         // elements whose style changed: described only if that hid or showed them
  let hollow = new Map();           // custom elements without a shadow root so far -> times looked at
  let observed = new WeakSet();
  let port = null, timer = 0, due = 0, firstDirty = 0, lastChange = 0, pace = PACE, restless = 0, saidQuiet = false, halfway = false, fresh = true, stopped = false;
  let typedIn = null;               // the editable the person last typed into

  const stateOf = (element) => {
    let state = ids.get(element);
    if (!state) ids.set(element, (state = { i: nextId++, g: -1, h: false }));
    return state;
  };
  const isHidden = (element) => // `display: contents` has no box of its own, yet shows its children
    element.checkVisibility
      ? !element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).display !== "contents"
      : element.hidden;
  const isEditable = (element) =>
    element?.nodeType === 1 && (element.isContentEditable || element.localName === "textarea" ||
      (element.localName === "input" && /^(text|search|)$/.test(element.getAttribute("type") ?? "")));
  const typed = (element) =>
    !element || !element.isConnected ? "" : String(element.value ?? element.innerText ?? "").slice(0, MAX_TYPED);

  function attributesOf(element) {
    const kept = {};
    for (const { name, value } of element.attributes) {
      if (KEEP.has(name) || name.startsWith("data-") || name.startsWith("aria-"))
        kept[name] = value.slice(0, LONG.test(name) ? 4000 : 300);
    }
    if (element.localName === "iframe") { // whose page is shown inside this one
      try { kept.src = new URL(element.src, document.baseURI).origin; } catch { /* no address */ }
    }
    const align = element.style?.textAlign;
    if (align) kept.align = align;
    return kept;
  }

  function childrenOf(parent, cut) {
    const children = [];
    for (const child of parent.childNodes) {
      if (child.nodeType === 3) {
        if (total > MAX_TOTAL) { cut.yes = true; continue; }
        const text = child.data.length > MAX_TEXT ? ((cut.yes = true), child.data.slice(0, MAX_TEXT)) : child.data;
        total += text.length;
        if (text) children.push(text);
      } else if (child.nodeType === 1 && !SILENT.has(child.localName)) {
        const state = stateOf(child);
        if (state.g !== generation && !todo.has(child)) {
          if (live + todo.size >= MAX_NODES) { cut.yes = true; break; }
          todo.add(child);
        }
        children.push(state.i);
      }
    }
    return children;
  }

  function describe(element, cut) {
    const state = stateOf(element);
    if (state.g !== generation) live++;
    const wasHidden = state.h && state.g === generation;
    state.g = generation;
    state.h = isHidden(element);
    if (wasHidden && !state.h) for (const child of element.children) forget(child); // they may show now as well
    const node = { i: state.i, t: element.localName };
    const attributes = attributesOf(element);
    for (const _ in attributes) { node.a = attributes; break; }
    if (element.localName === "textarea" || element.isContentEditable) return node; // drafts stay in the page
    const children = childrenOf(element, cut);
    if (children.length) node.c = children;
    const shadow = element.shadowRoot;
    if (shadow) {
      hollow.delete(element);
      watch(shadow);
      node.s = childrenOf(shadow, cut);
    } else if (element.localName.includes("-") && hollow.size < 500 && !hollow.has(element)) hollow.set(element, 0);
    if (state.h) node.h = 1;
    if (children.some((child) => typeof child === "string" && child.includes("\n")) &&
      /^(pre|break-spaces)/.test(getComputedStyle(element).whiteSpace)) node.p = 1;
    if (!state.h && !INLINE.has(element.localName)) {
      const box = element.getBoundingClientRect();
      node.b = [Math.round(box.left), Math.round(box.width), Math.round(box.height)];
    }
    return node;
  }

  // Describes what changed, for SLICE milliseconds at most; the rest follows in the next slice.
  function look(event) {
    if (stopped || !document.documentElement) return;
    take(observer.takeRecords());
    const began = performance.now(), nodes = [], cut = {};
    const full = fresh;
    if (full) {
      generation++; live = 0; total = 0; fresh = false;
      todo = new Set([document.documentElement]);
    }
    for (const element of restyled) if (element.isConnected && isHidden(element) !== stateOf(element).h) todo.add(element);
    restyled.clear();
    for (const element of todo) {
      if (nodes.length >= MAX_PER_MESSAGE || performance.now() - began > SLICE) break;
      todo.delete(element);
      if (!element.isConnected || SILENT.has(element.localName)) continue;
      try { nodes.push(describe(element, cut)); } // a form field named "attributes" hides the real ones
      catch { nodes.push({ i: stateOf(element).i, t: "div" }); }
    }
    const more = todo.size > 0, took = performance.now() - began;
    const now = performance.now(), quiet = !more && now - lastChange >= QUIET;
    if (quiet) { pace = PACE; restless = now; }
    else pace = Math.min(SLOWEST, Math.max(now - restless > 60000 ? pace * 1.2 : pace, took * 60));
    halfway = more;
    if (more) plan(16);
    else { firstDirty = 0; total = 0; if (!quiet) plan(QUIET); }
    if (!nodes.length && !event && quiet === saidQuiet && !full) return;
    saidQuiet = quiet;
    const message = { seq: seq++, more, quiet, url: location.href };
    if (full) { message.full = true; message.root = stateOf(document.documentElement).i; }
    if (nodes.length) message.nodes = nodes;
    if (cut.yes) message.cut = true;
    if (event && !more) message.event = event;
    post(message);
    if (event && more) post({ seq: seq++, more, quiet, url: location.href, event });
  }

  function plan(wait) {
    if (stopped || (timer && due <= performance.now() + wait)) return;
    clearTimeout(timer);
    due = performance.now() + wait;
    timer = setTimeout(wake, wait);
  }

  // Waits for a pause of QUIET, but never longer than the present pace. Cheap: a page changes 60 times a second.
  function wake() {
    timer = 0;
    const now = performance.now(), wait = firstDirty && !fresh && !halfway ? Math.min(lastChange + QUIET, firstDirty + pace) - now : 0;
    if (wait > 5) plan(wait);
    else look();
  }

  function changed() {
    lastChange = performance.now();
    firstDirty ||= lastChange;
    if (!timer) plan(QUIET);
  }

  function forget(element) { // taken out of the page: to be described anew should it come back
    const state = ids.get(element);
    if (state && state.g === generation) { state.g = -1; live--; }
    for (const child of element.children) forget(child);
    if (element.shadowRoot) for (const child of element.shadowRoot.children) forget(child);
  }

  function take(records) {
    let real = false;
    for (const record of records) {
      const target = record.target.nodeType === 1 ? record.target : record.target.host ?? record.target.parentElement ?? record.target.parentNode?.host;
      if (!target || SILENT.has(target.localName)) continue;
      if (record.type === "attributes") {
        const name = record.attributeName;
        if (name === "style") { restyled.add(target); continue; }
        if (!KEEP.has(name) && !(name === "src" && target.localName === "iframe") && !name.startsWith("data-") && !name.startsWith("aria-")) continue;
        if (/^(class|open|data-state|aria-expanded)$/.test(name)) { // a rule may hide or show what is inside
          const inside = target.getElementsByTagName("*");
          for (let i = 0; i < Math.min(inside.length, 100); i++) restyled.add(inside[i]);
        }
      }
      for (const node of record.removedNodes) if (node.nodeType === 1 && !node.isConnected) forget(node);
      todo.add(target);
      real = true;
    }
    return real;
  }

  const observer = new MutationObserver((records) => {
    if (take(records)) changed();
    else if (restyled.size) plan(PACE);
  });
  function watch(root) {
    if (observed.has(root)) return;
    observed.add(root);
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  }

  const hatching = setInterval(() => { // a custom element may grow its shadow root without any mutation
    for (const [element, looks] of hollow) {
      if (!element.isConnected || looks > 20) hollow.delete(element);
      else if (element.shadowRoot) { hollow.delete(element); todo.add(element); changed(); }
      else hollow.set(element, looks + 1);
    }
  }, PACE);

  function post(message) {
    try {
      if (!port) {
        port = runtime.connect({ name: "lens" });
        port.onMessage.addListener((order) => {
          if (order?.want === "stop") stop();
          else if (order?.want === "full") { fresh = true; plan(0); }
        });
        port.onDisconnect.addListener(() => { port = null; fresh = true; }); // connects again when there is something to say
      }
      port.postMessage(message);
    } catch {
      port = null;
      if (!runtime?.id) stop(); // the extension was removed or updated under us
    }
  }

  // Events are told after the page as it was when they happened.
  const idsOf = (path) => path.filter((node) => node.nodeType === 1).slice(0, 40).map((element) => stateOf(element).i);
  const listeners = {
    click(event) {
      const path = event.composedPath();
      const told = { k: "click", p: idsOf(path) };
      const button = path.slice(0, 8).some((node) => node.nodeType === 1 &&
        (node.matches("button, [role=button], [type=submit], svg") || getComputedStyle(node).cursor === "pointer"));
      const text = button ? typed(typedIn).trim() : "";
      if (text) told.text = text;
      look(told);
    },
    copy(event) {
      const selection = getSelection(), text = String(selection ?? "");
      const node = selection?.rangeCount ? selection.getRangeAt(0).commonAncestorContainer : event.composedPath()[0];
      const element = node?.nodeType === 1 ? node : node?.parentElement ?? node?.host;
      if (element && text.trim()) look({ k: "copy", n: stateOf(element).i, length: text.length, text: text.slice(0, MAX_TYPED) });
    },
    keydown(event) {
      const box = event.composedPath()[0];
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || !isEditable(box)) return;
      const text = typed(box).trim();
      if (text) look({ k: "send", n: stateOf(box).i, text });
    },
    submit() {
      const text = typed(typedIn).trim();
      if (text) look({ k: "send", n: stateOf(typedIn).i, text });
    },
    input(event) {
      const box = event.composedPath()[0];
      if (isEditable(box)) typedIn = box.closest?.("[contenteditable]:not([contenteditable=false])") ?? box;
    },
    popstate() { changed(); },
    pagehide() { look(); },
  };
  for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener, { capture: true, passive: true });

  function stop() {
    stopped = true;
    observer.disconnect();
    clearTimeout(timer);
    clearInterval(hatching);
    for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener, { capture: true });
    try { port?.disconnect(); } catch { /* already gone */ }
    ids = new WeakMap(); todo.clear(); hollow.clear();
  }

  watch(document);
  lastChange = performance.now();
  look();
})();
