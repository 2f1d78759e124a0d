// A browser with the built extension, paired with a running companion. `scripts/browser` runs this.
//
// Waits until the extension is paired and its sites are on, then opens the address. Stays in the foreground until the
// browser is closed or a signal comes; with --orders it takes orders on standard input (chat.mjs) and ends with them.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { takeOrders } from './chat.mjs';
import { launch } from './launch.mjs';
import { developersCopy } from './package.mjs';

const { values: options, positionals: [url] } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: 'string' },
    extension: { type: 'string' },
    tributary: { type: 'string' },
    'data-dir': { type: 'string' },
    port: { type: 'string' },
    enable: { type: 'string', multiple: true, default: [] },
    profile: { type: 'string' },
    'debug-port': { type: 'string' },
    headless: { type: 'boolean', default: false },
    orders: { type: 'boolean', default: false },
  },
});

const run = promisify(execFile);
async function tributary(...verb) {
  const { stdout } = await run(options.tributary, [...verb, '--json', '--data-dir', options['data-dir'], '--port', options.port]);
  return JSON.parse(stdout);
}

async function pairedBrowsers() {
  return (await tributary('status')).clients.length;
}

const before = await pairedBrowsers();
const { code } = await tributary('pair');
const copy = developersCopy({
  extension: options.extension,
  browser: options.browser,
  port: Number(options.port),
  code,
  origins: options.enable.map((origin) => new URL(origin).origin),
  adapters: process.env.TRIBUTARY_NO_ADAPTERS !== '1',
});

const { instance, userDataDir } = await launch({
  browser: options.browser,
  extension: copy,
  headless: options.headless,
  profile: options.profile,
  debugPort: options['debug-port'] ? Number(options['debug-port']) : undefined,
});

async function tidy() {
  await instance.close().catch(() => {});
  fs.rmSync(copy, { recursive: true, force: true });
  if (!options.profile) fs.rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => tidy().then(() => process.exit(0)));

// Pairing is the last thing that the extension does with provision.json: then its sites are on.
const deadline = Date.now() + 60_000;
while ((await pairedBrowsers()) <= before) {
  if (Date.now() > deadline) {
    await tidy();
    console.error(`browser: the extension did not pair within a minute: is ${path.basename(copy)} a whole build? Run scripts/build`);
    process.exit(1);
  }
  await new Promise((next) => setTimeout(next, 100));
}

const page = (await instance.pages())[0] ?? (await instance.newPage());
if (url && url !== 'about:blank') await page.goto(url, { waitUntil: 'domcontentloaded' });
console.log(JSON.stringify({ ready: true, browser: options.browser, url: page.url() }));

if (options.orders) await takeOrders(page, instance);
else await new Promise((closed) => instance.once('disconnected', closed));
await tidy();
process.exit(0);
