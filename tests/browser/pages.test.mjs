// The extension's own pages in a real Chromium with the real package and a real companion: judged by axe in both themes and all
// languages, used as a person would, and read in a language that nobody speaks, which shows what was never translated.
// Takes the package and the companion that scripts/test has built.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort, judge } from './judge.mjs';
import { launch } from './launch.mjs';
import { developersCopy } from './package.mjs';
import { extensionId, findWorker, stopWorker } from './popup.mjs';
import { ran, started, until } from './programs.mjs';

const ROOT = new URL('../../', import.meta.url).pathname;
const PROGRAM = path.join(ROOT, 'target/debug/tributary');
const PACKAGE = path.join(ROOT, 'dist/chromium');
const LANGUAGES = fs.readdirSync(path.join(PACKAGE, '_locales')).sort();
const PATIENCE = 120_000;
const QUESTION = 'My cat is called Whiskers and my address is jorinde.abelung@posteo.net. What should Whiskers eat?';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-pages-'));
const messages = Object.fromEntries(LANGUAGES.map((language) => [language, JSON.parse(fs.readFileSync(path.join(PACKAGE, '_locales', language, 'messages.json'), 'utf8'))]));
const open = [];
let port, companion, plain, site, person;

const tributary = async (...words) => JSON.parse(await ran(PROGRAM, [...words, '--json', '--data-dir', path.join(folder, 'data'), '--port', String(port)]));
const serve = () => started(PROGRAM, ['serve', '--data-dir', path.join(folder, 'data'), '--port', String(port), '--window', '48h'], 'listening');

/** A browser with the extension, as a person has it before they have done anything. */
async function newcomer(change = () => {}) {
  const { code } = await tributary('pair');
  const before = (await tributary('status')).clients.length;
  const copy = developersCopy({ extension: PACKAGE, browser: 'chromium', port, code, origins: [site], adapters: true });
  change(copy);
  const { instance, userDataDir } = await launch({ browser: 'chromium', extension: copy, more: ['--lang=en'] });
  open.push({ instance, userDataDir, copy });
  await until('the extension pairs', async () => (await tributary('status')).clients.length > before);
  const own = await instance.newPage();
  await own.goto(address('options'));
  await asks(own, { to: 'unpair' });
  return { instance, own };
}

const address = (sheet, query = '') => `chrome-extension://${extensionId()}/${sheet}.html${query}`;
const asks = async (page, ask) => JSON.parse(await page.evaluate((question) => chrome.runtime.sendMessage(question), JSON.stringify({ ask })));
const visible = (page, selector) => page.waitForFunction((selector) => document.querySelector(selector)?.checkVisibility(), { timeout: PATIENCE, polling: 50 }, selector);
const press = (page, selector) => page.evaluate((selector) => document.querySelector(selector).click(), selector);

/** What each page shows once it has its texts and its picture of how things stand. */
const READY = { onboarding: '#step-paired .state-word:not(:empty)', options: '#consent:not(:empty)', popup: 'main[aria-busy=false]', report: '#nothing:not([hidden]), #something:not([hidden])', sent: '#none:not([hidden]), #some:not([hidden])' };

async function go(page, sheet, query) {
  // What is drawn in a tab behind others is drawn when somebody looks.
  await page.bringToFront();
  await page.goto(address(sheet, query));
  await page.waitForSelector(READY[sheet], { timeout: PATIENCE });
  if (sheet === 'onboarding') await page.waitForSelector('#terms h3', { timeout: PATIENCE });
}

async function look(page, { dark = false, width = 1280 }) {
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
}

/** Judged narrow and dark, wide and light: each width and each theme once. */
async function judgeAll(page, what) {
  for (const width of [360, 1280]) {
    await look(page, { width, dark: width === 360 });
    await judge(page, `${what}, ${width} px`);
  }
}

/** The page speaks another language than the browser, from the same files. */
async function speak(page, language) {
  return page.evaluateOnNewDocument((texts) => {
    chrome.i18n.getMessage = (key, values = []) => (texts[key]?.message ?? '').replace(/\$(\d)/g, (_, number) => [values].flat()[number - 1] ?? '');
  }, messages[language]);
}

async function chat(instance, name, question, before = 0) {
  const page = await instance.newPage();
  await page.goto(`${site}/c/${name}`);
  const box = await page.waitForSelector('textarea, input[type=text], input:not([type])');
  await box.type(question);
  await box.press('Enter');
  await page.waitForFunction((count) => document.body.innerText.split('my answer.').length - 1 > count, { timeout: PATIENCE }, before);
  return page;
}

