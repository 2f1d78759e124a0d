// The rating control: two buttons below each finished reply, for those who switched them on. It knows nothing about chats.
//
// In:  from the background, through the lens: [[element id, rating], …], the finished replies of this page and how each is rated.
// Out: { k: "rate", n: element id, v: -1 | 0 | 1 } through the lens, for a click or a key that a person pressed and no script made.
//
// Each control has its own element, as high as nothing, with a closed shadow root: no rule of the page reaches what is in it, and no script of
// the page can open it. The lens takes these elements for no part of the page. Runs beside lens.js, and does nothing without it.
(() => {
  "use strict";
  const lens = globalThis[Symbol.for("tributary.lens")];
  if (!lens?.() || lens.take) return;
  const runtime = typeof globalThis.browser?.i18n?.getMessage === "function" ? browser : chrome; // id="browser" is no API
  const say = (key) => runtime.i18n.getMessage(key);
  const AGAIN = 250; // milliseconds until what the page has torn out is put back
  const TRUST = 3000; // milliseconds in which what a person pressed counts more than what was known before
  const INSIDE = new Set(["article", "div", "section", "main", "p", "li", "span", "blockquote", "dd", "figure"]); // others get it behind them
  const UP = "M7 10v11H3V10zm2 11h8.3a2.5 2.5 0 0 0 2.4-2l1.2-6a2.5 2.5 0 0 0-2.4-3H14l.8-4.6A2 2 0 0 0 11.2 4L9 10z";
  const SILENT = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "keydown", "keyup", "keypress", "contextmenu"];
  const STYLE = `
    /* Important rules within a root win over the page's important ones for the element that holds it. */
    :host { all: initial !important; display: block !important; position: relative !important; height: 0 !important; overflow: visible !important;
      z-index: 1 !important; user-select: none !important; }
    div { all: initial; position: absolute; inset-block-start: 2px; inset-inline-end: 0; display: flex; gap: 2px; opacity: .6; direction: inherit; }
    div:hover, div:focus-within, div.rated { opacity: 1; }
    button { all: initial; box-sizing: border-box; inline-size: 26px; block-size: 24px; display: grid; place-items: center; cursor: pointer;
      color: #3d4852; background: #fff; border: 1px solid #8795a1; border-radius: 6px; }
    button:focus-visible { outline: 2px solid #0b5cad; outline-offset: 1px; }
    button[aria-pressed=true] { color: #fff; background: #0b5cad; border-color: #0b5cad; }
    svg { inline-size: 15px; block-size: 15px; fill: currentColor; }
    .down svg { rotate: 180deg; }
    @media (prefers-color-scheme: dark) {
      button { color: #d5dde4; background: #20272e; border-color: #75828e; }
      button:focus-visible { outline-color: #8ec5ff; }
      button[aria-pressed=true] { color: #0d1117; background: #8ec5ff; border-color: #8ec5ff; }
    }
    @media (forced-colors: active) { button { border-color: ButtonBorder; } button[aria-pressed=true] { border-color: Highlight; } }
    @media print { div { display: none; } }`;

  const shown = new Map(); // element id -> { host, place, learn }
  let again = 0;

  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch { // Firefox: a sheet made here is of another world than the page's root
      root.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    }
  }

  function button(label, name) {
    const made = document.createElement("button"), icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", UP);
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    icon.append(path);
    made.type = "button";
    made.className = name;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.append(icon);
    return made;
  }

  function make(id) {
    const host = document.createElement("rating-control"), root = host.attachShadow({ mode: "closed" });
    dress(root);
    const bar = document.createElement("div"), up = button(say("ratingUp"), "up"), down = button(say("ratingDown"), "down");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", say("ratingGroup"));
    bar.append(up, down);
    root.append(bar);
    let rating = 0, pressedAt = -Infinity;
    const show = (thumb) => {
      rating = thumb;
      up.setAttribute("aria-pressed", String(thumb === 1));
      down.setAttribute("aria-pressed", String(thumb === -1));
      bar.classList.toggle("rated", thumb !== 0);
    };
    show(0);
    for (const [pressed, thumb] of [[up, 1], [down, -1]]) {
      pressed.addEventListener("click", (event) => {
        if (!event.isTrusted) return;
        event.preventDefault();
        show(rating === thumb ? 0 : thumb);
        pressedAt = performance.now();
        lens.say({ k: "rate", n: id, v: rating });
      });
    }
    // The page hears nothing of it beyond what it can catch before it arrives here.
    for (const type of SILENT) root.addEventListener(type, (event) => event.stopPropagation());
    lens.own.add(host);
    // An answer that was on its way while somebody pressed knows nothing of it yet.
    const learn = (thumb) => {
      if (thumb === rating) pressedAt = -Infinity;
      else if (performance.now() - pressedAt > TRUST) show(thumb);
    };
    return { host, place: null, learn };
  }

  function put({ host, place }) {
    if (!place?.isConnected) return host.remove();
    if (INSIDE.has(place.localName)) {
      if (host.parentNode !== place) place.append(host);
    } else if (host.previousSibling !== place) place.after(host);
  }

  function take(turns) {
    const wanted = new Map(turns);
    for (const [id, { host }] of shown) {
      if (wanted.has(id)) continue;
      host.remove();
      shown.delete(id);
    }
    if (!wanted.size) return observer.disconnect();
    const places = lens.elements(wanted);
    for (const [id, thumb] of wanted) {
      if (!shown.has(id)) shown.set(id, make(id));
      const control = shown.get(id);
      control.place = places.get(id) ?? control.place;
      control.learn(thumb);
      put(control);
    }
    observer.observe(document, { subtree: true, childList: true });
  }

  // A page that draws a reply anew tears the control out: it comes back once the page has done, and not in a race with it.
  const observer = new MutationObserver(() => {
    again ||= setTimeout(() => {
      again = 0;
      for (const control of shown.values()) put(control);
    }, AGAIN);
  });

  lens.take = take;
})();
