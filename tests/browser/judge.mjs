// What every page must stand: axe finds nothing, and nothing can be scrolled sideways. And what the tests of pages share.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';

const AXE = fs.readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Every theme with every width. */
export const LOOKS = [{ dark: false, width: 1280 }, { dark: true, width: 1280 }, { dark: false, width: 360 }, { dark: true, width: 360 }];

/** Says what is wrong with the page as it is shown; `rules` are those of axe, if not the usual ones. */
export async function judge(page, what, rules = { type: 'tag', values: RULES }) {
  if (await page.evaluate(() => typeof globalThis.axe === 'undefined')) await page.evaluate(AXE);
  const found = await page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join('\n   ')}`);
  }, rules);
  assert.deepEqual(found, [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what} can be scrolled sideways by ${wide} pixels`);
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}
