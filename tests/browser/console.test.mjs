// The pool's review console and its public pages in a real Chromium: judged by axe in light and dark, narrow and wide, and used with the
// keyboard alone. Takes the pool that scripts/test has built.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LOOKS, freePort, judge } from './judge.mjs';
import { launch } from './launch.mjs';

const BUILT = (name) => new URL(`../../target/debug/${name}`, import.meta.url).pathname;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-console-'));
const data = path.join(folder, 'pool');
let browser, port, pool, companion;

function run(program, ...words) {
  const { status, stdout, stderr } = spawnSync(BUILT(program), words, { encoding: 'utf8', env: { ...process.env, TRIBUTARY_POOL_DATA_DIR: data, TRIBUTARY_KEYRING: 'off', TRIBUTARY_SEND_DELAY: '0s' } });
  assert.equal(status, 0, `${program} ${words.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function serve(program, words) {
  const process_ = spawn(BUILT(program), words, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TRIBUTARY_POOL_DATA_DIR: data, TRIBUTARY_KEYRING: 'off', TRIBUTARY_SEND_DELAY: '0s' } });
  return new Promise((ready, failed) => {
    let said = '';
    process_.stdout.on('data', (text) => {
      said += text;
      if (said.includes('listening')) ready(process_);
    });
    process_.once('close', (code) => failed(new Error(`${program} ended with ${code}`)));
  });
}

const inPool = (...words) => run('tributary-pool', ...words);
const reviewer = (name) => ['--as', name, '--reviewer-key', path.join(folder, `${name}.key`)];

before(async () => {
  for (const name of ['tributary', 'tributary-pool']) assert.ok(fs.existsSync(BUILT(name)), `build ${name} first: cargo build --workspace --bins`);
  port = await freePort();
  inPool('init', '--name', 'A pool to look at');
  for (const name of ['ada', 'bo']) inPool('reviewers', '--add', name, '--reviewer-key', path.join(folder, `${name}.key`));
  pool = await serve('tributary-pool', ['serve', '--port', String(port)]);
  const chats = path.join(folder, 'chats.jsonl');
  const said = (index) => (index < 6
    ? `I sell boats, and mine float better than all the others, because we build them by hand in our own yard near the water. Offer number ${index}.`
    : ['How do boats float, and why does a stone sink?', 'Please ask Wenke about case 4711-0815, she knows', 'مرحبا، كيف أكتب رسالة؟'][index % 3]);
  fs.writeFileSync(chats, Array.from({ length: 10 }, (_, index) => JSON.stringify({ messages: [{ role: 'user', content: `${said(index)} ${'x'.repeat(index < 6 ? 0 : index)}` }, { role: 'assistant', content: 'They push water away.' }, { role: 'user', content: 'No, that is wrong. I meant steel.' }, { role: 'assistant', content: 'Hollow steel is lighter.' }] })).join('\n'));
  const own = ['--data-dir', path.join(folder, 'companion'), '--port', String(await freePort())];
  companion = await serve('tributary', ['serve', ...own, '--window', '0s', '--pool', `http://127.0.0.1:${port}`]);
  run('tributary', 'consent', '--agree', '--after-window', 'donate', ...own);
  run('tributary', 'import', chats, ...own);
  const received = async () => /<dt>received<\/dt><dd>(\d+)/.exec(await (await fetch(`http://127.0.0.1:${port}/`)).text())?.[1];
  const until = Date.now() + 240_000;
  while (await received() !== '10') {
    assert.ok(Date.now() < until, `only ${await received()} of 10 records arrived`);
    await new Promise((later) => setTimeout(later, 300));
  }
  ({ instance: browser } = await launch({ browser: 'chromium' }));
});

