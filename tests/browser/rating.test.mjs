// The rating control in a real Chromium: not in the page unless it is wanted, out of reach of the page where it is, and heard by the companion.
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

const here = (file) => new URL(file, import.meta.url).pathname;
const PROGRAM = here('../../target/debug/tributary'), PATIENCE_MS = 120_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-rating-'));
const children = [];
let browser, profile, copy, companion, origin;

const start = async (...program) => children.push(await started(...program));
const tributary = async (...words) => JSON.parse(await ran(PROGRAM, [...words, '--json', '--data-dir', path.join(folder, 'data'), '--port', String(companion)]));

before(async () => {
  assert.ok(fs.existsSync(PROGRAM), 'build the companion first: cargo build -p daemon');
  const plain = await freePort();
  companion = await freePort();
  origin = `http://127.0.0.1:${plain}`;
  await start(PROGRAM, ['serve', '--data-dir', path.join(folder, 'data'), '--port', String(companion)], 'listening');
  await start('node', [here('../interfaces/plain/server.mjs'), String(plain)], 'ready');
  await tributary('consent', '--agree', '--after-window', 'wait');
  const { code } = await tributary('pair');
  copy = developersCopy({ extension: here('../../dist/chromium'), browser: 'chromium', port: companion, code, origins: [origin], adapters: true });
  ({ instance: browser, userDataDir: profile } = await launch({ browser: 'chromium', extension: copy }));
  await until('the pairing', async () => (await tributary('status')).clients.length > 0);
});

after(async () => {
  await browser?.close();
  for (const child of children) { child.removeAllListeners('close'); child.kill(); }
  for (const gone of [folder, profile, copy]) if (gone) fs.rmSync(gone, { recursive: true, force: true, maxRetries: 5 });
});

async function chat() {
  const page = await browser.newPage();
  await page.goto(`${origin}/c/rated`);
  // A page that would rather have no control, and no buttons at all.
  await page.addStyleTag({ content: 'rating-control { display: none !important; height: 300px !important; } button, div > svg { display: none !important; background: red !important; }' });
  await page.waitForSelector('body[data-ready] textarea');
  await page.type('textarea', 'Why do leaves turn red in autumn?');
  await page.keyboard.press('Enter');
  await page.waitForFunction('document.body.innerText.includes("whole of my answer.")', { timeout: PATIENCE_MS });
  return page;
}
const record = async () => { const [first] = await tributary('list'); return first && tributary('show', first.id); };
const thumbs = async () => (await record()).signals.filter(({ source }) => source === 'explicit').map(({ kind }) => kind);
const look = (page) => page.evaluate(() => ({ text: document.body.innerText, whole: document.body.textContent, height: document.documentElement.scrollHeight }));

