// The extension's own side of the browser: its popup, and the worker behind it. Chromium only, because puppeteer
// cannot look into the pages of a Firefox extension.
import { createHash } from 'node:crypto';
import fs from 'node:fs';

const PATIENCE_MS = 120_000;

// Chromium makes the id of an extension from the key in its manifest.
export function extensionId() {
  const manifest = JSON.parse(fs.readFileSync(new URL('../../manifest/manifest.chromium.json', import.meta.url), 'utf8'));
  const digest = createHash('sha256').update(Buffer.from(manifest.key, 'base64')).digest('hex').slice(0, 32);
  return [...digest].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join('');
}

// Opens the popup for a tab in a tab of its own, presses what is asked for, and reads it: {"popup": true, "press": "pause-site",
// "until": "text the popup will show", "shot": "file.png", "width": 380, "dark": true} -> {"shown": {"state": "…", …}, "messages": 4, "notes": […], "badge": {"text", "title"}}
// "sheet": "report" opens the page of reports about the tab instead; "check": "name-site" ticks a box first.
export async function popup(browser, page, { sheet = 'popup', check, press, until, shot, width = 400, dark = false }) {
  const own = await browser.newPage();
  try {
    await own.setViewport({ width, height: 640 });
    await own.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    const base = `chrome-extension://${extensionId()}/${sheet}.html`;
    await own.goto(base, { waitUntil: 'domcontentloaded' });
    const tab = await own.evaluate(async (url) => (await chrome.tabs.query({})).findLast((tab) => tab.url === url)?.id, page.url());
    if (tab === undefined) throw new Error('the extension does not see this tab');
    await own.goto(`${base}?tab=${tab}&${page.url()}`, { waitUntil: 'domcontentloaded' });
    const shown = (id) => `document.getElementById('${id}')?.checkVisibility()`;
    // Not what was kept of it, but how things stand now.
    const filled = ["document.querySelector('main[aria-busy=false]')", ...['something', 'nothing'].map(shown)].join(' || ');
    await own.waitForFunction(filled, { timeout: PATIENCE_MS, polling: 100 });
    if (check) await own.click(`#${check}`);
    if (press) {
      await own.waitForFunction(shown(press), { timeout: PATIENCE_MS, polling: 100 });
      const label = `document.getElementById('${press}').textContent`;
      const before = await own.evaluate(label);
      await own.click(`#${press}`);
      // A button that switches something says the opposite once that is done.
      if (press.startsWith('pause')) await own.waitForFunction(`${label} !== ${JSON.stringify(before)}`, { timeout: PATIENCE_MS, polling: 100 });
    }
    if (until) await own.waitForFunction(`document.body.innerText.includes(${JSON.stringify(until)})`, { timeout: PATIENCE_MS, polling: 100 });
    if (shot) await own.screenshot({ path: shot, fullPage: true });
    return await own.evaluate(async (tabId) => {
      const visible = [...document.querySelectorAll('[id]')].filter((element) => element.checkVisibility() && element.id !== 'messages');
      const shown = Object.fromEntries(visible.filter((element) => !element.children.length).map((element) => [element.id, element.textContent]));
      const notes = [...document.querySelectorAll('#notes:not([hidden]) li')].map((element) => element.textContent);
      const badge = { text: await chrome.action.getBadgeText({ tabId }), title: await chrome.action.getTitle({ tabId }) };
      return { shown, notes, badge, messages: [...document.querySelectorAll('#messages .text')].map((element) => element.textContent) };
    }, tab);
  } catch (error) {
    throw new Error(`${error.message ?? error}; the popup says: ${await own.evaluate(() => document.body.innerText.slice(0, 600)).catch(() => '')}`);
  } finally {
    await own.close();
    await page.bringToFront();
  }
}

export async function findWorker(browser) {
  const ours = (target) => target.type() === 'service_worker' && target.url().includes(extensionId());
  const target = await browser.waitForTarget(ours, { timeout: PATIENCE_MS });
  return { target, worker: await target.worker() };
}

export async function stopWorker(browser) {
  const { target, worker } = await findWorker(browser);
  const gone = new Promise((done) => browser.on('targetdestroyed', (destroyed) => destroyed === target && done()));
  await worker.close();
  await gone;
}

// A trap in the middle of a call leaves the program as a panic does: whatever was borrowed stays borrowed.
export async function failWorker(browser) {
  const { worker } = await findWorker(browser);
  await worker.evaluate(() => {
    const setBadgeText = chrome.action.setBadgeText;
    chrome.action.setBadgeText = () => {
      chrome.action.setBadgeText = setBadgeText;
      throw new WebAssembly.RuntimeError('unreachable');
    };
  });
}

// Each start of the worker is counted in the session's storage, which outlives it.
export async function workersSoFar(browser) {
  const { worker } = await findWorker(browser);
  return worker.evaluate(async () => {
    if (globalThis.counted) return globalThis.counted;
    const { testWorkers = 0 } = await chrome.storage.session.get('testWorkers');
    globalThis.counted = testWorkers + 1;
    await chrome.storage.session.set({ testWorkers: globalThis.counted });
    return globalThis.counted;
  });
}
