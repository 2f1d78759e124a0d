// Starts a real Chromium or Firefox with the unpacked extension.
//
// In: which browser, which extension folder, which profile. Out: a puppeteer browser. Flags and preferences
// only switch off what talks to the outside or would ask a question; nothing about the extension is relaxed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const PROGRAMS = {
  chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
};

export function program(browser) {
  const found = PROGRAMS[browser]?.find((file) => fs.existsSync(file));
  if (!found) throw new Error(`no ${browser} found: run scripts/setup`);
  return found;
}

export async function launch({ browser, extension, headless = true, profile, debugPort, more = [], preferences = {} }) {
  const executablePath = program(browser);
  const userDataDir = profile ?? fs.mkdtempSync(path.join(os.tmpdir(), 'tributary-profile-'));
  // The caller decides when a signal ends the browser; puppeteer's own handlers would kill it without saving.
  const common = { executablePath, headless, userDataDir, handleSIGINT: false, handleSIGTERM: false, defaultViewport: null };
  if (browser === 'firefox') {
    const instance = await puppeteer.launch({
      ...common,
      browser: 'firefox',
      extraPrefsFirefox: {
        'browser.shell.checkDefaultBrowser': false,
        'datareporting.policy.dataSubmissionEnabled': false,
        'network.captive-portal-service.enabled': false,
        'network.connectivity-service.enabled': false,
        ...preferences,
      },
    });
    const id = extension ? await instance.installExtension(extension) : null;
    return { instance, id, userDataDir };
  }
  const args = [
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic',
    '--window-size=1280,900', ...more,
  ];
  // Chromium's own sandbox refuses to run as root, which is what containers and CI machines are.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  if (headless) args.push('--disable-gpu');
  if (extension) args.push(`--disable-extensions-except=${extension}`, `--load-extension=${extension}`);
  const instance = await puppeteer.launch({
    ...common,
    args,
    ignoreDefaultArgs: ['--disable-extensions', '--enable-automation'],
    ...(debugPort ? { debuggingPort: debugPort } : {}),
  });
  return { instance, id: null, userDataDir };
}
