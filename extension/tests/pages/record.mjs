// Records what lens.js says about a real chat interface, as one JSON object per line: {"at": ms, "m": message}.
// node record.mjs URL COMPOSER_SELECTOR OUT.jsonl [STEP …]   (run where playwright-core is installed)
// node record.mjs --batch LIST.json   LIST: [{ "html": file, "url": address it is shown under, "out": file }]; one browser for all, no network, no scripts.
// A STEP is `ask:TEXT=>WAIT_FOR`, `click:SELECTOR`, `wait:MS`. Without steps: the two questions of the test backends.
import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; import { createRequire } from 'node:module';
const { chromium } = createRequire(process.cwd() + '/')('playwright-core');
const [url, box, out, ...steps] = process.argv.slice(2);
const batch = url === '--batch';
const lens = fs.readFileSync(new URL('../../../manifest/lens.js', import.meta.url), 'utf8');
const shim = `globalThis.__said = []; globalThis.__began = performance.now(); { const heard = [];
  globalThis.browser = { runtime: { id: 'lens', connect: () => ({ onMessage: { addListener: f => heard.push(f) }, onDisconnect: { addListener() {} }, disconnect() {},
    postMessage: m => __said.push({ at: Math.round(performance.now() - __began), m: structuredClone(m) }) }) } }; globalThis.__order = o => heard.forEach(f => f(o)); }`;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'record-'));
const context = await chromium.launchPersistentContext(dir, { executablePath: '/usr/bin/chromium', headless: true, bypassCSP: !batch, viewport: { width: 1280, height: 900 }, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const page = context.pages()[0];
page.on('pageerror', e => console.error('pageerror', e.message.slice(0, 200)));
if (batch) await saved(JSON.parse(fs.readFileSync(box, 'utf8')));
else await live();
await context.close(); fs.rmSync(dir, { recursive: true, force: true });

// One picture of each saved page, shown under its address, in a tab of its own.
async function saved(list) {
  for (const { html, url, out } of list) {
    const tab = await context.newPage();
    await tab.route('**/*', route => route.request().url() === url.split('#')[0] && route.request().isNavigationRequest()
      ? route.fulfill({ path: html, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': "script-src 'none'" } })
      : route.abort());
    await tab.goto(url, { waitUntil: 'domcontentloaded' });
    await tab.evaluate(shim + lens);
    await tab.waitForFunction(() => __said.at(-1)?.m.quiet && !__said.at(-1).m.more, null, { timeout: 20000 });
    const said = await tab.evaluate(() => __said);
    fs.writeFileSync(out, said.map(x => JSON.stringify({ ...x, at: 0 })).join('\n') + '\n');
    console.log(out, said.length, 'messages', fs.statSync(out).size, 'bytes');
    await tab.close();
  }
}

async function live() {
await page.goto(url, { waitUntil: 'load' });
const deep = () => { const w = n => n.nodeType === 3 ? n.data : (n.shadowRoot ? w(n.shadowRoot) : '') + [...n.childNodes].map(w).join(''); return w(document.body); };
const until = async text => { for (let i = 0; i < 250; i++) { if ((await page.evaluate(deep)).includes(text)) return; await page.waitForTimeout(100); } throw new Error('never saw ' + text); };
const composer = page.locator(box === '-' ? 'body' : box).last();
await composer.waitFor(); await page.waitForTimeout(800);
await page.evaluate(shim + lens);
await page.waitForTimeout(700);
const script = steps.length ? steps : ['ask:FIRST-QUESTION What is alpha? Please explain in detail.=>End of ALPHA', 'ask:SECOND-QUESTION And what about beta then?=>End of BETA'];
for (const step of script) {
  const [, kind, rest] = /^(\w+):([\s\S]*)$/.exec(step);
  if (kind === 'ask') { const [text, wait] = rest.split('=>'); await composer.click(); await page.keyboard.type(text); await page.waitForTimeout(300); await page.keyboard.press('Enter'); await until(wait); await page.waitForTimeout(1200); }
  if (kind === 'click') { await page.locator(rest).first().click({ timeout: 5000 }).catch(async () => page.locator(rest).first().dispatchEvent('click')); await page.waitForTimeout(700); }
  if (kind === 'type') { await page.keyboard.type(rest); }
  if (kind === 'key') { await page.keyboard.press(rest); }
  if (kind === 'until') { await until(rest); await page.waitForTimeout(1200); }
  if (kind === 'wait') await page.waitForTimeout(+rest);
  if (kind === 'full') { await page.evaluate(() => __order({ want: 'full' })); await page.waitForTimeout(700); }
}
await page.waitForTimeout(900);
const said = await page.evaluate(() => __said);
for (const line of said) line.m.url = line.m.url.replace(/^http:\/\/127\.0\.0\.1:\d+/, 'http://chat.example');
fs.writeFileSync(out, said.map(x => JSON.stringify(x)).join('\n') + '\n');
console.log(out, said.length, 'messages', fs.statSync(out).size, 'bytes');
}
