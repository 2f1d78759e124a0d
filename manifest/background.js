// Starts the Rust side and forwards the browser's events to it. Listeners are added at once, because a browser that wakes this
// worker for an event delivers it only to listeners that are there by then. Should the Rust side fail, it starts anew from
// storage, where all that waits to be handed over lies; the lenses tell their pages once more.
import init, * as tributary from "./extension.js";

const PAUSE = 60_000; // between two new starts, in case every one of them fails
const lenses = new Set();
let lastStart = -PAUSE, failing = false, giveUp;
let failed = new Promise((done) => { giveUp = done; });
let ready = init({ module_or_path: chrome.runtime.getURL("extension_bg.wasm") }).then(() => tributary.start());

async function startAnew() {
  giveUp(); // nobody answers what was asked of the instance that failed
  failed = new Promise((done) => { giveUp = done; });
  await new Promise((next) => setTimeout(next, Math.max(0, lastStart + PAUSE - Date.now())));
  lastStart = Date.now();
  failing = false;
  tributary.__wbg_reset_state();
  await tributary.start();
  for (const port of lenses) {
    tributary.lens_came(port);
    try { port.postMessage({ want: "full" }); } catch { lenses.delete(port); }
  }
}
function fail() {
  if (failing) return;
  failing = true;
  ready = startAnew();
}
// An error that nobody catches has left the Rust side in the middle of something; a promise that nobody catches has only if
// it was a trap. What the instance before had asked for may still come, and is refused by the new one: no reason to start again.
addEventListener("error", ({ message }) => { if (!message.includes("previous WASM instance")) fail(); });
addEventListener("unhandledrejection", ({ reason }) => { if (reason instanceof WebAssembly.RuntimeError) fail(); });

const then = (act) => (...event) => void ready.then(() => act(...event));
chrome.runtime.onInstalled.addListener(then(({ reason }) => tributary.installed(reason)));
chrome.runtime.onStartup.addListener(then(() => tributary.started()));
chrome.alarms.onAlarm.addListener(then(({ name }) => tributary.alarm_rang(name)));
chrome.permissions.onAdded.addListener(then(() => tributary.permissions_changed()));
chrome.permissions.onRemoved.addListener(then(() => tributary.permissions_changed()));
chrome.tabs.onRemoved.addListener(then((tab) => tributary.tab_closed(tab)));
chrome.runtime.onConnect.addListener((port) => {
  lenses.add(port);
  port.onMessage.addListener(then((message) => tributary.lens_said(port, message)));
  port.onDisconnect.addListener(() => lenses.delete(port));
  port.onDisconnect.addListener(then(() => tributary.lens_gone(port)));
  then(() => tributary.lens_came(port))();
});
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  ready.then(() => Promise.race([tributary.page_asked(message, sender), failed])).then(answer);
  return true;
});