async function tabOf(own, page) {
  return own.evaluate(async (url) => (await chrome.tabs.query({})).findLast((tab) => tab.url === url).id, page.url());
}

async function agreeByHand(page) {
  const disabled = () => page.$eval('#agree-button', (button) => button.disabled);
  assert.equal(await page.$$eval('#agree input:checked', (ticked) => ticked.length), 0, 'nothing is ticked');
  for (const field of ['licence-1', 'purpose-0', 'ending-0']) {
    assert.ok(await disabled(), `nobody can agree before ${field}`);
    await press(page, `#${field}`);
  }
  await page.waitForFunction(() => !document.getElementById('agree-button').disabled);
  await press(page, '#agree-button');
  await visible(page, '#withdraw');
}

before(async () => {
  assert.ok(fs.existsSync(PROGRAM), 'build the companion first: cargo build -p daemon');
  assert.ok(fs.existsSync(PACKAGE), 'build the extension first: scripts/build --extension-only');
  port = await freePort();
  const plainPort = await freePort();
  site = `http://127.0.0.1:${plainPort}`;
  // One after the other: what was started is known, and ended, even if the next one cannot start.
  companion = await serve();
  plain = await started('node', [path.join(ROOT, 'tests/interfaces/plain/server.mjs'), String(plainPort)], 'ready');
  person = await newcomer();
});

