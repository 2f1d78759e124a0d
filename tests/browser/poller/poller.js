// What a chat collector that polls does at its best: it knows the site's selector, reads the text of every message each second
// (textContent, the cheapest way there is), and sends on what is new.
const known = new Map();
let port = chrome.runtime.connect({ name: 'poller' });
port.onDisconnect.addListener(() => { port = null; });
setInterval(() => {
  const fresh = [];
  document.querySelectorAll('.message').forEach((message, at) => {
    const text = message.textContent;
    if (known.get(at) === text) return;
    known.set(at, text);
    fresh.push({ at, role: message.classList.contains('user') ? 'user' : 'assistant', text });
  });
  if (!fresh.length) return;
  port ??= chrome.runtime.connect({ name: 'poller' });
  port.postMessage(fresh);
}, 1000);
