// Someone at a chat page: types, waits for the streamed reply, types on.
//
// In: one JSON object per line on standard input. Out: {"done":true} or {"error":"…"}, one line each.
//   {"say": "text", "until": "end of the reply"}   types the text, sends it, waits until the page shows the end once more
//   {"say": "text", "in": "css selector"}          the same in this field, in place of what stands there
//   {"click": "css selector", "index": 0}          clicks the n-th match, the last with -1
//   {"copy": "css selector"}                       selects the text of the last match and copies it with the keyboard
//   {"open": "url"}   {"reload": true}   {"shot": "file.png"}   {"wait": "text that the page will show"}
//   {"scroll": -400, "in": "css selector"}         scrolls what matches by so many pixels, or to its "top" or "bottom"
//   {"tell": "expression"}       answers what the page says: {"told": …}; {"await": "expression"} waits until it is true
//   {"frame": "css selector"}    the page inside this frame is what the orders are about, until a page is opened
//   {"tab": "url"}               opens another tab, which the orders are about from then on
//   {"lag": 2000}                answers the longest time, of so many milliseconds, in which the page did nothing else: {"lag": 12}
//   {"popup": true, …}           what the extension's popup says about this tab (popup.mjs)
//   {"stop-worker": true}        stops the extension's worker as the browser does when it wants the memory (Chromium)
//   {"share": 5000}              answers what part of the page's time the lens took in so many milliseconds, and how many steps of
//                                its own the page made meanwhile, by its variable `steps`: {"share": 0.01, "steps": 300} (Chromium)
//   {"workers": true}            answers how many workers of the extension have run since the first time this was asked (Chromium)
//   {"fail-worker": true}        lets the extension's program fail the next time it shows a badge (Chromium)
import readline from 'node:readline';
import { failWorker, popup, stopWorker, workersSoFar } from './popup.mjs';
import { shareOfLens } from './share.mjs';

const PATIENCE_MS = 180_000;

// Runs in the page: its text, through open shadow roots.
const shownText = () => {
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (['STYLE', 'SCRIPT', 'NOSCRIPT', 'TEMPLATE'].includes(node.nodeName)) return '';
    let text = node.shadowRoot ? walk(node.shadowRoot) : '';
    for (const child of node.childNodes) text += walk(child);
    return text;
  };
  return walk(document.documentElement);
};

// Runs in the page: the last visible text field, also inside open shadow roots.
const findComposer = () => {
  let last = null;
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const editable = element.matches('textarea, input[type=text], input:not([type]), [contenteditable=true], [contenteditable=""]');
      if (editable && element.checkVisibility({ visibilityProperty: true }) && !element.disabled) last = element;
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return last;
};

async function composer(page) {
  await page.waitForFunction(`(${findComposer})() !== null`, { timeout: PATIENCE_MS });
  return (await page.evaluateHandle(findComposer)).asElement();
}

const times = (text) => `(${shownText})().split(${JSON.stringify(text)}).length - 1`;

async function say(page, { say: text, until, in: field }) {
  const box = field ? await page.waitForSelector(field, { timeout: PATIENCE_MS }) : await composer(page);
  const before = until ? await page.evaluate(times(until)) : 0;
  await box.click();
  if (field) await box.evaluate((element) => element.select());
  await box.type(text, { delay: 1 });
  await page.waitForFunction((element, typed) => (element.value ?? element.textContent).replaceAll('\u00a0', ' ').includes(typed), {}, box, text);
  // Frameworks read the field in their own time; two frames later they have.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await box.press('Enter');
  if (until) await page.waitForFunction(`${times(until)} > ${before}`, { timeout: PATIENCE_MS, polling: 100 });
}

async function click(page, { click: selector, index = 0 }) {
  const target = (await page.$$(selector)).at(index);
  if (!target) throw new Error(`nothing on the page matches ${selector}`);
  await target.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await target.click();
}

async function copy(page, { copy: selector }, keyboard) {
  await page.evaluate((selector) => {
    const last = [...document.querySelectorAll(selector)].at(-1);
    if (!last) throw new Error(`nothing on the page matches ${selector}`);
    getSelection().selectAllChildren(last);
  }, selector);
  await keyboard.down('Control');
  await keyboard.press('c', { commands: ['Copy'] });
  await keyboard.up('Control');
}

// Runs in the page: scrolls, and waits until the page has drawn what comes into view.
const scroll = (selector, way) => {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`nothing on the page matches ${selector}`);
  if (way === 'top') element.scrollTop = 0;
  else if (way === 'bottom') element.scrollTop = element.scrollHeight;
  else element.scrollTop += way;
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
};

// Runs in the page: how late a timer came at worst.
const longestLag = (milliseconds) =>
  new Promise((done) => {
    const begin = performance.now();
    let last = begin, longest = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last - 10);
      last = now;
      if (now - begin > milliseconds) {
        clearInterval(timer);
        done(Math.round(longest));
      }
    }, 10);
  });

async function enter(page, { frame: selector }) {
  const element = await page.waitForSelector(selector, { timeout: PATIENCE_MS });
  const frame = await element.contentFrame();
  if (!frame) throw new Error(`${selector} holds no page`);
  return frame;
}

async function follow(order, page, view, browser) {
  if (order.open) await page.goto(order.open, { waitUntil: 'domcontentloaded', timeout: PATIENCE_MS });
  else if (order.reload) await page.reload({ waitUntil: 'domcontentloaded', timeout: PATIENCE_MS });
  else if (order.say) await say(view, order);
  else if (order.wait) await view.waitForFunction(`${times(order.wait)} > 0`, { timeout: PATIENCE_MS, polling: 100 });
  else if (order.click) await click(view, order);
  else if (order.copy) await copy(view, order, page.keyboard);
  else if (order.scroll) await view.evaluate(scroll, order.in, order.scroll);
  else if (order.tell) return { told: await view.evaluate(order.tell) };
  else if (order.await) await view.waitForFunction(order.await, { timeout: PATIENCE_MS, polling: 100 });
  else if (order.popup) return popup(browser, page, order);
  else if (order.shot) await page.screenshot({ path: order.shot });
  else if (order.lag) return { lag: await page.evaluate(longestLag, order.lag) };
  else if (order.share) return shareOfLens(page, order.share);
  else if (order.workers) return { workers: await workersSoFar(browser) };
  else if (order['stop-worker']) await stopWorker(browser);
  else if (order['fail-worker']) await failWorker(browser);
  else throw new Error('unknown order');
}

export async function takeOrders(first, browser) {
  let page = first, frame = null;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      const order = JSON.parse(line), answer = { done: true };
      if (order.tab) {
        page = await browser.newPage();
        order.open = order.tab;
      }
      if (order.open || order.reload) frame = null;
      if (order.frame) frame = await enter(page, order);
      else Object.assign(answer, await follow(order, page, frame ?? page, browser));
      console.log(JSON.stringify(answer));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error.message ?? error) }));
    }
  }
}
