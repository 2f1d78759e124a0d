// Puts the picture that the Rust side has drawn of a tab into the page, and tells it what is pressed; decides nothing. First the picture that
// was kept when the tab was drawn last, as of its moment, because the background may have to start; then how things stand. No program is
// loaded for that: somebody waits. Text enters the page through textContent only, since conversations are hostile input.
const at = (id) => document.getElementById(id);
const text = (key, ...values) => chrome.i18n.getMessage(key, values);
const said = (words) => (typeof words === "string" ? words : text(...words));

function localise() {
  for (const element of document.querySelectorAll("[data-i18n]")) element.textContent = text(element.dataset.i18n);
  for (const element of document.querySelectorAll("[data-i18n-label]")) element.setAttribute("aria-label", text(element.dataset.i18nLabel));
  Object.assign(document.documentElement, { lang: text("language"), dir: text("direction") });
}

const made = (tag, className, content = "", attributes = {}) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = content;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

function draw({ parts, turns }) {
  const focused = document.activeElement;
  for (const [id, { shown, says, items, pressed, ...act }] of Object.entries(parts)) {
    const element = at(id), line = says?.map(said).join(" ");
    if (line !== undefined && element.textContent !== line) element.textContent = line;
    if (items && JSON.stringify(items) !== element.drawn) {
      element.replaceChildren(...items.map((item) => made("li", "", said(item))));
      element.drawn = JSON.stringify(items);
    }
    if (pressed !== undefined) element.setAttribute("aria-pressed", pressed);
    element.act = act;
    element.hidden = !shown;
  }
  drawTurns(turns);
  // Whoever works with the keyboard goes on where they were, or at what comes next where that is gone.
  if (focused?.isConnected && focused !== document.body && !focused.checkVisibility()) {
    const open = [...document.querySelectorAll("button, input, #messages")].filter((element) => element.checkVisibility());
    const next = open.find((element) => focused.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    (next ?? open.at(-1))?.focus();
  }
}

// Only turns that are others now are made anew, so that reading and scrolling go on.
function drawTurns(turns) {
  const list = at("messages"), name = list.contains(document.activeElement) && document.activeElement.dataset.focus;
  for (const [index, turn] of turns.entries()) {
    const drawn = JSON.stringify(turn), old = list.children[index];
    if (old?.drawn === drawn) continue;
    const fresh = turnElement(turn);
    fresh.drawn = drawn;
    if (old) old.replaceWith(fresh);
    else list.append(fresh);
  }
  while (list.children.length > turns.length) list.lastElementChild.remove();
  if (name && !list.contains(document.activeElement)) (list.querySelector(`[data-focus="${CSS.escape(name)}"]`) ?? list).focus();
}

function turnElement({ role, pieces, ratings = [] }) {
  const item = made("li", role), line = made("p", "text", "", { dir: "auto" });
  for (const { text: run, redacted, button } of pieces) {
    if (!redacted) {
      line.append(made("span", "", run));
      continue;
    }
    const mark = made("mark", button ? "open" : "", run, { title: redacted });
    line.append(mark);
    if (!button) continue;
    const sentence = text(button.sentence, run);
    // What is said aloud begins with what is seen.
    const change = pressable("keep", button, { title: sentence, "aria-label": `${text(button.says)}: ${sentence}` });
    // The placeholder itself can be pressed too, unless a text is selected across it; the button is what a keyboard and a screen reader reach.
    mark.addEventListener("click", () => getSelection().isCollapsed && change.click());
    line.append(change);
  }
  item.append(made("h3", "", text(role)), line);
  if (ratings.length) {
    const group = made("div", "rating", "", { role: "group", "aria-label": text("rate") });
    group.append(...ratings.map((rating) => pressable("small", rating, { "aria-pressed": rating.pressed })));
    item.append(group);
  }
  return item;
}

function pressable(className, { name, says, asks }, attributes) {
  const button = made("button", className, text(says), { type: "button", "data-focus": name, ...attributes });
  button.addEventListener("click", () => ask(asks));
  return button;
}

// Our own pages may be opened in a tab of their own, for a tab that the address names.
async function whichTab() {
  const named = /^\?tab=(\d+)&(.*)$/.exec(location.search);
  if (named) return { id: Number(named[1]), url: named[2] };
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab ?? {};
}

let tab = {}, live = false;
async function ask(wish) {
  const answer = await chrome.runtime.sendMessage(JSON.stringify({ ask: wish, tab: tab.id ?? null, address: tab.url ?? null, draw: true })).catch(() => null);
  if (!answer) return false;
  const { picture, failed } = JSON.parse(answer);
  live = true;
  at("as-of").hidden = true;
  draw(picture);
  document.querySelector("main").setAttribute("aria-busy", "false");
  return !failed;
}

// What was drawn last of this tab, if it still shows the same site.
async function showKept() {
  const key = `drawing:${tab.id}`;
  const kept = (await chrome.storage.session.get(key))[key];
  const { origin, at: moment, picture } = kept ? JSON.parse(kept) : {};
  if (live || !picture || !URL.canParse(tab.url) || new URL(tab.url).origin !== origin) return;
  draw(picture);
  at("as-of").textContent = text("asOf", new Date(moment).toLocaleTimeString(text("language")));
  setTimeout(() => { at("as-of").hidden = live; }, 150); // whoever is answered at once needs no such line
}

function listen() {
  for (const button of document.querySelectorAll("button[id]")) {
    button.addEventListener("click", async () => {
      const { asks, needs, opens } = button.act ?? {};
      if (opens) chrome.tabs.create({ url: opens });
      if (!asks) return;
      // Asked within the click, as browsers want. Firefox closes the popup over its question, so the wish is told before the answer is known;
      // the background reads nothing without the right to.
      const granted = needs && chrome.permissions.request({ origins: [needs.pattern] }).catch(() => false);
      await ask(asks);
      if (granted) await ask((await granted) ? asks : needs.otherwise);
    });
  }
  const open = (path) => chrome.tabs.create({ url: chrome.runtime.getURL(path) });
  at("options").addEventListener("click", () => chrome.runtime.openOptionsPage());
  at("setup").addEventListener("click", () => open("onboarding.html"));
  at("report").addEventListener("click", () => open(`report.html?tab=${tab.id}&${tab.url ?? ""}`));
  const words = at("hide-words");
  document.addEventListener("selectionchange", () => {
    const selected = getSelection().toString().trim();
    if (!selected || document.activeElement === words) return;
    words.value = selected;
    at("hide-nothing").hidden = true;
  });
  at("hide").addEventListener("submit", async (event) => {
    event.preventDefault();
    const hidden = await ask({ to: "hide", words: words.value });
    at("hide-nothing").hidden = hidden;
    if (!hidden) return;
    getSelection().removeAllRanges(); // else what is still selected would fill the field again
    words.value = "";
  });
}

localise();
listen();
tab = await whichTab();
void showKept();
await ask({ to: "glance" });
void ask({ to: "look" }); // what the companion says
// A page that rests needs a moment to tell itself anew.
for (const wait of [100, 150, 250, 400, 600]) {
  await new Promise((later) => setTimeout(later, wait));
  await ask({ to: "glance" });
}
setInterval(() => ask({ to: "glance" }), 1200);
