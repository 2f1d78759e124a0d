// Keeps what the poller read.
const kept = new Map();
chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener((fresh) => {
  for (const { at, role, text } of fresh) kept.set(at, { role, text });
}));
