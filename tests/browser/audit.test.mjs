// What the extension does on twenty pages of an ordinary day, seen from outside it, in a real Chromium, and on some of them in Firefox.
//
// The browser may let it read every one of these pages, so only its own rules keep it from them. Every request goes through a proxy (wire.mjs)
// and is compared with what a browser without the extension sends on the same pages; the companion says what it took in; the worker says which
// pages a lens told it of; and each page watches itself. In phases: before pairing, before consent, no site on, one site on, paused, withdrawn.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CHAT, PAGES, during } from '../interfaces/everyday/pages.mjs';
import { freePort } from './judge.mjs';
import { launch } from './launch.mjs';
import { developersCopy } from './package.mjs';
import { extensionId } from './popup.mjs';
import { ran, started, until } from './programs.mjs';
import { wire } from './wire.mjs';

const here = (file) => new URL(file, import.meta.url).pathname;
const PROGRAM = here('../../target/debug/tributary'), EXTENSION = here('../../dist/chromium'), ORIGIN = `http://${CHAT}`;
const PATIENCE_MS = 120_000;
// Whom browsers themselves ask for their own purposes, whatever is switched off: their makers. That the extension does not, its own contexts show.
const MAKER = /^(https?:\/\/)?([a-z0-9-]+\.)*((google|googleapis|gvt1|gstatic|firefox)\.com|mozilla\.(com|org|net))(:443)?(\/|$)/;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-audit-'));
const children = [], browsers = [], lines = [];
let plain;

const start = async (...program) => children.push(await started(...program));

before(async () => {
  for (const needed of [PROGRAM, EXTENSION]) assert.ok(fs.existsSync(needed), `${needed} is not built: cargo build -p daemon, scripts/build --extension-only`);
  plain = await freePort();
  await start('node', [here('../interfaces/plain/server.mjs'), String(plain)], 'ready');
});

/** A line of its own for each browser, so that several can be looked at at the same time. */
async function newLine(companion) {
  const line = await wire({ pages: PAGES, plain, companion, serve: (html) => during(html, line.now.visit) });
  lines.push(line);
  return line;
}

/** A companion of its own, and the line to it. */
async function newCompanion(name) {
  const companion = await freePort(), own = ['--data-dir', path.join(folder, name), '--port', String(companion)];
  await start(PROGRAM, ['serve', ...own], 'listening');
  const line = await newLine(companion);
  const tributary = async (...words) => JSON.parse(await ran(PROGRAM, [...words, '--json', ...own]));
  const taken = async () => Promise.all((await tributary('list')).map(({ id }) => tributary('show', id)));
  return { companion, line, tributary, taken, table: () => table(line) };
}

