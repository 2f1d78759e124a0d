// Stands in for what a page has and node has not: message files come from the folder.
import fs from 'node:fs';

globalThis.fetch = async (url) => ({ json: async () => JSON.parse(fs.readFileSync(url, 'utf8')) });
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en'] }, configurable: true });
