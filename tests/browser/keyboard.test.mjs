// From the first page to the popup with the keyboard alone and without seeing: in a real Chromium with the real package and a real companion.
//
// On every page each control can be reached with Tab in the order in which it stands, is left again, shows that it has the focus, and has a
// name in the accessibility tree; what is drawn anew loses no focus; and what changes is said where a screen reader hears it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from './judge.mjs';
import { launch } from './launch.mjs';
import { developersCopy } from './package.mjs';
import { extensionId } from './popup.mjs';
import { ran, started, until } from './programs.mjs';

const ROOT = new URL('../../', import.meta.url).pathname;
const PROGRAM = path.join(ROOT, 'target/debug/tributary'), PACKAGE = path.join(ROOT, 'dist/chromium');
const PATIENCE = 60_000, MOST_STOPS = 150;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-keyboard-'));
const says = Object.fromEntries(Object.entries(JSON.parse(fs.readFileSync(path.join(PACKAGE, '_locales/en/messages.json'), 'utf8'))).map(([key, { message }]) => [key, message]));
let port, site, companion, plain, browser, page;

const tributary = async (...words) => JSON.parse(await ran(PROGRAM, [...words, '--json', '--data-dir', path.join(folder, 'data'), '--port', String(port)]));
const address = (sheet, query = '') => `chrome-extension://${extensionId()}/${sheet}.html${query}`;

/** Runs in each page: notes what a screen reader would say by itself. A region counts once it is there; an alert also when it appears. */
const listenIn = () => {
  globalThis.heard = [];
  const regions = '[aria-live=polite], [role=status], [role=alert]';
  const told = ({ type, target }) => {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const from = type === 'attributes' && !element?.matches('[role=alert]') ? element?.parentElement : element;
    const region = from?.closest(regions);
    if (region?.checkVisibility() && element.checkVisibility()) globalThis.heard.push(region.innerText.replace(/\s+/g, ' '));
  };
  new MutationObserver((records) => records.forEach(told)).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['hidden'] });
};

before(async () => {
  for (const needed of [PROGRAM, PACKAGE]) assert.ok(fs.existsSync(needed), `${needed} is not built: cargo build -p daemon, scripts/build --extension-only`);
  port = await freePort();
  const plainPort = await freePort();
  site = `http://127.0.0.1:${plainPort}`;
  companion = await started(PROGRAM, ['serve', '--data-dir', path.join(folder, 'data'), '--port', String(port)], 'listening');
  plain = await started('node', [path.join(ROOT, 'tests/interfaces/plain/server.mjs'), String(plainPort)], 'ready');
  const copy = developersCopy({ extension: PACKAGE, browser: 'chromium', port, code: (await tributary('pair')).code, origins: [site], adapters: true });
  browser = { copy, ...(await launch({ browser: 'chromium', extension: copy, more: ['--lang=en'] })) };
  await until('the extension pairs', async () => (await tributary('status')).clients.length > 0);
  page = await browser.instance.newPage();
  await page.evaluateOnNewDocument(listenIn);
  await page.setViewport({ width: 900, height: 900 });
  await page.goto(address('sent'));
  await page.evaluate(() => chrome.runtime.sendMessage(JSON.stringify({ ask: { to: 'unpair' } })));
});

after(async () => {
  await browser?.instance.close();
  for (const gone of [browser?.copy, browser?.userDataDir]) if (gone) fs.rmSync(gone, { recursive: true, force: true, maxRetries: 5 });
  for (const child of [companion, plain]) { child?.removeAllListeners('close'); child?.kill(); }
  fs.rmSync(folder, { recursive: true, force: true });
});

/** What has the focus, and what there is to say against it. */
const focus = () => page.evaluate(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  globalThis.stops ??= new Map();
  if (!globalThis.stops.has(element)) globalThis.stops.set(element, globalThis.stops.size);
  const { outlineStyle, outlineWidth } = getComputedStyle(element), { width, height, top, bottom } = element.getBoundingClientRect();
  const faults = [];
  if (!element.checkVisibility({ visibilityProperty: true }) || !width || !height) faults.push('is not visible');
  if (!element.matches(':focus-visible') || outlineStyle === 'none' || parseFloat(outlineWidth) < 2) faults.push('does not show its focus');
  if (bottom < 0 || top > innerHeight) faults.push('is outside of the window');
  return { what: element.outerHTML.slice(0, 120), stop: globalThis.stops.get(element), group: element.type === 'radio' ? element.name : null, faults };
});