after(async () => {
  for (const { instance, userDataDir } of browsers) {
    await instance.close();
    fs.rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
  for (const child of children) { child.removeAllListeners('close'); child.kill(); }
  for (const line of lines) line.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

// A browser whose every request goes to the proxy, those to this machine too.
async function open(line, extension) {
  const proxy = [`--proxy-server=http://127.0.0.1:${line.port}`, '--proxy-bypass-list=<-loopback>', 
    '--disable-features=AutofillServerCommunication,OptimizationHints,OptimizationGuideModelDownloading,MediaRouter', '--disable-spell-checking',
    '--disable-site-isolation-trials', '--renderer-process-limit=2']; // a process for each of twenty sites takes most of the time
  const opened = await launch({ browser: 'chromium', extension, more: proxy });
  browsers.push(opened);
  return opened.instance;
}

// A copy of the package that the browser lets read every page of the visit, as if the person had allowed each.
function allowedEverywhere() {
  const copy = path.join(folder, 'extension');
  fs.cpSync(EXTENSION, copy, { recursive: true });
  const file = path.join(copy, 'manifest.json'), manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  manifest.host_permissions.push(...PAGES.map(({ host }) => `http://${host}/*`));
  fs.writeFileSync(file, JSON.stringify(manifest));
  return copy;
}

// Runs in each page before anything of it: notes what changes, what is heard, and what stands where the browser's own functions stood.
const witness = () => {
  const owners = [globalThis, EventTarget, Node, Element, HTMLElement, Document, ShadowRoot, MutationObserver, XMLHttpRequest, Response, Request, History, Storage, JSON, Promise, WebSocket, Navigator];
  const functions = () => new Map(owners.flatMap((owner, at) => [owner, owner.prototype].filter(Boolean).flatMap((holder, side) =>
    Reflect.ownKeys(holder).flatMap((key) => Object.entries(Object.getOwnPropertyDescriptor(holder, key))
      .filter(([, it]) => typeof it === 'function').map(([part, it]) => [`${at}.${side} ${String(key)} ${part}`, it])))));
  const before = functions(), heard = [], changes = [];
  for (const kind of ['message', 'error', 'securitypolicyviolation']) addEventListener(kind, () => heard.push(kind), true);
  new MutationObserver((records) => {
    for (const { type, target, attributeName, addedNodes, removedNodes } of records) changes.push([type, target.nodeName, attributeName, addedNodes.length, removedNodes.length].join(' '));
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const testify = () => {
    const now = functions();
    const replaced = [...before].filter(([key, it]) => now.get(key) !== it).map(([key]) => key);
    return { html: document.documentElement.outerHTML, globals: Reflect.ownKeys(window).map(String).filter((key) => !key.startsWith('puppeteer_')).sort(), replaced, heard, changes };
  };
  Object.defineProperty(document, Symbol.for('witness'), { value: testify });
};

async function type(page, frame, text) {
  await frame.waitForSelector('body[data-ready] textarea');
  await frame.type('textarea', text);
  await page.keyboard.press('Enter');
  await frame.waitForFunction('document.body.innerText.includes("whole of my answer.")', { timeout: PATIENCE_MS });
}

// Opens one page after the other as a person does who also chats, and waits for `seen` after each chat. Out: what each page has noticed, and in which a script of an extension ran.
async function visit(line, browser, name, seen = async () => {}) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(witness);
  const session = await page.createCDPSession();
  let strangers = [];
  session.on('Runtime.executionContextCreated', ({ context }) => { if (context.origin.startsWith('chrome-extension:')) strangers.push(context.auxData.frameId); });
  await session.send('Runtime.enable');
  const { frameTree } = await session.send('Page.getFrameTree');
  const noticed = {};
  for (const { name: place, host, path, say } of PAGES) {
    Object.assign(line.now, { visit: name, place });
    strangers = [];
    await page.goto(`http://${host}${during(path, name)}`, { waitUntil: 'load', timeout: PATIENCE_MS });
    for (const frame of page.frames().slice(1)) await frame.waitForSelector('body[data-ready]', { timeout: PATIENCE_MS });
    if (say) await type(page, page, during(say, name));
    if (say) await seen(host);
    // Scripts of extensions come right after the page is loaded: two drawn frames later they are there.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const told = await page.evaluate(() => document[Symbol.for('witness')]());
    noticed[place] = { ...told, html: told.html.replaceAll(name, '{visit}'), scripts: { page: strangers.filter((frame) => frame === frameTree.frame.id).length, frames: strangers.filter((frame) => frame !== frameTree.frame.id).length } };
  }
  // Leaving a page is when the extension hands over what it has not handed over.
  await page.goto('about:blank');
  await page.close();
  return noticed;
}

// Whether a script of an extension runs on the chat, which is on, in a private window.
async function scriptsInPrivate(line, browser) {
  const window = await browser.createBrowserContext();
  const page = await window.newPage(), session = await page.createCDPSession();
  const strangers = [];
  session.on('Runtime.executionContextCreated', ({ context }) => { if (context.origin.startsWith('chrome-extension:')) strangers.push(context.origin); });
  await session.send('Runtime.enable');
  Object.assign(line.now, { visit: 'private', place: 'chat' });
  await page.goto(`${ORIGIN}/c/private`, { waitUntil: 'load' });
  await type(page, page, 'This is said in private.');
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await window.close();
  return strangers;
}

// An own page of the extension, from which everything is asked as its pages ask it.
async function ownPage(browser) {
  const target = await browser.waitForTarget((target) => target.type() === 'service_worker' && target.url().includes(extensionId()), { timeout: PATIENCE_MS });
  const page = await browser.newPage();
  await page.goto(`chrome-extension://${extensionId()}/options.html`);
  const fetched = [];
  for (const context of [target, page.target()]) {
    const session = await context.createCDPSession();
    session.on('Network.requestWillBeSent', ({ request }) => fetched.push(request.url));
    await session.send('Network.enable');
  }
  const ask = async (wish) => {
    const answer = JSON.parse(await page.evaluate((question) => chrome.runtime.sendMessage(question), JSON.stringify({ ask: wish })));
    assert.equal(answer.failure, null, `${wish.to}: ${JSON.stringify(answer.failure)}`);
    return answer.overview;
  };
  await ask({ to: 'glance' }); // the worker has begun
  const worker = await target.worker();
  await worker.evaluate(() => { globalThis.told = []; chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener(() => told.push(port.sender.url))); });
  return {
    ask,
    // What the worker and this page have asked for since the last time, as they see it themselves.
    fetched: () => fetched.splice(0),
    // Which pages a lens has told of since the last time.
    told: () => worker.evaluate(() => told.splice(0)),
    registered: () => worker.evaluate(async () => (await chrome.scripting.getRegisteredContentScripts()).flatMap(({ matches }) => matches)),
    stored: () => worker.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()])),
  };
}

