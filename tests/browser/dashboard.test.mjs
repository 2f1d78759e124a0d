// Every page of the dashboard in a real Chromium, judged by axe: light and dark, narrow and wide, empty and full, in every language.
// Takes the companion that scripts/test has built.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES } from '../../daemon/dashboard/languages.js';
import { LOOKS, freePort, judge } from './judge.mjs';
import { launch } from './launch.mjs';
import { ran, started } from './programs.mjs';

const PROGRAM = new URL('../../target/debug/tributary', import.meta.url).pathname;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-dashboard-'));
let browser, port, companion;

const tributary = (...words) => ran(PROGRAM, [...words, '--data-dir', path.join(folder, 'data'), '--port', String(port)]);

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
  companion = await started(PROGRAM, ['serve', '--data-dir', path.join(folder, 'data'), '--port', String(port)], 'listening');
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

const named = ({ dark, width }) => `${dark ? 'dark' : 'light'}, ${width} px`;

for (const look of LOOKS) {
  test(`with nothing held every page can be used by everybody (${named(look)})`, async () => {
    const page = await signedIn(look);
    await show(page, '#/', '.steps');
    await judge(page, 'the empty overview');
    await show(page, '#/list', '.list-view .steps');
    await judge(page, 'the empty list');
    await show(page, '#/settings', '#stop');
    await judge(page, 'settings');
    await show(page, '#/receipts', '.receipts .card');
    await judge(page, 'the empty receipts');
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.waitForSelector('main code');
    await judge(page, 'the locked page');
    await page.browserContext().close();
  });
}

/** Shows whatever is folded away, so that it is judged, too. */
async function unfold(page) {
  await page.evaluate(() => { for (const fold of document.querySelectorAll('details')) fold.open = true; });
}

const languages = Object.keys(LANGUAGES);
/** Every look in English, and every language in one look each, by turns. */
const everyLook = [...LOOKS, ...languages.filter((language) => language !== 'en').map((language, index) => ({ ...LOOKS[(index + 2) % LOOKS.length], language }))];

for (const look of everyLook) {
  test(`with records held every page can be used by everybody (${named(look)} ${look.language ?? 'en'})`, async () => {
    const { marked } = await filled();
    const page = await signedIn(look);
    await show(page, '#/', '.tiles');
    await unfold(page);
    await judge(page, 'the overview');
    await show(page, '#/list?signal=any&sort=oldest', '.record');
    await page.click('.record-box input');
    await judge(page, 'the list');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] kbd');
    await judge(page, 'the keys');
    await page.keyboard.press('Escape');
    await show(page, `#/record/${marked}`, '.message');
    await unfold(page);
    await judge(page, 'a record');
    await page.click('.title button');
    await page.waitForSelector('.title-form input');
    await judge(page, 'a title being written');
    await show(page, '#/settings', '#stop');
    await unfold(page);
    await judge(page, 'settings');
    await show(page, '#/receipts', '.receipts .facts');
    await judge(page, 'receipts');
    await page.browserContext().close();
  });
}

/** Hands records in, once. */
let filling = null;
function filled() {
  filling ??= (async () => {
    fs.writeFileSync(path.join(folder, 'chats.jsonl'), chats(70));
    await tributary('import', path.join(folder, 'chats.jsonl'));
    await tributary('consent', '--agree', '--licence', 'CC-BY-4.0', '--purposes', 'research,train', '--after-window', 'wait');
    const records = JSON.parse(await tributary('list', '--json'));
    const marked = (records.find(({ redactions }) => redactions > 0) ?? records[0]).id;
    await tributary('rate', marked, 'm2', '--thumb', 'up', '--helpfulness', '4');
    return { marked };
  })();
  return filling;
}

/** Waits until the page says so. */
const says = (page, sign, words) => page.waitForFunction((sign, words) => [...document.querySelectorAll(sign)].some((element) => element.textContent.includes(words)), {}, sign, words);

test('filters stand in the address, so going back takes them off one by one', async () => {
  await filled();
  const page = await signedIn();
  await show(page, '#/list', '.record');
  await page.click('.filter > summary');
  await page.waitForFunction(() => document.querySelector('[data-focus=filter-language]')?.options.length > 2);
  await page.focus('[data-focus=filter-language]');
  await page.select('[data-focus=filter-language]', 'ar');
  await page.waitForFunction(() => location.hash === '#/list?language=ar');
  await says(page, '.list-tools [role=status]', '17 records match');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.focus), 'filter-language', 'the focus stays where it was');
  await page.select('[data-focus=filter-sort]', 'oldest');
  await page.waitForFunction(() => location.hash === '#/list?language=ar&sort=oldest');
  await says(page, '.record:first-child .record-preview', '(3)');
  await page.type('#search', '(7)');
  await says(page, '.list-tools [role=status]', '1 record matches');
  assert.ok(!(await page.evaluate(() => location.href + JSON.stringify(history.state))).includes('(7)'), 'what is searched for is in no history');
  await page.click('.record-preview');
  await page.waitForSelector('.conversation .message');
  await page.goBack();
  await says(page, '.list-tools [role=status]', '1 record matches');
  await page.goBack();
  await page.waitForFunction(() => location.hash === '#/list?language=ar');
  await page.browserContext().close();
});

