// Several pools, proofs, pseudonym and decisions in the dashboard: used with the keyboard, judged by axe in every look and language.
// Takes the companion and the pool that scripts/test has built; two more pools are made here.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGES } from '../../daemon/dashboard/languages.js';
import { LOOKS, freePort, judge as judgeShown } from './judge.mjs';
import { launch } from './launch.mjs';
import { ran, started, until } from './programs.mjs';
import { startPool } from './pool.mjs';

const PROGRAM = new URL('../../target/debug/tributary', import.meta.url).pathname;
const POOL = new URL('../../target/debug/tributary-pool', import.meta.url).pathname;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-pools-'));
/** Where pictures of every page go, if somebody wants to look at them. */
const pictures = process.env.TRIBUTARY_PICTURES;
let browser, port, companion, home, other, own, records;

const tributary = (...words) => ran(PROGRAM, [...words, '--data-dir', path.join(folder, 'data'), '--port', String(port)]);
const json = async (...words) => JSON.parse(await tributary(...words, '--json'));

before(async () => {
  assert.ok(fs.existsSync(PROGRAM), 'build the companion first: cargo build -p daemon');
  [home, other] = [await startPool('The river pool'), await startPool('Pool of the <b>Frisian</b> language community')];
  port = await freePort();
  const serve = ['serve', '--pool', home.url, '--data-dir', path.join(folder, 'data'), '--port', String(port)];
  companion = await started(PROGRAM, serve, 'listening', { ...process.env, TRIBUTARY_SEND_DELAY: '0s' });
  const chats = Array.from({ length: 4 }, (_, index) => JSON.stringify({ messages: [{ role: 'user', content: `What is number ${index}?` }, { role: 'assistant', content: 'A number.' }] }));
  fs.writeFileSync(path.join(folder, 'chats.jsonl'), chats.join('\n'));
  await tributary('import', path.join(folder, 'chats.jsonl'));
  await tributary('consent', '--agree');
  records = (await json('list')).map(({ id }) => id);
  ({ instance: browser } = await launch({ browser: 'chromium' }));
});

