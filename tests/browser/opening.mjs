// How soon the popup shows a conversation after it was asked for, measured in a real Chromium; `scripts/bench popup` runs this, and one
// line of JSON comes out. Awake: the extension's background runs. Asleep: the browser has stopped it before, as it does after half a
// minute. Counted from the beginning of the navigation to the first frame after the text stands in the page, and to the background's answer.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './judge.mjs';
import { launch } from './launch.mjs';
import { developersCopy } from './package.mjs';
import { extensionId, stopWorker } from './popup.mjs';
import { started } from './programs.mjs';

const ROUNDS = 20;
const ROOT = new URL('../../', import.meta.url).pathname;
const PROGRAM = path.join(ROOT, 'target/debug/tributary');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-opening-'));

const [port, plainPort] = [await freePort(), await freePort()];
const own = ['--data-dir', path.join(folder, 'data'), '--port', String(port)];
const tributary = (...words) => JSON.parse(execFileSync(PROGRAM, [...words, '--json', ...own], { encoding: 'utf8' }));
const companion = await started(PROGRAM, ['serve', ...own], 'listening');
const plain = await started('node', [path.join(ROOT, 'tests/interfaces/plain/server.mjs'), String(plainPort)], 'ready');
tributary('consent', '--agree');
const copy = developersCopy({ extension: path.join(ROOT, 'dist/chromium'), browser: 'chromium', port, code: tributary('pair').code, origins: [`http://127.0.0.1:${plainPort}`], adapters: true });
const { instance, userDataDir } = await launch({ browser: 'chromium', extension: copy });
try {
  while (tributary('status').clients.length === 0) await new Promise((later) => setTimeout(later, 100));
  const chat = await instance.newPage();
  await chat.goto(`http://127.0.0.1:${plainPort}/c/opening`);
  for (let turn = 0; turn < 10; turn++) {
    const box = await chat.waitForSelector('textarea');
    await box.type(`Question number ${turn}: write to jorinde.abelung@posteo.net please.`);
    await box.press('Enter');
    await chat.waitForFunction((count) => document.body.innerText.split('my answer.').length - 1 > count, {}, turn);
  }
  const until = Date.now() + 60_000;
  while (tributary('list').length === 0 && Date.now() < until) await new Promise((later) => setTimeout(later, 200));
  const popup = await instance.newPage();
  await popup.setViewport({ width: 400, height: 640 });
  await popup.evaluateOnNewDocument(() => {
    globalThis.shown = new Promise((done) => {
      const look = () => {
        if (document.querySelector('#preview:not([hidden]) #messages .text')) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
        else setTimeout(look, 1);
      };
      look();
    });
    globalThis.answered = new Promise((done) => {
      const look = () => (document.querySelector('main[aria-busy=false]') ? done(performance.now()) : setTimeout(look, 1));
      look();
    });
  });
  const base = `chrome-extension://${extensionId()}/popup.html`;
  await popup.goto(base);
  const tab = await popup.evaluate(async (url) => (await chrome.tabs.query({})).findLast((one) => one.url === url).id, chat.url());
  const open = async () => {
    await popup.goto('about:blank');
    await popup.goto(`${base}?tab=${tab}&${chat.url()}`, { waitUntil: 'domcontentloaded' });
    return popup.evaluate(() => Promise.all([globalThis.shown, globalThis.answered]));
  };
  const [awake, asleep] = [[], []];
  await open();
  for (let round = 0; round < ROUNDS; round++) awake.push(await open());
  for (let round = 0; round < ROUNDS; round++) {
    await popup.goto('about:blank');
    await stopWorker(instance);
    asleep.push(await open());
  }
  const spread = (times) => {
    const sorted = times.sort((one, other) => one - other).map(Math.round);
    return { median_ms: (sorted[ROUNDS / 2 - 1] + sorted[ROUNDS / 2]) / 2, least_ms: sorted[0], most_ms: sorted.at(-1) };
  };
  const told = (rounds) => ({ shown: spread(rounds.map(([shown]) => shown)), answered: spread(rounds.map(([, answered]) => answered)) });
  console.log(JSON.stringify({ rounds: ROUNDS, messages: 20, awake: told(awake), asleep: told(asleep) }));
} finally {
  await instance.close();
  companion.kill();
  plain.kill();
  for (const gone of [copy, folder, userDataDir]) fs.rmSync(gone, { recursive: true, force: true, maxRetries: 5 });
}
