// Every page of the dashboard in a real Chromium, judged by axe: light and dark, narrow and wide, empty and full, in every language.
// Takes the companion that scripts/test has built.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES } from '../../daemon/dashboard/languages.js';
import { launch } from './launch.mjs';

const AXE = fs.readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const PROGRAM = new URL('../../target/debug/tributary', import.meta.url).pathname;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-dashboard-'));
let browser, port, companion;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

function tributary(...words) {
  return new Promise((done, failed) => {
    const program = spawn(PROGRAM, [...words, '--data-dir', path.join(folder, 'data'), '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '', complaint = '';
    program.stdout.on('data', (text) => { said += text; });
    program.stderr.on('data', (text) => { complaint += text; });
    program.once('close', (code) => (code === 0 ? done(said) : failed(new Error(`tributary ${words[0]}: ${complaint}`))));
  });
}

/** Chats of many shapes: long and short, with code, tables, personal data, thanks and complaints. */
function chats(count) {
  const long = 'A paragraph that goes on for a while, so that lines have to be broken. '.repeat(12);
  const shapes = [
    ['How do I sort a list?', 'Like this:\n\n```python\nnumbers.sort()\n```\n\n| call | result |\n|---|---|\n| `sort` | in place |', 'Thanks, that works!'],
    ['My name is Jorinde Abelung, write to jorinde.abelung@posteo.net or call +49 151 23456789.', 'Noted.', 'No, that is wrong. I meant the other list.'],
    [long, long, 'Are you sure?'],
    ['مرحبا، كيف أكتب رسالة؟', 'ابدأ بالتحية.', 'شكرا'],
  ];
  return Array.from({ length: count }, (_, index) => {
    const [first, reply, second] = shapes[index % shapes.length];
    return JSON.stringify({ messages: [{ role: 'user', content: `${first} (${index})` }, { role: 'assistant', content: reply }, { role: 'user', content: second }, { role: 'assistant', content: 'Glad to help.' }] });
  }).join('\n');
}

before(async () => {
  assert.ok(fs.existsSync(PROGRAM), 'build the companion first: cargo build -p daemon');
  port = await freePort();
  companion = spawn(PROGRAM, ['serve', '--data-dir', path.join(folder, 'data'), '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ready, failed) => {
    let said = '';
    companion.stdout.on('data', (text) => {
      said += text;
      if (said.includes('listening')) ready();
    });
    companion.once('close', (code) => failed(new Error(`the companion ended with ${code}`)));
  });
  ({ instance: browser } = await launch({ browser: 'chromium' }));
});

after(async () => {
  await browser?.close();
  companion?.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function signedIn({ dark = false, width = 1280, language = '' } = {}) {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.evaluateOnNewDocument((language) => { if (language) localStorage.setItem('tributary-language', language); }, language);
  await page.goto((await tributary('open', '--print')).trim());
  await page.waitForSelector('#top:not([hidden])');
  return page;
}

async function show(page, address, sign) {
  await page.evaluate((address) => { location.hash = address; }, address);
  await page.waitForSelector(sign);
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
}

async function judge(page, what) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join('\n   ')}`);
  }, RULES);
  assert.deepEqual(found, [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what} can be scrolled sideways by ${wide} pixels`);
}

const LOOKS = [{ dark: false, width: 1280 }, { dark: true, width: 1280 }, { dark: false, width: 360 }, { dark: true, width: 360 }];
const named = ({ dark, width }) => `${dark ? 'dark' : 'light'}, ${width} px`;

for (const look of LOOKS) {
  test(`with nothing held every page can be used by everybody (${named(look)})`, async () => {
    const page = await signedIn(look);
    await show(page, '#/', 'main h1, main h2');
    await judge(page, 'the empty list');
    await show(page, '#/settings', '#stop');
    await judge(page, 'settings');
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.waitForSelector('main code');
    await judge(page, 'the locked page');
    await page.browserContext().close();
  });
}

test('with records held every page can be used by everybody, in every look and language', async () => {
  fs.writeFileSync(path.join(folder, 'chats.jsonl'), chats(70));
  await tributary('import', path.join(folder, 'chats.jsonl'));
  const records = JSON.parse(await tributary('list', '--json'));
  const one = records.find(({ redactions }) => redactions > 0) ?? records[0];
  const looks = [...LOOKS, ...Object.keys(LANGUAGES).map((language) => ({ dark: false, width: 360, language }))];
  for (const look of looks) {
    const page = await signedIn(look);
    const name = `${named(look)} ${look.language ?? ''}`;
    await show(page, '#/', 'main li');
    await judge(page, `the list, ${name}`);
    await show(page, `#/record/${one.id}`, 'article, .message, main h2');
    await judge(page, `a record, ${name}`);
    await show(page, '#/settings', '#stop');
    await judge(page, `settings, ${name}`);
    await page.browserContext().close();
  }
});
