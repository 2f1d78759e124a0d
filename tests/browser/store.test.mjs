// What the stores are told is what the manifests ask for: each permission has its reason and each reason its permission.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const listing = fs.readFileSync(new URL('docs/store-listing.md', root), 'utf8');
const manifests = Object.fromEntries(['chromium', 'firefox'].map((browser) => [browser, JSON.parse(fs.readFileSync(new URL(`manifest/manifest.${browser}.json`, root), 'utf8'))]));

/** The rows of the table below a heading, without its head. */
function rows(heading) {
  const section = listing.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

const named = (heading) => rows(heading).map(([name]) => name.replaceAll('`', '')).sort();

for (const [browser, manifest] of Object.entries(manifests)) {
  test(`each permission of ${browser} has its reason, and each reason its permission`, () => {
    assert.deepEqual(named('Permissions, and what breaks without them'), [...manifest.permissions].sort());
    assert.deepEqual(named('Sites'), [...manifest.host_permissions, ...manifest.optional_host_permissions].sort());
    assert.equal(manifest.optional_permissions, undefined);
    assert.equal(manifest.content_scripts, undefined);
    assert.equal(manifest.incognito, 'not_allowed');
    assert.ok(![...manifest.permissions, ...manifest.host_permissions].some((one) => /all_urls|\*:\/\/|^https?:\/\/\*/.test(one)), 'no site is asked for at installation');
  });
}

test('each reason says why, and what breaks without it', () => {
  for (const row of [...rows('Permissions, and what breaks without them'), ...rows('Sites')]) {
    const [why, broken] = row.slice(-2);
    assert.ok(why.length > 60 && broken.length > 30, row[0]);
  }
});

test('what is declared about data is told', () => {
  for (const kind of manifests.firefox.browser_specific_settings.gecko.data_collection_permissions.required) assert.ok(listing.includes(`\`${kind}\``), kind);
});