after(async () => {
  await browser?.close();
  companion?.kill();
  pool?.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function opened(look = {}) {
  const { dark = false, width = 1280 } = look;
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  return page;
}

async function signedIn(name, look) {
  const page = await opened(look);
  await page.goto(inPool('review', ...reviewer(name)));
  await page.waitForSelector('#top:not([hidden])');
  await page.waitForSelector('main h1');
  return page;
}

async function show(page, address, sign) {
  await page.evaluate((address) => { location.hash = address; }, address);
  await page.waitForFunction((sign) => document.querySelector('main h1')?.textContent.includes(sign), {}, sign);
}


for (const look of LOOKS) {
  const named = `${look.dark ? 'dark' : 'light'}, ${look.width} px`;
  test(`reviewers of all kinds can use every page of the console (${named})`, async () => {
    const page = await signedIn('ada', look);
    await judge(page, `what waits, ${named}`);
    await show(page, '#/sample', 'Sample');
    await judge(page, `the sample, ${named}`);
    await show(page, '#/objections', 'Objections');
    await judge(page, `objections, ${named}`);
    await show(page, '#/', 'Waiting');
    const one = await page.$eval('.group:last-child [data-item]', (link) => link.getAttribute('href'));
    await show(page, one, 'Record');
    await judge(page, `a record, ${named}`);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await judge(page, `the help, ${named}`);
    await page.keyboard.press('Escape');
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.waitForSelector('main code');
    await judge(page, `the locked page, ${named}`);
    await page.browserContext().close();
  });

  test(`everybody can use the public pages (${named})`, async () => {
    const page = await opened(look);
    for (const address of ['/', '/decisions', '/uses', '/consent']) {
      await page.goto(`http://127.0.0.1:${port}${address}`);
      await judge(page, `${address}, ${named}`);
    }
    await page.browserContext().close();
  });
}

test('with the keyboard alone two reviewers accept a group, and one reads and rejects a record', async () => {
  const waits = (page) => page.waitForFunction(() => document.querySelector('main h1')?.textContent === 'Waiting');
  const ada = await signedIn('ada');
  const count = await ada.$$eval('.group', (groups) => groups.length);
  assert.ok(await ada.$eval('.group', (group) => group.textContent.includes('6 records say nearly the same')), 'the advertisements are one group');
  await ada.keyboard.press('j');
  await ada.keyboard.press('v');
  await ada.waitForFunction(() => document.getElementById('status').textContent.includes('6 wait for another reviewer'));
  const bo = await signedIn('bo');
  assert.ok(await bo.$eval('.group', (group) => group.textContent.includes('6 votes of others')));
  await bo.keyboard.press('j');
  await bo.keyboard.press('v');
  await bo.waitForFunction(() => document.getElementById('status').textContent.includes('6 accepted'));
  await bo.waitForFunction((count) => document.querySelectorAll('.group').length === count - 1, {}, count);
  await bo.keyboard.press('j');
  await bo.keyboard.press('Enter');
  await bo.waitForFunction(() => document.querySelector('main h1')?.textContent.startsWith('Record'));
  await bo.keyboard.press('x');
  assert.equal(await bo.evaluate(() => document.activeElement.name), 'code');
  await bo.keyboard.press('Tab');
  await bo.keyboard.type('It is a test.');
  await bo.keyboard.press('Tab');
  await bo.keyboard.press('Enter');
  await waits(bo);
  await bo.waitForFunction(() => document.querySelector('main .heading p')?.textContent.startsWith('3 records'));
  const log = await (await fetch(`http://127.0.0.1:${port}/decisions`)).text();
  assert.match(log, /<td>accepted<\/td><td><code>together<\/code><\/td><td>6<\/td>/);
  assert.match(log, /<td>rejected<\/td>/);
  // Whoever dislikes single keys switches them off.
  await bo.keyboard.press('?');
  await bo.waitForSelector('dialog[open]');
  await bo.click('dialog input[type=checkbox]');
  await bo.keyboard.press('Escape');
  await bo.waitForFunction(() => document.querySelector('dialog') === null);
  await bo.evaluate(() => document.activeElement.blur());
  await bo.keyboard.press('?');
  assert.equal(await bo.$('dialog'), null);
  for (const page of [ada, bo]) await page.browserContext().close();
});

test('a link works once', async () => {
  const link = inPool('review', ...reviewer('ada'));
  const page = await opened();
  await page.goto(link);
  await page.waitForSelector('#top:not([hidden])');
  assert.ok(!(await page.url()).includes('code='), 'the code does not stay in the address');
  const other = await opened();
  await other.goto(link);
  await other.waitForSelector('[role=alert]');
  for (const one of [page, other]) await one.browserContext().close();
});