const shape = ({ method, url }, name) => `${method} ${url.replaceAll(name, '{visit}')}`;
const counted = (requests) => {
  const counts = {};
  for (const request of requests) counts[request] = (counts[request] ?? 0) + 1;
  return Object.entries(counts).sort().map(([request, count]) => `${count} × ${request}`);
};

// One line for each phase and page, with what the extension and strangers sent meanwhile; for whoever reads a failure.
function table(line) {
  const rows = new Map();
  for (const { who, visit, place, method, url, body } of line.sent) {
    const row = `${visit.padEnd(12)} ${place.padEnd(36)}`;
    if (who === 'extension' || (who === 'stranger' && !MAKER.test(url))) rows.set(row, [...(rows.get(row) ?? []), `${who}: ${method} ${url} (${body.length} B)`]);
  }
  return ['what was sent beside the pages\' own requests:', ...[...rows].map(([row, requests]) => `${row} ${counted(requests).join(', ')}`)].join('\n');
}

test('the packages ask for no site, for nothing unexpected, and are kept from private windows', () => {
  for (const browser of ['chromium', 'firefox']) {
    const manifest = JSON.parse(fs.readFileSync(here(`../../dist/${browser}/manifest.json`), 'utf8'));
    assert.equal(manifest.incognito, 'not_allowed');
    assert.deepEqual(manifest.permissions, ['activeTab', 'alarms', 'nativeMessaging', 'scripting', 'storage', 'unlimitedStorage']);
    assert.deepEqual(manifest.host_permissions, ['http://127.0.0.1/*']);
    assert.deepEqual(manifest.optional_host_permissions, ['*://*/*']);
    for (const none of ['content_scripts', 'web_accessible_resources', 'externally_connectable', 'optional_permissions', 'update_url', 'declarative_net_request']) assert.equal(manifest[none], undefined, none);
    assert.match(manifest.content_security_policy.extension_pages, /default-src 'none';.*connect-src 'self' http:\/\/127\.0\.0\.1:\*$/);
  }
});

