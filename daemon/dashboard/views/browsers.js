/**
 * Paired browsers: who may hand in records, pairing another one, unpairing.
 *
 * In: the context. Out: a section of the settings.
 */

import * as api from '../companion.js';
import { duration } from '../countdown.js';
import { confirm, copyButton, open } from '../dialog.js';
import { announce, button, el, keepFocus } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';

export function browsersSection(context) {
  const element = el('section', { class: 'card', id: 'browsers' });
  let drawn = '';
  let pairing = null;

  function update() {
    const { clients } = context.situation();
    if (pairing) {
      const added = clients.find((client) => !pairing.known.has(client.id));
      if (added) {
        pairing.handle.close();
        announce(t.settings.pairDone(added.browser), 'good');
      }
    }
    const now = JSON.stringify(clients);
    if (now === drawn) return;
    drawn = now;
    keepFocus(() => element.replaceChildren(
      el('h2', {}, t.settings.browsers),
      clients.length === 0 ? el('p', { class: 'soft' }, t.settings.browsersNone) : el('ul', { class: 'clients' }, clients.map(client)),
      button(t.settings.pair, pair, { class: clients.length === 0 ? 'primary' : '', 'data-focus': 'pair' })));
  }

  function client({ id, browser, origin, by_itself: byItself, paired_day: paired, last_seen_day: seen }) {
    const came = byItself ? t.settings.pairedItself : t.settings.paired;
    return el('li', {},
      el('div', {}, el('strong', {}, line(browser)), el('p', { class: 'soft' }, [came(t.time.day(paired)), t.settings.seen(seen && t.time.day(seen))].join(' · ')), el('p', { class: 'origin' }, line(origin))),
      button(t.settings.unpair, () => unpair(id, browser), { 'aria-label': t.settings.unpairLabel(browser), 'data-focus': `unpair-${id}` }));
  }

  async function unpair(id, browser) {
    const words = t.confirm.unpair;
    if (!(await confirm({ title: words.title(browser), points: words.points, yes: words.yes }))) return;
    try {
      await api.unpair(id);
      announce(t.settings.unpaired, 'good');
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  }

  async function pair() {
    const code = el('output', { class: 'pair-code', 'aria-label': t.settings.pairCode });
    const left = el('p', { class: 'soft' });
    const renew = button(t.settings.pairNew, ask);
    const body = [el('p', {}, t.settings.pairLead), code, left];
    const known = new Set(context.situation().clients.map(({ id }) => id));
    async function ask() {
      try {
        const fresh = await api.pair();
        pairing.expires = fresh.expires;
        pairing.words = fresh.code;
        // In groups, so that it can be read out; the copy has none.
        code.replaceChildren(...fresh.code.replace(/[\s-]/g, '').match(/.{1,4}/g).map((group) => el('span', {}, group)));
        tick();
      } catch (error) {
        pairing.handle.close();
        context.report(error);
      }
    }
    pairing = { known, left, code, expires: null, words: '' };
    pairing.handle = open(t.settings.pairTitle, body, [copyButton(t.settings.copyCode, () => pairing?.words ?? '', t.signedOut.copied, t.record.copyFailed), renew, button(t.close, () => pairing?.handle.close(), { class: 'primary' })], 'pairing');
    const mine = pairing;
    mine.handle.closed.then(() => pairing === mine && (pairing = null));
    await ask();
  }

  function tick() {
    if (!pairing?.expires) return;
    const remaining = pairing.expires - context.now();
    const words = remaining > 0 ? t.settings.pairLeft(duration(remaining)) : t.settings.pairOver;
    pairing.code.classList.toggle('over', remaining <= 0);
    if (pairing.left.textContent !== words) pairing.left.textContent = words;
    // The page asks more often while somebody waits for a browser to appear.
    if (remaining > 0 && Math.floor(remaining / 1000) % 3 === 0) context.refresh().catch(() => {});
  }

  return { element, update, tick, leave: () => pairing?.handle.close() };
}