after(async () => {
  await browser?.close();
  companion?.kill();
  own?.kill();
  for (const pool of [home, other]) pool?.stop();
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
}

const says = (page, sign, words) => page.waitForFunction((sign, words) => [...document.querySelectorAll(sign)].some((element) => element.textContent.includes(words)), {}, sign, words);

let taken = 0;
/** Judged with everything that can be unfolded unfolded. */
async function judge(page, what) {
  await page.evaluate(() => { for (const fold of document.querySelectorAll('details')) fold.open = true; });
  if (pictures) await page.screenshot({ path: path.join(pictures, `${String((taken += 1)).padStart(2, '0')}-${what.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
  await judgeShown(page, what);
}

test('with one pool nothing asks which', async () => {
  const page = await signedIn();
  await show(page, `#/record/${records[0]}`, '.message');
  assert.equal(await page.$('[data-focus=pool-choice]'), null);
  await show(page, '#/list', '.record');
  await page.click('.record-box input');
  await page.waitForSelector('.bulk:not([hidden])');
  assert.equal(await page.$('[data-focus=bulk-pool]'), null);
  await page.browserContext().close();
});

test('a pool is added by its address, after its key and terms were shown, with nothing ticked beforehand', async () => {
  const page = await signedIn();
  await show(page, '#/settings/pools', '#pools summary');
  await page.focus('[data-focus=pool-add]');
  await page.keyboard.press('Enter');
  await page.focus('[data-focus=pool-address]');
  await page.keyboard.type(other.url);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.pool-adding h3');
  assert.ok((await page.$eval('.pool-adding', (box) => box.textContent)).includes('<b>Frisian</b>'), 'what a pool calls itself is text');
  assert.equal(await page.$$eval('.pool-adding input:checked', (ticked) => ticked.length), 0);
  await judge(page, 'a pool being added');
  await page.click('.pool-adding button[type=submit]');
  await says(page, '.pool-adding .field-error', 'Choose a licence');
  for (const choice of ['input[name=licence][value="CC-BY-4.0"]', 'input[name=purposes][value=research]', 'input[name=purposes][value=train]']) await page.click(`.pool-adding ${choice}`);
  await page.click('.pool-adding button[type=submit]');
  await says(page, '#pools li', 'Frisian');
  const pools = await json('pool', 'list');
  assert.deepEqual(pools.map(({ consent }) => consent.licence), ['research-only', 'CC-BY-4.0']);
  assert.deepEqual(pools[1].consent.purposes, ['research', 'train']);
  await page.browserContext().close();
});

test('records go where they are sent, alone or many at once', async () => {
  const page = await signedIn();
  await show(page, `#/record/${records[0]}`, '[data-focus=pool-choice]');
  await page.select('[data-focus=pool-choice]', other.url);
  await says(page, '.toast', 'The pool is chosen');
  assert.equal((await json('show', records[0])).pool, other.url);
  await show(page, '#/list', '.record');
  await page.click('.record:nth-child(2) .record-box input');
  await page.waitForSelector('[data-focus=bulk-pool]');
  await judge(page, 'the list with a choice of pools');
  await page.select('[data-focus=bulk-pool]', other.url);
  await page.waitForFunction(() => document.querySelector('.bulk').hidden);
  assert.equal((await json('show', records[1])).pool, other.url);
  // What is asked before donating names the pool and its licence.
  await show(page, `#/record/${records[0]}`, '.verb.donate');
  await page.click('.verb.donate');
  await says(page, 'dialog .consequences', 'Frisian');
  await says(page, 'dialog .consequences', 'under CC BY 4.0');
  await page.click('dialog .primary');
  await page.waitForFunction(() => document.querySelector('.state.donated'), { timeout: 60_000 });
  assert.equal(other.records.size, 1);
  assert.ok(!other.records.has(records[0]), 'there it has another id');
  assert.equal(await page.$('[data-focus=pool-choice]'), null, 'its pool is fixed');
  await page.browserContext().close();
});

test('a pseudonym is off, says what it gives away, and is forgotten again', async () => {
  const page = await signedIn();
  await show(page, '#/settings/pseudonym', '[data-focus=pseudonym-name]');
  await says(page, '#pseudonym [role=status]', 'It is off.');
  await says(page, '#pseudonym li', 'one person wrote all of them');
  await page.focus('[data-focus=pseudonym-name]');
  await page.keyboard.type('Ada');
  await page.keyboard.press('Enter');
  await says(page, '#pseudonym [role=status]', 'as Ada');
  assert.deepEqual((({ on, name }) => ({ on, name }))(await json('pseudonym')), { on: true, name: 'Ada' });
  await page.click('[data-focus=pseudonym-forget]');
  await says(page, '#pseudonym [role=status]', 'It is off.');
  assert.equal((await json('pseudonym')).name, null);
  await page.browserContext().close();
});

test('what was donated is changed only as a new version, which the pool gets', async () => {
  const page = await signedIn();
  await show(page, `#/record/${records[0]}`, '[data-focus=revise]');
  assert.equal(await page.$('.drop'), null, 'nothing can be changed by accident');
  await page.click('[data-focus=revise]');
  await says(page, '.decide', 'the pool gets the new version');
  await judge(page, 'a donated record being changed');
  const before = [...other.records.values()][0];
  await page.click('.title button');
  await page.waitForSelector('.title-form input');
  await page.keyboard.type('A better title');
  await page.keyboard.press('Enter');
  await says(page, 'h1', 'A better title');
  for (let asked = 0; (await json('show', records[0])).version !== 2; asked += 1) {
    assert.ok(asked < 600, 'no new version was sent');
    await new Promise((soon) => setTimeout(soon, 100));
  }
  assert.equal(other.records.size, 1, 'it is the same record');
  assert.notEqual([...other.records.values()][0], before);
  await page.browserContext().close();
});

test('a rejection is shown with its reason, and answered', async () => {
  other.decisions.push({ number: 1, verdict: 'rejected', code: 'spam', reason: 'It <i>advertises</i>.', day: '2026-11-22' });
  const page = await signedIn();
  await show(page, `#/record/${records[0]}`, '[data-focus=decisions-ask]');
  await page.evaluate(() => document.querySelector('[data-focus=decisions-ask]').click());
  await says(page, '.side', 'It <i>advertises</i>.');
  await page.focus('[data-focus=object]');
  await page.keyboard.press('Enter');
  await judge(page, 'an objection being written');
  await page.focus('[data-focus=objection]');
  await page.keyboard.type('It is a poem about a river.');
  await page.evaluate(() => document.querySelector('[data-focus=objection]').form.requestSubmit());
  await says(page, '.side', 'Your objection waits');
  assert.equal(other.decisions[0].objection.state, 'waiting');
  await page.browserContext().close();
});

const looks = [...LOOKS, ...Object.keys(LANGUAGES).filter((language) => language !== 'en').map((language, index) => ({ ...LOOKS[(index + 2) % LOOKS.length], language }))];

test('a pool that alters what it was given is named on every first page, in every look and language', async () => {
  other.publish(12, [...other.records.keys()].map((record) => [record, '0'.repeat(64)]));
  for (let asked = 0; (await json('show', records[0])).check?.outcome !== 'altered'; asked += 1) {
    assert.ok(asked < 600, 'the release was never looked at');
    await new Promise((soon) => setTimeout(soon, 100));
  }
  for (const look of looks) {
    const page = await signedIn(look);
    const named = `${look.language ?? 'en'} ${look.dark ? 'dark' : 'light'} ${look.width}`;
    await page.waitForSelector('.notice.error');
    assert.ok((await page.$eval('.notice.error', (notice) => notice.textContent)).includes('Frisian'), named);
    await show(page, '#/list', '.list-view .notice.error');
    await show(page, `#/record/${records[0]}`, '.side .notice.error');
    await judge(page, `a record that was altered ${named}`);
    await show(page, '#/settings', '#pools li');
    await page.waitForSelector('[data-focus=pseudonym-name]');
    if (!look.language) await judge(page, `settings ${named}`);
    await show(page, '#/receipts', '.receipts .notice.error');
    if (!look.language) await judge(page, `receipts ${named}`);
    await page.browserContext().close();
  }
});

test('a pool with terms of its own gets what was agreed to on these, and nothing while they are other ones', async () => {
  const data = path.join(folder, 'own');
  const terms = (name, text) => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const inPool = (...words) => ran(POOL, [...words, '--data-dir', data]);
  const first = 'What you give is read by <img src=x onerror=alert(1)> nurses.';
  await inPool('init', '--name', 'The nurses', '--terms', terms('nurses-1.md', `# What you agree to\n\n${first}\n`), terms('nurses-1.de.md', '# Worin Sie einwilligen\n\nPflegende lesen, was Sie geben.\n'));
  const at = await freePort();
  const url = `http://127.0.0.1:${at}`;
  const serve = () => started(POOL, ['serve', '--port', String(at), '--data-dir', data], 'listening');
  const again = async () => {
    const over = new Promise((done) => own.once('exit', done));
    own.kill();
    await over;
    own = await serve();
  };
  own = await serve();
  const agree = async (page) => {
    for (const choice of ['input[name=licence][value="CC-BY-4.0"]', 'input[name=purposes][value=research]']) await page.click(`.pool-adding ${choice}`);
    await page.click('.pool-adding button[type=submit]');
    await page.waitForSelector('[data-focus=pool-add]');
  };
  const page = await signedIn();
  await show(page, '#/settings/pools', '#pools summary');
  await page.focus('[data-focus=pool-add]');
  await page.keyboard.press('Enter');
  await page.focus('[data-focus=pool-address]');
  await page.keyboard.type(url);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.pool-adding .terms');
  assert.ok((await page.$eval('.pool-adding .terms', (box) => box.textContent)).includes(first), 'the text is shown as it is');
  assert.equal(await page.$('.pool-adding img'), null, 'and never becomes markup');
  assert.equal(await page.$$eval('.pool-adding input:checked', (ticked) => ticked.length), 0);
  await judge(page, 'terms of a pool of its own');
  await page.select('[data-focus=terms-language]', 'de');
  await says(page, '.pool-adding .terms', 'Pflegende lesen');
  await page.select('[data-focus=terms-language]', 'en');
  await says(page, '.pool-adding .terms', 'nurses');
  await page.click('.pool-adding button[type=submit]');
  await says(page, '.pool-adding .field-error', 'Choose a licence');
  await agree(page);
  const known = async () => (await json('pool', 'list')).find((pool) => pool.url === url);
  assert.equal((await known()).consent.terms_id, 'nurses-1');
  await tributary('pool', 'choose', url, records[2], records[3]);
  await tributary('donate', records[2]);
  await until('the record is donated', async () => (await json('show', records[2])).state === 'donated');
  assert.equal((await json('show', records[2])).consent.terms_id, 'nurses-1');

  // Other terms: what is on its way waits, every first page says so, and what has changed is shown before it goes on.
  await inPool('terms', '--set', terms('nurses-2.md', '# What you agree to\n\nWhat you give is read by nurses and doctors.\n'));
  await again();
  await tributary('donate', records[3]);
  await until('the companion has noticed', async () => (await known()).paused);
  assert.equal((await json('show', records[3])).state, 'queued');
  await show(page, '#/list', '.list-view .notice.warn');
  await says(page, '.list-view .notice.warn', 'The nurses');
  await show(page, '#/settings/pools', `[data-focus="read-${url}"]`);
  await judge(page, 'a pool whose terms are other ones now');
  await page.click(`[data-focus="read-${url}"]`);
  await page.waitForSelector('.changes');
  assert.deepEqual(await page.$$eval('.changes del', (gone) => gone.map((one) => one.textContent.trim())), ['<img src=x onerror=alert(1)> nurses.']);
  assert.ok((await page.$$eval('.changes ins', (added) => added.map((one) => one.textContent))).join(' ').includes('nurses and doctors.'));
  await judge(page, 'what has changed in the terms of a pool');
  await agree(page);
  await until('what waited is donated', async () => (await json('show', records[3])).state === 'donated');
  assert.equal((await json('show', records[3])).consent.terms_id, 'nurses-2');
  await show(page, '#/receipts', '.receipts .foreign');
  assert.equal(await page.$$eval('.receipts .foreign', (texts) => texts.length), 2, 'both texts can be read');
  await judge(page, 'receipts with terms of a pool');

  // Withdrawing is one button, and takes back what that pool has.
  await show(page, '#/settings/pools', `[data-focus="withdraw-${url}"]`);
  await page.click(`[data-focus="withdraw-${url}"]`);
  await says(page, 'dialog .consequences', 'taken back');
  await page.click('dialog .danger, dialog .primary');
  await until('both are taken back', async () => (await json('status')).outbox.retractions === 0 && (await json('show', records[3])).state === 'retracted');
  assert.equal((await json('show', records[2])).state, 'retracted');
  assert.equal((await known()).consent, null);
  await page.browserContext().close();
});
