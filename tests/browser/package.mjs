// Makes a developer's copy of the built extension: paired by itself, with the given sites switched on.
//
// A released package asks the person for all of this. The copy says it in a file of its own, provision.json, and names the
// sites among its required permissions, because an optional permission can only be granted by a person's click.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export function developersCopy({ extension, browser, port, code, origins, adapters }) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-extension-'));
  fs.cpSync(extension, copy, { recursive: true });
  const manifestFile = path.join(copy, 'manifest.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  const patterns = origins.map((origin) => {
    const { protocol, host, hostname } = new URL(origin);
    // Firefox refuses a port in a match pattern; without one, the pattern covers all ports.
    return `${protocol}//${browser === 'firefox' ? hostname : host}/*`;
  });
  manifest.host_permissions = [...new Set([...(manifest.host_permissions ?? []), ...patterns])];
  fs.writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
  fs.writeFileSync(path.join(copy, 'provision.json'), JSON.stringify({ port, pairing_code: code, origins }));
  if (!adapters) fs.writeFileSync(path.join(copy, 'sites.json'), '{}');
  return copy;
}
