// What a page pays for being read, measured in a real Chromium. `scripts/bench capture` runs this; one line of JSON comes out.
//
// node cost.mjs --url URL --seconds N [--connect DEBUG_PORT | --extension FOLDER]
//   with --connect: in the browser that `scripts/browser` has opened; else in one of its own, with that extension or none.
// Opens the page, lets it be read, and streams a reply into it, each under a trace. From the trace: the time that the
// extension's functions took in the page's main thread, all that they forced (layout) included; the tasks they ran in; the
// page's own style and layout. From the system: processor time and memory of the page's and the extension's processes.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import puppeteer from 'puppeteer-core';
import { launch } from './launch.mjs';

const TOKENS_PER_SECOND = 60;
const SETTLE_MS = 3000; // after the first picture
const TICK_MS = 10; // of /proc/PID/stat

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, seconds: { type: 'string' }, connect: { type: 'string' }, extension: { type: 'string' }, trace: { type: 'string' } },
});

const pause = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));

// ---- processes ----

function processes(browserPid) {
  const parents = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, rest] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
      const fields = rest.split(' ');
      const kind = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      parents.set(Number(pid), { pid: Number(pid), parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS, kind });
    } catch { /* ended meanwhile */ }
  }
  const below = (entry) => entry && (entry.pid === browserPid || below(parents.get(entry.parent)));
  return [...parents.values()].filter((entry) => / --type=renderer/.test(entry.kind) && below(entry));
}

function privateMegabytes(pid) {
  const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)[1]) / 1024;
}

// ---- traces ----

async function traced(page, act) {
  const file = path.join(os.tmpdir(), `trace-${process.pid}-${Date.now()}.json`);
  await page.tracing.start({ path: file, categories: ['-*', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-lighthouse', 'toplevel'] });
  const result = await act();
  await page.tracing.stop();
  const { traceEvents } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (options.trace) fs.appendFileSync(options.trace, JSON.stringify(traceEvents) + '\n');
  fs.rmSync(file);
  return { result, ...summary(traceEvents) };
}

// Milliseconds of processor time where the trace knows them: a busy machine must not look like a slow page.
const cost = (event) => (event.tdur ?? event.dur ?? 0) / 1000;

function summary(events) {
  const byThread = new Map();
  for (const event of events) {
    if (event.ph !== 'X') continue;
    const thread = `${event.pid}:${event.tid}`;
    if (!byThread.has(thread)) byThread.set(thread, []);
    byThread.get(thread).push(event);
  }
  // The page's main thread is the one on which the page's own script ran.
  const origin = new URL(options.url).origin;
  const ofPage = (event) => /^(CommitLoad|FunctionCall)$/.test(event.name) && (event.args?.data?.url ?? '').startsWith(origin);
  const main = [...byThread.values()].sort((a, b) => b.filter(ofPage).length - a.filter(ofPage).length)[0] ?? [];
  main.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const ours = (event) => /^chrome-extension:/.test(event.args?.data?.url ?? '');
  let script = 0, until = 0, longestScript = 0, layout = 0, layoutUntil = 0, tasks = 0, longestTask = 0, task = null;
  const told = new Set();
  for (const event of main) {
    if (/RunTask/.test(event.name) && (!task || event.ts >= task.ts + task.dur)) { task = event; tasks += cost(event); }
    if (/^(UpdateLayoutTree|Layout|PrePaint|Layerize|Paint)$/.test(event.name) && event.ts >= layoutUntil) { layout += cost(event); layoutUntil = event.ts + event.dur; }
    if (!/^(FunctionCall|EvaluateScript|v8\.run|v8\.compile)$/.test(event.name) || !ours(event) || event.ts < until) continue;
    until = event.ts + event.dur;
    script += cost(event);
    longestScript = Math.max(longestScript, cost(event));
    if (task && event.ts < task.ts + task.dur && !told.has(task)) { told.add(task); longestTask = Math.max(longestTask, cost(task)); }
  }
  return { script, longestScript, longestTask, layout, tasks };
}

// ---- the run ----

const own = options.connect ? null : await launch({ browser: 'chromium', extension: options.extension ? path.resolve(options.extension) : null });
const browser = own?.instance ?? (await puppeteer.connect({ browserURL: `http://127.0.0.1:${options.connect}`, defaultViewport: null }));
// What the page runs in: the process that the system information of the browser names as such.
const session = await browser.target().createCDPSession();
const { processInfo } = await session.send('SystemInfo.getProcessInfo');
const browserPid = processInfo.find(({ type }) => type === 'browser').id;

// Counts what arrives, in the extension's worker.
const target = options.connect || options.extension ? await browser.waitForTarget((target) => target.type() === 'service_worker', { timeout: 30_000 }) : null;
const worker = await target?.worker();
await worker?.evaluate(() => {
  if (globalThis.benchBytes !== undefined) return;
  globalThis.benchBytes = 0;
  globalThis.benchMessages = 0;
  chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener((message) => {
    benchBytes += JSON.stringify(message).length;
    benchMessages++;
  }));
});
const arrived = async () => (worker ? worker.evaluate(() => ({ bytes: benchBytes, messages: benchMessages })) : { bytes: 0, messages: 0 });

const earlier = (await arrived()).bytes;
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 900 });
const opening = await traced(page, async () => {
  await page.goto(options.url, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction('document.body.dataset.ready === "1"');
  let last = await arrived();
  for (let still = 0; still < SETTLE_MS; ) { // until nothing has arrived for so long
    await pause(500);
    const present = await arrived();
    still = present.bytes === last.bytes ? still + 500 : 0;
    last = present;
  }
});
const firstBytes = (await arrived()).bytes - earlier;
const before = processes(browserPid);
const milliseconds = Number(options.seconds) * 1000;
const streaming = await traced(page, async () => {
  const outcome = await page.evaluate((time, rate) => stream(time, rate), milliseconds, TOKENS_PER_SECOND);
  await pause(1000);
  return outcome;
});
const after = processes(browserPid);
const spent = ({ pid, ms }) => ms - (before.find((entry) => entry.pid === pid)?.ms ?? 0);
const inExtension = after.filter(({ kind }) => / --extension-process/.test(kind));
const [pageProcess] = after.filter(({ kind }) => !/ --extension-process/.test(kind)).sort((a, b) => spent(b) - spent(a));
const metrics = await page.metrics();
const seconds = milliseconds / 1000;
const arrivedNow = await arrived();
console.log(JSON.stringify({
  first_ms: opening.script, first_longest_ms: opening.longestScript, first_kb: firstBytes / 1000,
  script_percent: (streaming.script / milliseconds) * 100,
  longest_ms: streaming.longestScript, longest_task_ms: streaming.longestTask,
  layout_percent: (streaming.layout / milliseconds) * 100,
  page_percent: (streaming.tasks / milliseconds) * 100,
  kb_per_second: (arrivedNow.bytes - earlier - firstBytes) / 1000 / seconds,
  worker_percent: (inExtension.reduce((sum, entry) => sum + spent(entry), 0) / milliseconds) * 100,
  page_mb: privateMegabytes(pageProcess.pid), page_heap_mb: metrics.JSHeapUsedSize / 1e6,
  worker_mb: inExtension.reduce((sum, { pid }) => sum + privateMegabytes(pid), 0),
  stalled_ms: streaming.result.stalled, tokens: streaming.result.tokens, frames: streaming.result.frames,
}));
await page.close();
if (own) {
  await browser.close();
  fs.rmSync(own.userDataDir, { recursive: true, force: true, maxRetries: 5 });
} else browser.disconnect();
process.exit(0);
