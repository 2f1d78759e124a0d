// Starts the Rust side and forwards the browser's events to it. Listeners are added at once, because a browser that wakes this
// worker for an event delivers it only to listeners that are there by then.
import init, * as tributary from "./extension.js";

const ready = init({ module_or_path: chrome.runtime.getURL("extension_bg.wasm") }).then(() => tributary.start());
const then = (act) => (...event) => void ready.then(() => act(...event));
chrome.runtime.onInstalled.addListener(then(({ reason }) => tributary.installed(reason)));
chrome.runtime.onStartup.addListener(then(() => tributary.started()));
chrome.alarms.onAlarm.addListener(then(({ name }) => tributary.alarm_rang(name)));
chrome.permissions.onAdded.addListener(then(() => tributary.permissions_changed()));
chrome.permissions.onRemoved.addListener(then(() => tributary.permissions_changed()));
chrome.tabs.onRemoved.addListener(then((tab) => tributary.tab_closed(tab)));
chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener(then((message) => tributary.lens_said(port, message)));
  port.onDisconnect.addListener(then(() => tributary.lens_gone(port)));
  then(() => tributary.lens_came(port))();
});
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  ready.then(() => tributary.page_asked(message, sender)).then(answer);
  return true;
});