test('the keyboard alone walks the list, selects, opens, names and scores a record', async () => {
  await filled();
  const page = await signedIn();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.waitForSelector('.record');
  for (const key of ['j', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await says(page, '.bulk-count', '2 records selected');
  const third = await page.evaluate(() => document.activeElement.closest('[data-record]').dataset.record);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.conversation .message');
  assert.ok(page.url().endsWith(third));
  await page.keyboard.press('e');
  await page.waitForSelector('.title-form input');
  await page.keyboard.type('Named without a mouse');
  await page.keyboard.press('Enter');
  await says(page, 'h1', 'Named without a mouse');
  await page.focus('.scores > summary');
  await page.keyboard.press('Enter');
  await page.focus('.score input');
  await page.keyboard.press('Space');
  await says(page, '.scores > summary', 'Helpfulness 1');
  await page.keyboard.press('ArrowRight');
  await says(page, '.scores > summary', 'Helpfulness 2');
  const kept = JSON.parse(await tributary('show', third, '--json')).judgements;
  assert.deepEqual([kept.title, kept.scores[0].helpfulness], ['Named without a mouse', 2]);
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open]');
  await page.click('dialog .check input');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { hidden: true });
  await page.keyboard.press('e');
  assert.equal(await page.$('.title-form'), null, 'keys can be switched off');
  await page.browserContext().close();
});

test('a record gets terms of its own within those agreed to', async () => {
  const { marked } = await filled();
  const page = await signedIn();
  await show(page, `#/record/${marked}`, '[data-focus=terms-choose]');
  await page.evaluate(() => document.querySelector('[data-focus=terms-choose]').click());
  assert.equal(await page.$('[data-focus="terms-CC0-1.0"]'), null, 'what was not agreed to is not offered');
  await page.evaluate(() => {
    document.querySelector('[data-focus="terms-research-only"]').click();
    document.querySelector('[data-focus="terms-train"]').click();
    document.querySelector('[data-focus="terms-keep"]').click();
  });
  await page.waitForSelector('[data-focus=terms-reset]');
  const { consent } = JSON.parse(await tributary('show', marked, '--json'));
  assert.deepEqual([consent.licence, consent.purposes], ['research-only', ['research']]);
  await page.browserContext().close();
});

test('a dropped file is imported piece by piece and told of in numbers', async () => {
  await filled();
  const page = await signedIn();
  await show(page, '#/settings/import', '.drop-zone');
  const long = 'so long that it takes several pieces '.repeat(700);
  const lines = Array.from({ length: 60 }, (_, index) => JSON.stringify({ messages: [{ role: 'user', content: `dropped ${index}` }, { role: 'assistant', content: long }] }));
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'old-chats.jsonl'));
    document.querySelector('.drop-zone').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, `${lines.join('\n')}\n{"messages": 7}\n`);
  await says(page, '.import-status', 'old-chats.jsonl is read.');
  const numbers = await page.$$eval('.import-status dd', (cells) => cells.map((cell) => cell.textContent));
  assert.deepEqual(numbers, ['60', '0', '0', '1']);
  await judge(page, 'what an import says');
  await page.browserContext().close();
});

test('everything that is here can be kept as a file', async () => {
  await filled();
  const page = await signedIn();
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, browserContextId: page.browserContext().id, eventsEnabled: true });
  const ended = new Promise((done) => session.on('Browser.downloadProgress', ({ state }) => state === 'completed' && done()));
  await show(page, '#/settings/keep', '[data-focus=export]');
  await page.click('[data-focus=export]');
  await ended;
  const lines = fs.readFileSync(path.join(folder, 'tributary-records.jsonl'), 'utf8').trim().split('\n');
  assert.equal(lines.length, JSON.parse(await tributary('list', '--json')).length);
  assert.ok(lines.every((line) => JSON.parse(line).id));
  await page.browserContext().close();
});

test('on paper the receipts stand alone', async () => {
  await filled();
  const page = await signedIn();
  await show(page, '#/receipts', '.receipts .facts');
  await page.emulateMediaType('print');
  const shown = await page.evaluate(() => [...document.querySelectorAll('.top, .back, button')].filter((element) => getComputedStyle(element).display !== 'none').length);
  assert.equal(shown, 0);
  assert.ok((await page.pdf({ format: 'A4' })).length > 1000);
  await page.browserContext().close();
});

test('everything that can be pressed is at least 24 pixels wide and high', async () => {
  const { marked } = await filled();
  const page = await signedIn({ width: 360 });
  for (const [address, sign] of [['#/', '.tiles'], ['#/list?risk=low', '.record'], [`#/record/${marked}`, '.message'], ['#/settings', '#stop']]) {
    await show(page, address, sign);
    await unfold(page);
    const small = await page.evaluate(() => [...document.querySelectorAll('main button, main select, main summary, main input:not(.unseen), main .button')]
      .filter((element) => element.checkVisibility() && !element.closest('label'))
      .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 24 || height < 24)
      .map(([html, { width, height }]) => `${html} is ${width} by ${height}`));
    assert.deepEqual(small, [], address);
  }
  await page.browserContext().close();
});