/** From where Tab goes on: the beginning of the page, or its end. */
const stand = (end = false) => page.evaluate((end) => {
  const here = document.createElement('span');
  here.tabIndex = -1;
  document.body[end ? 'append' : 'prepend'](here);
  here.focus();
  here.remove();
}, end);

/** Walks through the whole page and back, and compares that with what can be used on it. */
async function walk(what) {
  await page.evaluate(() => { globalThis.stops = new Map(); });
  await stand();
  const walked = async (key) => {
    const seen = [];
    for (let steps = 0; steps < MOST_STOPS; steps++) {
      for (const down of key.slice(0, -1)) await page.keyboard.down(down);
      await page.keyboard.press(key.at(-1));
      for (const down of key.slice(0, -1)) await page.keyboard.up(down);
      const here = await focus();
      if (!here || seen.some(({ stop }) => stop === here.stop)) return seen;
      assert.deepEqual(here.faults, [], `${what}: ${here.what}`);
      seen.push(here);
    }
    throw new Error(`${what}: no end after ${MOST_STOPS} stops`);
  };
  const name = ({ stop, group }) => group ?? stop;
  const there = (await walked(['Tab'])).map(name);
  // In the order in which they stand, a group of radio buttons once.
  const usable = await page.evaluate(() => [...document.querySelectorAll('button, input, summary, a[href], [tabindex="0"]')]
    .filter((element) => element.checkVisibility() && !element.disabled)
    .map((element) => (element.type === 'radio' ? element.name : globalThis.stops.get(element) ?? element.outerHTML.slice(0, 120)))
    .filter((name, index, all) => all.indexOf(name) === index));
  assert.deepEqual(there, usable, `${what}: all that can be used, in its order`);
  await stand(true);
  const back = (await walked(['Shift', 'Tab'])).map(name);
  assert.deepEqual([...back].sort(), [...there].sort(), `${what}: the same on the way back`);

  const session = await page.createCDPSession();
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const focusable = nodes.filter(({ ignored, properties = [], role }) => !ignored && role.value !== 'RootWebArea' && properties.some(({ name, value }) => name === 'focusable' && value.value));
  assert.ok(focusable.length >= there.length, `${what}: the tree holds what can be used`);
  const modal = nodes.filter(({ ignored, role }) => !ignored && ['dialog', 'alertdialog'].includes(role?.value));
  for (const { name, role } of [...focusable, ...modal]) assert.ok(name?.value?.trim() && role.value !== 'generic', `${what}: a ${role.value} has no name`);
  assert.equal(nodes.filter(({ role }) => role?.value === 'main').length, 1, `${what}: one main part`);
}

/** Presses Tab until this has the focus. */
async function tabTo(selector) {
  if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  for (let steps = 0; steps < MOST_STOPS; steps++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  }
  throw new Error(`Tab never comes to ${selector}`);
}

/** Waits until something like this was said, after what was said before. */
async function hears(words) {
  await page.waitForFunction((words) => globalThis.heard.some((said) => said.includes(words)), { timeout: PATIENCE, polling: 20 }, words)
    .catch(async () => assert.fail(`nobody says “${words}”, only ${JSON.stringify(await page.evaluate(() => globalThis.heard))}`));
  await page.evaluate(() => { globalThis.heard = []; });
}

const holds = (selector) => page.waitForFunction((selector) => document.activeElement.matches(selector) && document.activeElement.checkVisibility(), { timeout: PATIENCE, polling: 20 }, selector)
  .catch(async () => assert.fail(`the focus is not at ${selector} but at ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`));
const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const visible = (selector) => page.waitForSelector(selector, { visible: true, timeout: PATIENCE });

async function chooseAndAgree() {
  assert.equal(await page.$$eval('#agree input:checked', (ticked) => ticked.length), 0, 'nothing is ticked');
  await tabTo('[name=licence]');
  await press('Space', 'ArrowDown');
  await tabTo('#purpose-0');
  await press('Space');
  await tabTo('[name=ending]');
  await press('Space');
  await tabTo('#agree-button');
  await press('Enter');
  await hears('CC BY 4.0');
  await holds('#withdraw');
}