describe('seen from outside, in both browsers at once', { concurrency: true }, () => {

test('requests go to the companion only, content only after consent and from sites that are on, and no page changes', { timeout: 600_000 }, async () => {
  const { companion, line, tributary, taken, table } = await newCompanion('chromium');
  const visited = async (line) => [await visit(line, await open(line), 'as-ever'), line.sent];
  const asEver = visited(await newLine(null));
  asEver.catch(() => {}); // said where it is awaited
  const browser = await open(line, allowedEverywhere());
  Object.assign(line.now, { visit: 'not-paired', place: 'before the visit' });
  const own = await ownPage(browser);
  const pair = async () => { await own.ask({ to: 'pair', code: (await tributary('pair')).code, port: companion }); await own.ask({ to: 'switch_on', origin: ORIGIN }); };
  const agree = async () => {
    await own.ask({ to: 'switch_off', origin: ORIGIN });
    await tributary('consent', '--agree', '--after-window', 'wait');
    await own.ask({ to: 'look' });
  };
  const nothing = async () => {};
  const phases = [
    { name: 'not-paired', begin: nothing, silent: true, on: [] },
    { name: 'no-consent', begin: pair, on: [] },
    { name: 'no-site-on', begin: agree, on: [] },
    { name: 'one-site-on', begin: () => own.ask({ to: 'switch_on', origin: ORIGIN }), on: [CHAT] },
    { name: 'paused', begin: () => own.ask({ to: 'pause', scope: { of: 'everything' } }), on: [] },
    { name: 'withdrawn', begin: async () => { await own.ask({ to: 'resume', scope: { of: 'everything' } }); await own.ask({ to: 'withdraw' }); }, on: [] },
  ];
  const [was, sent] = await asEver;
  const usual = counted(sent.filter(({ who }) => who === 'page').map((request) => shape(request, 'as-ever')));
  assert.ok(usual.length >= PAGES.length, 'the proxy sees what the pages ask for');
  let captured = false;
  for (const { name, begin, silent, on } of phases) {
    Object.assign(line.now, { visit: name, place: 'before the visit' });
    await begin();
    await own.told();
    const since = line.sent.length, records = (await taken()).length;
    // Where a page may be read, the person stays until that is done.
    const noticed = await visit(line, browser, name, async (host) => {
      if (on.includes(host)) await until(() => `${name}: a record\n${table()}`, async () => (await taken()).length > records);
    });
    Object.assign(line.now, { visit: name, place: 'after the visit' });
    if (!silent) await own.ask({ to: 'look' }); // a question and its answer: what was to be sent before has been
    const say = (what) => `${name}: ${what}\n${table()}`;

    const requests = line.sent.slice(since);
    assert.deepEqual(counted(requests.filter(({ who }) => who === 'page').map((request) => shape(request, name))), usual, say('the pages asked for something else than without the extension'));
    assert.deepEqual(requests.filter(({ who, url }) => who === 'stranger' && !MAKER.test(url)).map(({ url }) => url), [], say('somebody else was asked'));
    for (const { who, method, url, headers, body } of requests) {
      if (who !== 'extension') continue;
      assert.ok(!silent, say('something was asked before pairing'));
      assert.equal(`${method} ${url}`, `POST http://127.0.0.1:${companion}/v1/extension`, say('something else than the companion was asked'));
      assert.equal(headers['content-type'], 'application/octet-stream', say('something was sent unsealed'));
      for (const secret of PAGES.map(({ secret }) => secret)) assert.ok(!body.includes(secret), say(`${secret} was sent in clear`));
    }
    for (const url of own.fetched()) {
      const address = new URL(url);
      assert.ok(address.protocol === 'chrome-extension:' || (address.host === `127.0.0.1:${companion}` && !silent), say(`the worker asked for ${url}`));
    }
    assert.deepEqual([...new Set((await own.told()).map((url) => new URL(url).host))], on, say('these pages were told of'));
    assert.deepEqual(await own.registered(), on.map((host) => `http://${host}/*`), say('the lens is to run on these'));
    for (const { name: place, host, embeds } of PAGES) {
      const { scripts, ...told } = noticed[place], { scripts: none, ...before } = was[place];
      assert.deepEqual(none, { page: 0, frames: 0 });
      assert.deepEqual(scripts, { page: on.includes(host) ? 1 : 0, frames: on.includes(embeds) ? 1 : 0 }, say(`scripts of the extension in ${place}`));
      if (PAGES.find((page) => page.name === place).say) { told.changes = before.changes = []; } // a reply streams as it likes
      for (const key of Object.keys(before)) {
        const [is, used] = [told, before].map((it) => [it[key]].flat());
        const other = [is.filter((it) => !used.includes(it)), used.filter((it) => !is.includes(it))];
        assert.deepEqual(other, [[], []], say(`the page changed: ${key} of ${place}`));
      }
      assert.deepEqual(told.replaced, [], say(`a function was replaced: ${place}`));
    }
    if (on.length) {
      assert.deepEqual(await scriptsInPrivate(line, browser), [], 'in a private window');
      assert.deepEqual(await own.told(), [], 'of a private window');
    }
    // What companion and extension hold by now: once the words of the one site, and nothing any more after consent is withdrawn.
    const words = JSON.stringify(await taken()) + await own.stored();
    captured ||= on.length > 0;
    for (const { name: other } of phases) assert.equal(words.includes(`the one of ${other}`), captured && other === 'one-site-on' && name !== 'withdrawn', say(`what was said while ${other}`));
    for (const { secret, name: place } of PAGES.slice(1)) assert.ok(!words.includes(secret), say(`words of ${place}`));
  }
});

// Firefox lets nobody look into its extensions' own pages: what can be seen from outside is compared before consent and after it.
test('in Firefox the companion alone is asked, too, and gets the one site that is on, after consent', { timeout: 600_000 }, async () => {
  const { companion, line, tributary, taken, table } = await newCompanion('firefox');
  const places = PAGES.filter(({ name }) => ['chat', 'another chat', 'login', 'bank', 'mail', 'strict page', 'page with a closed root', 'intranet with the chat in a frame'].includes(name));
  const proxy = { 'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': line.port, 'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': line.port, 'network.proxy.allow_hijacking_localhost': true, 'network.proxy.no_proxies_on': '' };
  const begin = (await taken()).length, noticed = [], asked = [];
  for (const name of ['firefox-no-consent', 'firefox-consent']) {
    const consent = name === 'firefox-consent';
    if (consent) await tributary('consent', '--agree', '--after-window', 'wait');
    const { code } = await tributary('pair'), clients = (await tributary('status')).clients.length;
    const copy = developersCopy({ extension: here('../../dist/firefox'), browser: 'firefox', port: companion, code, origins: [ORIGIN], adapters: true });
    const file = path.join(copy, 'manifest.json'), manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
    manifest.host_permissions.push(...PAGES.map(({ host }) => `http://${host}/*`));
    fs.writeFileSync(file, JSON.stringify(manifest));
    Object.assign(line.now, { visit: name, place: 'before the visit' });
    const since = line.sent.length, opened = await launch({ browser: 'firefox', extension: copy, preferences: proxy });
    browsers.push(opened);
    await until(() => `${name}: pairing\n${table()}`, async () => (await tributary('status')).clients.length > clients);
    const page = await opened.instance.newPage();
    await page.evaluateOnNewDocument(witness);
    const told = {};
    for (const { name: place, host, path: where, say } of places) {
      Object.assign(line.now, { visit: name, place });
      await page.goto(`http://${host}${during(where, name)}`, { waitUntil: 'load', timeout: PATIENCE_MS });
      if (say) await type(page, page, during(say, name));
      if (consent && host === CHAT) await until(() => `${name}: a record\n${table()}`, async () => (await taken()).length > begin);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const seen = await page.evaluate(() => document[Symbol.for('witness')]());
      told[place] = { ...seen, html: seen.html.replaceAll(name, '{visit}'), changes: say ? [] : seen.changes };
    }
    await page.goto('about:blank');
    noticed.push(told);
    const requests = line.sent.slice(since);
    asked.push(counted(requests.filter(({ who }) => who === 'page').map((request) => shape(request, name))));
    assert.deepEqual(requests.filter(({ who, url }) => who === 'stranger' && !MAKER.test(url)).map(({ url }) => url), [], `${name}\n${table()}`);
    for (const { who, method, url, body } of requests.filter(({ who }) => who === 'extension')) {
      assert.match(`${method} ${url}`, new RegExp(`^POST http://127\\.0\\.0\\.1:${companion}/v1/(pair|extension)$`), `${who}\n${table()}`);
      for (const { secret } of PAGES) assert.ok(!body.includes(secret), `${secret} was sent in clear`);
    }
    const records = await taken();
    assert.equal(records.length, begin + (consent ? 1 : 0), `${name}\n${table()}`);
    if (consent) {
      const words = JSON.stringify(records);
      assert.match(words, /the one of firefox-consent/);
      assert.ok(!words.includes('firefox-no-consent'));
      for (const { secret, name: place } of PAGES.slice(1)) assert.ok(!words.includes(secret), place);
    }
    fs.rmSync(copy, { recursive: true, force: true });
  }
  assert.deepEqual(asked[1], asked[0], `the pages asked for something else\n${table()}`);
  for (const { name: place } of places) {
    for (const [key, value] of Object.entries(noticed[0][place])) assert.deepEqual(noticed[1][place][key], value, `${key} of ${place}`);
    assert.deepEqual(noticed[1][place].replaced, []);
  }
});

});