after(async () => {
  for (const { instance, userDataDir, copy } of open) {
    await instance.close().catch(() => {});
    for (const gone of [userDataDir, copy]) fs.rmSync(gone, { recursive: true, force: true, maxRetries: 5 });
  }
  companion?.kill();
  plain?.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('before anything is paired every page can be used by everybody', async () => {
  for (const sheet of Object.keys(READY)) {
    await go(person.own, sheet);
    await judgeAll(person.own, `${sheet}, unpaired`);
  }
});

test('terms are agreed to with nothing ticked beforehand, and withdrawn with one click at the same place', async () => {
  const { own } = person;
  await go(own, 'onboarding');
  assert.equal(await own.$$eval('.steps .done', (steps) => steps.length), 1, 'a site is on already');
  const { code } = await tributary('pair');
  await own.type('#code', code);
  await own.$eval('#port', (field, port) => { field.value = port; }, String(port));
  await own.click('#pair button');
  await visible(own, '#agree-fields');
  await judgeAll(own, 'onboarding, paired');
  const place = await own.$eval('#agree-button', (button) => button.getBoundingClientRect().x);
  await agreeByHand(own);
  assert.equal((await tributary('consent', '--show')).consent.licence, 'CC-BY-4.0');
  assert.equal(await own.$eval('#withdraw', (button) => button.getBoundingClientRect().x), place);
  assert.match(await own.$eval('#way', (way) => way.getAttribute('aria-label')), /48 hours.*Terms read and agreed to/);
  await press(own, '#withdraw');
  await visible(own, '#agree-fields');
  assert.equal((await tributary('consent', '--show')).consent, null);
  await own.reload();
  await visible(own, '#agree-fields');
  await agreeByHand(own);
  await judgeAll(own, 'onboarding, agreed');
  for (const sheet of ['options', 'popup', 'sent']) {
    await go(own, sheet);
    await judgeAll(own, `${sheet}, agreed`);
  }
});

test('changed terms are shown with what changed, and asked for again', async () => {
  const page = await person.instance.newPage();
  const former = { id: '2025-01', text: '# What you agree to\n\n**Age.** You are at least 16 years old.\n\nThis will go.' };
  const current = { id: '2026-01', text: '# What you agree to\n\n**Age.** You are at least 18 years old.\n\n- Something new.' };
  // The background's answers are real but for the terms, of which there is only one version so far.
  await page.evaluateOnNewDocument((terms) => {
    const send = chrome.runtime.sendMessage.bind(chrome.runtime);
    globalThis.asked = [];
    chrome.runtime.sendMessage = async (question) => {
      globalThis.asked.push(JSON.parse(question).ask);
      const answer = JSON.parse(await send(question));
      if (JSON.parse(question).ask.to === 'terms') answer.terms = terms;
      answer.overview.terms_changed = true;
      return JSON.stringify(answer);
    };
  }, { current, former });
  await go(page, 'onboarding');
  await visible(page, '#changed');
  const marked = (tag) => page.$$eval(`#terms ${tag}`, (all) => all.map((one) => one.textContent));
  assert.deepEqual(await marked('ins'), ['18', 'Something new.']);
  assert.deepEqual(await marked('del'), ['16', 'This will go.']);
  assert.equal(await page.$eval('ins', (one) => getComputedStyle(one).textDecorationLine), 'underline');
  assert.match(await page.$eval('#changed', (notice) => notice.textContent), /2025-01.*2026-01/);
  await visible(page, '#agree-fields');
  assert.ok(!(await page.$eval('#withdraw', (button) => button.checkVisibility())), 'the former consent is not offered as the present one');
  await judgeAll(page, 'onboarding with changed terms');
  for (const field of ['licence-0', 'purpose-0', 'ending-0']) await press(page, `#${field}`);
  await press(page, '#agree-button');
  await page.waitForFunction(() => globalThis.asked.some(({ to }) => to === 'agree'));
  assert.equal(await page.evaluate(() => globalThis.asked.find(({ to }) => to === 'agree').terms_id), current.id);
  // The companion does not know those terms, so what was agreed to is still the former.
  await page.waitForFunction(() => document.getElementById('agree-result').textContent.includes('terms'));
  await page.close();
});

let talk, about;
test('the popup hides and keeps in both directions, undoes both, and rates', async () => {
  const { instance, own } = person;
  talk = await chat(instance, 'whiskers', QUESTION);
  // A page that is behind another one is read slowly.
  await until('the record', async () => (await tributary('list')).length > 0);
  about = `?tab=${await tabOf(own, talk)}&${talk.url()}`;
  await go(own, 'popup', about);
  await visible(own, '#preview');
  const shown = () => own.$eval('#messages', (list) => list.innerText);
  const says = (text, there = true) => own.waitForFunction((text, there) => document.getElementById('messages').innerText.includes(text) === there, { timeout: PATIENCE, polling: 50 }, text, there);
  let id;
  const kept = async () => {
    id ??= (await tributary('list'))[0]?.id;
    return id && JSON.stringify(await tributary('show', id));
  };
  const arrives = (what, check) => until(what, async () => { const text = await kept(); return text && check(text); });
  await says('[EMAIL_1]');
  await judgeAll(own, 'popup with a conversation');
  await arrives('the record', (text) => text.includes('Whiskers') && !text.includes('posteo'));

  await own.click('mark');
  await says('jorinde.abelung@posteo.net');
  await arrives('what is kept', (text) => text.includes('posteo'));
  await press(own, '#undo');
  await says('[EMAIL_1]');
  await arrives('what is not kept any more', (text) => !text.includes('posteo'));

  // Half a word is selected with the mouse; the whole word goes, in each of its places.
  await own.evaluate(() => {
    const node = document.querySelector('#messages .text span').firstChild;
    getSelection().setBaseAndExtent(node, node.data.indexOf('isker'), node, node.data.indexOf('isker') + 5);
  });
  await own.waitForFunction(() => document.getElementById('hide-words').value === 'isker');
  await own.click('#hide button');
  await says('Whiskers', false);
  assert.equal((await shown()).split('[PRIVATE_1]').length - 1, 2);
  await arrives('what is hidden', (text) => !text.includes('Whiskers'));
  await press(own, '#undo');
  await says('Whiskers');
  await arrives('what is hidden no more', (text) => text.includes('Whiskers'));
  await own.focus('#hide-words');
  await own.keyboard.type('Whiskers');
  await own.keyboard.press('Enter');
  await says('[PRIVATE_1]');
  await press(own, 'button.keep[data-focus="keep-m1-0"]');
  await says('Whiskers');
  await own.type('#hide-words', 'zebra');
  await own.keyboard.press('Enter');
  await visible(own, '#hide-nothing');

  await press(own, '[data-focus="rateGood-m2"]');
  await own.waitForSelector('[data-focus="rateGood-m2"][aria-pressed=true]');
  await arrives('the rating', (text) => text.includes('thumbs_up'));
  await press(own, '[data-focus="rateGood-m2"]');
  await own.waitForSelector('[data-focus="rateGood-m2"][aria-pressed=false]');
  await arrives('no rating', (text) => !text.includes('"kind":"thumbs_up","source"'));
});

test('each delivery is an entry in the list of what left, without content', async () => {
  const { instance, own } = person;
  const read = async () => (await asks(own, { to: 'log' })).log;
  const revision = () => own.evaluate(async () => {
    const threads = Object.entries(await chrome.storage.local.get(null)).filter(([key]) => key.startsWith('thread:'));
    return Math.max(...threads.map(([, value]) => JSON.parse(value).revision));
  });
  const queued = async () => (await asks(own, { to: 'glance' })).overview.queued;
  await until('all is delivered', async () => (await queued()) === 0);
  // What really goes out is counted where it goes out: a record is larger than any other request.
  const { worker } = await findWorker(instance);
  await worker.evaluate(() => {
    const send = fetch;
    globalThis.handedOver = 0;
    globalThis.fetch = (url, options) => {
      if (options?.method === 'POST' && options.body.length > 500) globalThis.handedOver++;
      return send(url, options);
    };
  });
  await talk.bringToFront();
  const before = (await read()).length;
  const [, tab, shown] = /\?tab=(\d+)&(.*)/.exec(about);
  for (const good of [true, false, null]) {
    await own.evaluate((question) => chrome.runtime.sendMessage(question), JSON.stringify({ ask: { to: 'rate', message_id: 'm2', good }, tab: Number(tab), address: shown }));
    await until('the rating is delivered', async () => (await queued()) === 0);
  }
  const entries = await read();
  assert.equal(entries.length - before, await worker.evaluate(() => globalThis.handedOver));
  assert.equal(entries.length - before, 3);
  assert.deepEqual(entries.map((entry) => entry.outcome), entries.map(() => 'taken'));
  assert.equal(entries[0].revision, await revision());
  assert.equal(new Set(entries.map((entry) => entry.revision)).size, entries.length);
  assert.ok(entries.every((entry) => entry.bytes > 300 && entry.messages === 2 && entry.port === port));

  companion.kill();
  await new Promise((gone) => companion.once('close', gone));
  const box = await talk.$('textarea, input[type=text], input:not([type])');
  await talk.bringToFront();
  await box.type('And what should it drink?');
  await box.press('Enter');
  const [missed] = await until('the failed attempt is listed', async () => { const all = await read(); return all.length > entries.length && all; });
  assert.deepEqual([missed.outcome, missed.messages], ['not_reached', 4]);
  companion = await serve();
  await asks(own, { to: 'deliver' });
  await until('the second attempt is listed', async () => (await read())[0].outcome === 'taken');
  const stored = JSON.stringify(await read());
  for (const content of ['Whiskers', 'posteo', 'drink', 'whiskers']) assert.ok(!stored.includes(content), content);

  await go(own, 'sent');
  assert.equal(await own.$$eval('#entries tr', (rows) => rows.length), entries.length + 2);
  const file = await own.$eval('#save', (link) => fetch(link.href).then((answer) => answer.json()).catch(() => JSON.parse(decodeURIComponent(link.href.split(',')[1]))));
  assert.deepEqual(file, await read());
});

test('the popup shows the conversation also after the browser has stopped the background', async () => {
  const { instance, own } = person;
  await go(own, 'options');
  await stopWorker(instance);
  await go(own, 'popup', about);
  await visible(own, '#preview');
  await own.waitForFunction(() => document.getElementById('messages').innerText.includes('Whiskers'), { timeout: PATIENCE });
});

// ---- a language that nobody speaks ----

const ACCENTS = { a: 'á', c: 'ç', d: 'ð', e: 'é', g: 'ğ', i: 'í', n: 'ñ', o: 'ö', s: 'š', u: 'ü', y: 'ý', A: 'Å', E: 'É', I: 'Ï', O: 'Ö', S: 'Š', T: 'Ŧ', U: 'Ü' };
const pseudo = (text) => `⟦${[...text].map((letter, index) => (text[index - 1] === '$' ? letter : ACCENTS[letter] ?? letter)).join('')}${' ~'.repeat(Math.ceil(text.length / 6))}⟧`;

function speakPseudo(copy) {
  const file = path.join(copy, '_locales/en/messages.json');
  const texts = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const [key, entry] of Object.entries(texts)) if (!['language', 'direction', 'extensionName', 'extensionDescription'].includes(key)) entry.message = pseudo(entry.message);
  fs.writeFileSync(file, JSON.stringify(texts));
}

/** Visible texts, also those for screen readers, that no message file holds and that are no data. */
const untranslated = (page) => page.evaluate(() => {
  const data = '#terms, .origin, #messages .text, #text, #entries td:not(:last-child), .chips li, header h1:only-of-type[data-i18n=extensionName]';
  const found = [];
  const check = (text, element, where) => {
    if (/\p{L}{2}/u.test(text) && !text.includes('⟦') && !element.closest(data)) found.push(`${where} of ${element.outerHTML.slice(0, 120)}: ${text.slice(0, 80)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.checkVisibility()) check(walker.currentNode.data, element, 'text');
  }
  for (const name of ['aria-label', 'title', 'alt', 'data-label']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!(name === 'title' && element.matches('mark'))) check(element.getAttribute(name), element, name);
    }
  }
  return found;
});

// Another browser, so it is looked at while the first one speaks all languages.
describe('in every language', { concurrency: true }, () => {

describe('that is spoken', { concurrency: 1 }, () => {

for (const language of LANGUAGES) {
  test(`with a conversation every page can be used by everybody (${language})`, async () => {
    const page = await person.instance.newPage();
    await speak(page, language);
    for (const [index, sheet] of Object.keys(READY).entries()) {
      const dark = (index + LANGUAGES.indexOf(language)) % 2 === 0;
      await look(page, { dark, width: 360 });
      await go(page, sheet, ['popup', 'report'].includes(sheet) ? about : '');
      assert.equal(await page.$eval('html', (root) => root.lang), language);
      await judge(page, `${sheet}, ${language}, ${dark ? 'dark' : 'light'}`);
      await look(page, { dark: !dark, width: 1280 });
      await judge(page, `${sheet}, ${language}, the other theme`, { type: 'rule', values: ['color-contrast'] });
    }
    await page.close();
  });
}

test('what the popup showed last stands there with its time while nobody answers, on the same site only, and without text once nothing is read', async () => {
  const { instance, own } = person;
  const mute = await instance.newPage();
  await mute.evaluateOnNewDocument(() => { chrome.runtime.sendMessage = () => new Promise(() => {}); });
  const kept = async (query) => {
    await mute.goto(address('popup', query));
    // Asked later than the popup has asked, so answered later.
    await mute.evaluate(async () => { await chrome.tabs.query({}); await chrome.storage.session.get(); });
    return mute.evaluate(() => [document.querySelector('#preview').checkVisibility(), document.querySelector('#messages').innerText]);
  };
  const [shown, words] = await kept(about);
  assert.ok(shown && words.includes('Whiskers'));
  await visible(mute, '#as-of');
  assert.match(await mute.$eval('#as-of', (line) => line.textContent), /As of \d+:\d\d/);
  assert.equal(await mute.$eval('main', (main) => main.ariaBusy), 'true');
  assert.deepEqual(await kept(about.replace(/&.*/, '&https://elsewhere.example/')), [false, '']);
  const scope = { of: 'site', origin: site };
  await asks(own, { to: 'pause', scope });
  assert.deepEqual(await kept(about), [false, '']);
  await asks(own, { to: 'resume', scope });
  await mute.close();
  const other = await chat(instance, 'closed', 'Of this, nothing stays in memory.');
  const [, tab] = /(\d+)/.exec(`${await tabOf(own, other)}`), keys = () => own.evaluate(async () => Object.keys(await chrome.storage.session.get()));
  await until('the other tab is drawn', async () => (await keys()).includes(`drawing:${tab}`));
  await other.close();
  await until('it is forgotten', async () => !(await keys()).some((key) => key === `drawing:${tab}` || key === `view:${tab}`));
});

});

test('no text of any page is written into the program, and longer texts fit on a narrow screen', async () => {
  const stranger = await newcomer(speakPseudo);
  const { instance, own } = stranger;
  await look(own, { width: 360 });
  const check = async (sheet, state, query) => {
    await go(own, sheet, query);
    await own.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
    assert.deepEqual(await untranslated(own), [], `${sheet}, ${state}`);
    const wide = await own.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${sheet}, ${state}, can be scrolled sideways by ${wide} pixels`);
  };
  for (const sheet of Object.keys(READY)) await check(sheet, 'unpaired');
  const { code } = await tributary('pair');
  assert.equal((await asks(own, { to: 'pair', code, port })).failure, null);
  const page = await chat(instance, 'pseudo', QUESTION);
  const query = `?tab=${await tabOf(own, page)}&${page.url()}`;
  await until('it is delivered', async () => (await asks(own, { to: 'log' })).log.length > 0);
  for (const sheet of Object.keys(READY)) await check(sheet, 'with a conversation', ['popup', 'report'].includes(sheet) ? query : '');
  await check('popup', 'on a site that is not on', `?tab=${await tabOf(own, page)}&https://chatgpt.com/`);
  await go(own, 'options');
  await own.waitForFunction(() => [...document.querySelectorAll('#known button')].some((button) => button.textContent === 'chatgpt.com'), { timeout: PATIENCE });
});

});
