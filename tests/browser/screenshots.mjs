// The pictures of the documentation, taken from the real thing: a pool, a companion with chats that were imported, a chat in a browser with
// the extension. node screenshots.mjs FOLDER; scripts/screenshots builds what it needs and runs it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './judge.mjs';
import { launch } from './launch.mjs';
import { developersCopy } from './package.mjs';
import { popup } from './popup.mjs';

const [, , out] = process.argv;
const root = new URL('../../', import.meta.url).pathname;
const built = (name) => path.join(root, 'target/release', name);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-pictures-'));
const data = path.join(folder, 'companion');
const poolData = path.join(folder, 'pool');
const environment = { ...process.env, TRIBUTARY_POOL_DATA_DIR: poolData, TRIBUTARY_KEYRING: 'off', TRIBUTARY_SEND_DELAY: '0s' };
const running = [];

function run(program, ...words) {
  const { status, stdout, stderr } = spawnSync(built(program), words, { encoding: 'utf8', env: environment });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function start(command, words, sign) {
  const started = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'], env: environment, detached: true });
  running.push(started);
  return new Promise((ready, failed) => {
    let said = '';
    started.stdout.on('data', (text) => { said += text; if (said.includes(sign)) ready(started); });
    started.once('close', (code) => failed(new Error(`${command} ended with ${code}`)));
  });
}

async function until(what, holds) {
  for (const end = Date.now() + 240_000; !(await holds()); await new Promise((later) => setTimeout(later, 300)))
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
}

/** Chats as people have them, in two languages, some with thanks, some with complaints. */
function chats() {
  const talks = [
    ['How do I keep slugs away from my lettuce?', 'Copper tape around the bed helps, and so does watering in the morning.', 'Thanks, that helped a lot!', 'Glad to hear it.'],
    ['Write a short speech for the wedding of my sister.', 'Dear guests, today we celebrate two people who found each other.', 'Too stiff. Please make it funnier.', 'Dear guests, when my sister told me she was in love, I asked: with whom?'],
    ['Wie lange muss ein Ei kochen?', 'Für ein weiches Ei etwa fünf Minuten.', 'Danke, das war perfekt.', 'Gern.'],
    ['Why does my loop never end?\n\n```python\nwhile n > 0:\n    print(n)\n```', 'Nothing in the loop changes `n`.', 'No, that is not what I meant: it must count up.', 'Then add `n += 1` and test for an upper limit.'],
    ['Which tea has the least caffeine?', 'White tea has less than black tea; herbal teas have none.', 'Are you sure? I read something else.', 'It depends on how long it steeps.'],
  ];
  return talks.flatMap((talk, kind) => Array.from({ length: 4 }, (_, turn) => JSON.stringify({
    messages: talk.map((content, place) => ({ role: place % 2 ? 'assistant' : 'user', content: place ? content : `${content}${turn ? ` And what about the ${['second', 'third', 'last'][turn - 1]} one?` : ''}` })),
    model: ['model-a', 'model-b'][kind % 2],
  }))).join('\n');
}

async function picture(page, name, { whole = false } = {}) {
  await page.evaluate(() => Promise.all([...document.getAnimations().map((animation) => animation.finished.catch(() => {})), document.fonts.ready]));
  await page.screenshot({ path: path.join(out, `${name}.png`), fullPage: whole });
}

async function opened(browser, url, { dark = false, width = 1100, height = 760 } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(url);
  return page;
}

async function go(page, address, sign) {
  await page.evaluate((address) => { location.hash = address; }, address);
  await page.waitForSelector(sign);
}

let instance;
try {
  const [poolPort, port, chatPort] = [await freePort(), await freePort(), await freePort()];
  run('tributary-pool', 'init', '--name', 'The garden pool');
  const key = path.join(folder, 'ada.key');
  run('tributary-pool', 'reviewers', '--add', 'ada', '--reviewer-key', key);
  await start(built('tributary-pool'), ['serve', '--port', String(poolPort)], 'listening');
  const own = ['--data-dir', data, '--port', String(port)];
  await start(built('tributary'), ['serve', ...own, '--window', '24h', '--pool', `http://127.0.0.1:${poolPort}`], 'listening');
  await start(path.join(root, 'tests/interfaces/start'), ['deep-chat', String(chatPort)], 'ready');
  run('tributary', 'consent', '--agree', '--after-window', 'wait', ...own);
  const file = path.join(folder, 'chats.jsonl');
  fs.writeFileSync(file, chats());
  run('tributary', 'import', file, ...own);
  const records = JSON.parse(run('tributary', 'list', '--json', ...own));
  for (const { id } of records.slice(0, 12)) run('tributary', 'donate', id, ...own);
  const states = () => JSON.parse(run('tributary', 'list', '--json', ...own)).map(({ state }) => state);
  await until('twelve records are donated', () => states().filter((state) => state === 'donated').length === 12);
  run('tributary-pool', 'review', '--accept-all');
  run('tributary-pool', 'release', '--out', path.join(poolData, 'releases'));

  const { code } = JSON.parse(run('tributary', 'pair', '--json', ...own));
  const chat = `http://127.0.0.1:${chatPort}`;
  const extension = developersCopy({ extension: path.join(root, 'dist/chromium'), browser: 'chromium', port, code, origins: [chat], adapters: true });
  ({ instance } = await launch({ browser: 'chromium', extension }));
  await until('the extension is paired', () => JSON.parse(run('tributary', 'status', '--json', ...own)).clients.length > 0);

  const page = await opened(instance, chat, { width: 900 });
  await page.bringToFront();
  const field = await page.waitForSelector('pierce/#text-input');
  for (const [words, reply] of [
    ['My name is Maria Gonzalez, my mail is maria.gonzalez@posteo.net. How do I sort a list?', 'End of the first answer.'],
    ['No, I meant by length, not by the alphabet.', 'End of the second answer.'],
  ]) {
    await field.click();
    await field.type(words);
    await field.press('Enter');
    await page.waitForFunction((reply) => document.querySelector('deep-chat').shadowRoot.textContent.includes(reply), {}, reply);
  }
  await popup(instance, page, { until: '[EMAIL_1]', shot: path.join(out, 'popup.png'), width: 400 });
  const worker = await instance.waitForTarget((target) => target.type() === 'service_worker' && target.url().startsWith('chrome-extension://'));
  const onboarding = await opened(instance, new URL('onboarding.html', worker.url()).href, { width: 900 });
  await onboarding.waitForFunction(() => document.querySelector('#terms')?.textContent.length > 100);
  await picture(onboarding, 'onboarding');

  const dashboard = await opened(instance, run('tributary', 'open', '--print', ...own));
  await dashboard.waitForSelector('#top:not([hidden])');
  await go(dashboard, '#/', 'main h1, main h2');
  await picture(dashboard, 'overview', { whole: true });
  await until('the chat is held', () => JSON.parse(run('tributary', 'list', '--json', ...own)).length > records.length);
  const [newest] = JSON.parse(run('tributary', 'list', '--json', ...own));
  await go(dashboard, `#/record/${newest.id}`, '.message');
  await picture(dashboard, 'record');

  const site = await opened(instance, `http://127.0.0.1:${poolPort}/`);
  await picture(site, 'pool');
  const rest = records.slice(12, 16);
  for (const { id } of rest) run('tributary', 'donate', id, ...own);
  await until('four more are donated', () => states().filter((state) => state === 'donated').length === 16);
  const review = await opened(instance, run('tributary-pool', 'review', '--as', 'ada', '--reviewer-key', key));
  await review.waitForSelector('main h1');
  await picture(review, 'console');
} finally {
  await instance?.close();
  for (const started of running) try { process.kill(-started.pid); } catch { /* it has ended */ }
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