test('a newcomer connects, agrees, takes it back and agrees again', async () => {
  await page.goto(address('onboarding'));
  await visible('#terms h3');
  await visible('#needs-pairing');
  await walk('onboarding, unpaired');
  await tabTo('#code');
  await page.keyboard.type('not a code');
  await press('Enter');
  await hears(says.failNotACode);
  await holds('#code');
  await page.$eval('#code', (field) => field.select());
  await page.keyboard.type((await tributary('pair')).code);
  await tabTo('#port');
  await page.keyboard.type(String(port));
  await press('Enter');
  await hears(says.pairedNow);
  await holds('#terms');
  await visible('#agree-fields');
  await walk('onboarding, paired');
  await chooseAndAgree();
  assert.equal((await tributary('consent', '--show')).consent.licence, 'CC-BY-4.0');
  await walk('onboarding, agreed');
  await tabTo('#withdraw');
  await press('Enter');
  await visible('#agree-fields');
  await holds('button, a, input, article');
  assert.equal((await tributary('consent', '--show')).consent, null);
  await chooseAndAgree();
});

test('the options are set', async () => {
  await page.goto(address('options'));
  await visible('#withdraw');
  await visible('#known-sites');
  await walk('options');
  await tabTo('#known-sites summary');
  await press('Enter');
  await visible('#own button');
  await walk('options, with known sites');
  await tabTo('[data-focus^=pauseSite]');
  const label = () => page.evaluate(() => document.activeElement.textContent);
  assert.equal(await label(), says.pauseSite);
  for (const words of [says.resumeSite, says.pauseSite]) {
    await press('Enter');
    await page.waitForFunction((words) => document.activeElement.textContent === words, { timeout: PATIENCE, polling: 20 }, words);
    await holds('[data-focus^=pauseSite]');
  }
  await tabTo('#pause-all');
  await press('Enter');
  await holds('#resume-all');
  await press('Enter');
  await holds('#pause-all');
  await tabTo('#rating-control');
  await press('Space');
  await until('the setting is kept', async () => JSON.parse(await page.evaluate(() => chrome.runtime.sendMessage(JSON.stringify({ ask: { to: 'glance' } })))).overview.rating_control);
  await holds('#rating-control');
  await press('Space');
});

test('the popup hides, keeps, rates and pauses, and says so', async () => {
  const chat = await browser.instance.newPage();
  await chat.goto(`${site}/c/keyboard`);
  const box = await chat.waitForSelector('textarea');
  await box.type('My cat is called Whiskers and my address is jorinde.abelung@posteo.net. What should Whiskers eat?');
  await box.press('Enter');
  await chat.waitForFunction(() => document.body.innerText.includes('my answer.'), { timeout: PATIENCE });
  // A page that is behind another one is read slowly.
  await until('the record', async () => (await tributary('list')).length > 0);
  const tab = await page.evaluate(async (url) => (await chrome.tabs.query({})).findLast((one) => one.url === url).id, chat.url());
  await page.bringToFront();
  await page.goto(address('popup', `?tab=${tab}&${chat.url()}`));
  await page.waitForSelector('main[aria-busy=false]', { timeout: PATIENCE });
  await visible('button.keep');
  await walk('popup');
  const removed = (count) => says.removed.slice(0, says.removed.indexOf('$1')) + count;

  await page.evaluate(() => { globalThis.heard = []; });
  await tabTo('button.keep');
  await press('Enter');
  await hears(removed(0));
  await holds('#messages');
  await stand();
  await tabTo('#undo');
  await press('Enter');
  await hears(removed(1));
  await holds('#hide-words');
  await page.keyboard.type('Whiskers');
  await press('Enter');
  await hears(removed(3));
  await holds('#hide-words');
  await page.keyboard.type('zebra');
  await press('Enter');
  await hears(says.hideNothing);

  await tabTo('[data-focus=rateGood-m2]');
  for (const pressed of [true, false]) {
    await press('Space');
    await page.waitForFunction((pressed) => document.activeElement.getAttribute('aria-pressed') === pressed, { timeout: PATIENCE, polling: 20 }, String(pressed));
    await holds('[data-focus=rateGood-m2]');
  }
  await stand();
  await tabTo('#pause-conversation');
  await press('Enter');
  await hears(says.stateConversationPaused);
  await holds('#pause-conversation');
  await walk('popup, paused');
  await tabTo('#pause-conversation');
  await press('Space');
  await hears(says.stateCaptured.slice(-12));
  await holds('#pause-conversation');
  await page.goto(address('report', `?tab=${tab}&${chat.url()}`));
  await visible('#send');
  await walk('report');
  await chat.close();
});

test('the list of what left is read and cleared', async () => {
  await until('something has left', async () => (await tributary('list')).length > 0);
  await page.goto(address('sent'));
  await visible('#entries tr');
  await walk('sent');
  await tabTo('#clear');
  await press('Enter');
  await hears(says.logNone);
});
