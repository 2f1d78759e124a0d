// Records what lens.js says about the invented pages, several at a time in one browser; the truth comes from the pages themselves.
// node record.mjs chats|not-chats [NAME …]   (run where playwright-core is installed)
// chats: NAME.html -> NAME.jsonl and NAME.truth.json, as listed in chats.mjs. not-chats: pages.mjs -> NAME.jsonl.
import fs from 'node:fs'; import http from 'node:http'; import { createRequire } from 'node:module';
const { chromium } = createRequire(process.cwd() + '/')('playwright-core');
const [kind, ...only] = process.argv.slice(2);
const here = new URL('.', import.meta.url), folder = kind === 'chats' ? here : new URL('../not-chats/', here);
const pages = (await import(new URL(kind === 'chats' ? 'chats.mjs' : 'pages.mjs', folder))).default.filter((page) => !only.length || only.includes(page.name));
const lens = fs.readFileSync(new URL('../../../manifest/lens.js', here), 'utf8');
const shim = `globalThis.__said = []; globalThis.__began = performance.now(); { const heard = [];
  globalThis.browser = { runtime: { id: 'lens', connect: () => ({ onMessage: { addListener: f => heard.push(f) }, onDisconnect: { addListener() {} }, disconnect() {},
    postMessage: m => __said.push({ at: Math.round(performance.now() - __began), m: structuredClone(m) }) }) } }; globalThis.__order = o => heard.forEach(f => f(o)); }`;
const server = http.createServer((request, response) => {
  const name = decodeURIComponent(request.url.split('?')[0].slice(1));
  const page = pages.find((page) => page.name === name);
  response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
  if (page?.html) return response.end(page.html);
  const file = new URL(page ? (page.file ?? page.name) + '.html' : name, folder);
  if (!fs.existsSync(file)) { response.statusCode = 404; return response.end(); }
  response.end(fs.readFileSync(file));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
async function record({ name, box = 'textarea', steps = [], query = '' }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } }), page = await context.newPage();
  page.on('pageerror', (error) => console.error(name, 'pageerror', error.message.slice(0, 200)));
  await page.goto(base + name + query, { waitUntil: 'load' });
  await page.waitForTimeout(500);
  await page.evaluate(shim + lens);
  await page.waitForTimeout(700);
  for (const step of steps) {
    const [, kind, rest] = /^(\w+):([\s\S]*)$/.exec(step);
    const before = await page.evaluate(() => globalThis.kit?.done ?? 0);
    if (kind === 'ask' || kind === 'submit') {
      await page.locator(box).last().click();
      for (const [at, part] of rest.split('\n').entries()) { if (at) await page.keyboard.press('Shift+Enter'); await page.keyboard.insertText(part); }
      await page.keyboard.type(' '); await page.keyboard.press('Backspace');
      await page.waitForTimeout(150);
      await page.keyboard.press('Enter');
    }
    if (kind === 'click') await page.locator(rest).first().click();
    if (kind === 'ask' || kind === 'click') await page.waitForFunction((before) => (globalThis.kit?.done ?? 1) > before, before, { timeout: 15000 }).catch(() => console.error(name, 'no reply'));
    if (kind === 'press') await page.locator(rest).first().click();
    await page.waitForTimeout(kind === 'submit' || kind === 'press' ? 1400 : 1000);
  }
  await page.waitForTimeout(600);
  const said = await page.evaluate(() => __said);
  for (const line of said) line.m.url = line.m.url.replace(/^http:\/\/127\.0\.0\.1:\d+/, 'http://page.example');
  fs.writeFileSync(new URL(name + '.jsonl', folder), said.map((line) => JSON.stringify(line)).join('\n') + '\n');
  if (kind === 'chats') fs.writeFileSync(new URL(name + '.truth.json', folder), JSON.stringify(await page.evaluate(() => kit.truth), null, 1) + '\n');
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  await context.close();
  console.log(name, said.length);
}
const queue = [...pages];
await Promise.all(Array.from({ length: 4 }, async () => { while (queue.length) { const page = queue.shift(); await record(page).catch((error) => console.error(page.name, error.message.slice(0, 300))); } }));
await browser.close(); server.close();