// What only the browser's own tools see: the buttons in the closed root.
async function buttons(page) {
  const session = await page.createCDPSession();
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const found = [], roots = [];
  const walk = (node, within) => {
    for (const inner of node.shadowRoots ?? []) { if (node.localName === 'rating-control') roots.push(inner.shadowRootType); walk(inner, within || node.localName === 'rating-control'); }
    if (within && node.localName === 'button') found.push(node);
    for (const inner of node.children ?? []) walk(inner, within);
  };
  walk(root, false);
  const all = await Promise.all(found.map(async ({ nodeId, attributes }) => {
    const { computedStyle } = await session.send('CSS.getComputedStyleForNode', { nodeId });
    const { object } = await session.send('DOM.resolveNode', { nodeId });
    const { model } = await session.send('DOM.getBoxModel', { nodeId });
    const pairs = attributes.flatMap((name, at) => (at % 2 ? [] : [[name, attributes[at + 1]]]));
    const [left, top, right, , , bottom] = model.border;
    return {
      ...Object.fromEntries(pairs), style: Object.fromEntries(computedStyle.map(({ name, value }) => [name, value])),
      middle: [(left + right) / 2, (top + bottom) / 2], size: [right - left, bottom - top],
      press: () => session.send('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: 'function () { this.click(); }' }),
      focus: () => session.send('DOM.focus', { nodeId }),
    };
  }));
  return { roots, up: all[0], down: all[1], all };
}
const pressed = async (page) => { const { up, down } = await buttons(page); return [up?.['aria-pressed'], down?.['aria-pressed']]; };

async function wish(on) {
  const options = await browser.newPage();
  await options.goto(`chrome-extension://${extensionId()}/options.html`);
  await options.waitForFunction(`document.getElementById('paired').textContent !== '' && document.getElementById('rating-control').checked === ${!on}`, { timeout: PATIENCE_MS });
  await options.click('#rating-control');
  await options.waitForFunction(`chrome.storage.local.get('settings').then(({ settings }) => JSON.parse(settings).rating_control === ${on})`, { timeout: PATIENCE_MS });
  await options.close();
}

test('the control is in no page unless it is wanted, out of the page\'s reach where it is, and gone when it is not wanted any more', { timeout: 600_000 }, async () => {
  const page = await chat();
  await until('the record', record);
  const before = await look(page), nodes = await page.evaluate(() => document.body.outerHTML);
  assert.ok(!nodes.includes('rating-control'), 'off by default');

  await wish(true);
  await page.bringToFront();
  await page.waitForSelector('rating-control', { timeout: PATIENCE_MS });
  assert.deepEqual(await look(page), before, 'text and layout are as before');
  assert.deepEqual(await page.evaluate(() => [document.querySelectorAll('rating-control').length, document.querySelector('rating-control').shadowRoot]), [1, null]);
  const { roots, up, down, all } = await buttons(page);
  assert.deepEqual([roots, all.length], [['closed'], 2]);
  const reply = await page.evaluate(() => { const { right, bottom } = document.querySelector('.assistant .content').getBoundingClientRect(); return { right, bottom }; });
  for (const button of [up, down]) {
    assert.ok(button.middle[1] > reply.bottom && button.middle[1] < reply.bottom + 20 && button.middle[0] < reply.right, 'below the reply');
    assert.deepEqual(button.size.map(Math.round), [26, 24], 'large enough to be hit');
    assert.deepEqual([button.style.display, button.style['background-color']], ['grid', 'rgb(255, 255, 255)'], 'no rule of the page reaches it');
    assert.equal(button['aria-pressed'], 'false');
    assert.ok(button['aria-label'] && button['aria-label'] === button.title);
  }

  await up.press(); // by a script
  assert.deepEqual(await pressed(page), ['false', 'false'], 'only a person rates');
  await page.mouse.click(...up.middle);
  assert.deepEqual(await pressed(page), ['true', 'false']);
  await until('the rating at the companion', async () => (await thumbs()).join() === 'thumbs_up');
  await (await buttons(page)).down.focus();
  await page.keyboard.press('Space');
  assert.deepEqual(await pressed(page), ['false', 'true']);
  await until('the other rating at the companion', async () => (await thumbs()).join() === 'thumbs_down');
  await page.keyboard.press('Enter');
  assert.deepEqual(await pressed(page), ['false', 'false']);
  await until('no rating at the companion', async () => (await thumbs()).length === 0);

  // The page draws its thread anew, with other elements.
  await page.evaluate(() => { const thread = document.getElementById('thread'); thread.innerHTML = thread.innerHTML.replaceAll(/<rating-control.*?<\/rating-control>/g, ''); });
  await page.waitForSelector('rating-control', { timeout: PATIENCE_MS });
  await page.mouse.click(...(await until('the control', async () => (await buttons(page)).up)).middle);
  await until('a rating after that', async () => (await thumbs()).join() === 'thumbs_up');
  const { messages } = await record();
  assert.equal(messages.length, 2, 'nothing of the control is captured');
  assert.equal(messages[1].text, 'Reply 1 to this question: it is a good one, and this is the whole of my answer.');

  await wish(false);
  await page.bringToFront();
  await page.waitForFunction('!document.querySelector("rating-control")', { timeout: PATIENCE_MS });
  assert.deepEqual(await look(page), before);
  assert.equal(await page.evaluate(() => document.body.outerHTML), nodes, 'nothing is left');
  await page.reload();
  await page.waitForFunction('document.body.innerText.includes("whole of my answer.")', { timeout: PATIENCE_MS });
  assert.equal(await page.evaluate(() => document.querySelectorAll('rating-control').length), 0);
});
