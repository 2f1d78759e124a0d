// A browser as it comes from its maker: nothing is paired, granted or switched on in it. It takes orders on standard input (chat.mjs)
// and ends with them.
//
//   node stranger.mjs [--browser chromium|firefox] [--extension DIR] [--profile DIR] [-- flags of Chromium …]
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { takeOrders } from './chat.mjs';
import { launch } from './launch.mjs';

const { values: options, positionals: more } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'string', default: 'chromium' }, extension: { type: 'string' }, profile: { type: 'string' } },
});
const { instance, userDataDir } = await launch({ ...options, more });
async function tidy() {
  await instance.close().catch(() => {});
  if (!options.profile) fs.rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => tidy().then(() => process.exit(0)));
const page = (await instance.pages())[0] ?? (await instance.newPage());
console.log(JSON.stringify({ ready: true, browser: options.browser }));
await takeOrders(page, instance);
await tidy();
process.exit(0);
