/**
 * Several pools: the list in the settings, adding one with its key and terms, and the choice for records.
 *
 * In: the context. Out: a section of the settings, a card of a record, a choice for many. With one pool, only the section is seen.
 * A pool is added in two steps: first its key and terms are shown, then the person agrees. Nothing is ticked beforehand.
 */

import * as api from '../companion.js';
import { confirm } from '../dialog.js';
import { announce, button, el, keepFocus, notice } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { group, termsText } from './consent.js';

export const nameOf = (pool) => pool.name || pool.url;

export function poolsSection(context) {
  const list = el('ul', { class: 'plain pools' });
  const adding = el('div', { class: 'pool-adding' });
  const element = el('section', { class: 'card', id: 'pools' }, el('h2', {}, t.pools.title), el('p', { class: 'soft' }, t.pools.lead), list, adding);
  let drawn = '';
  let shown = null;

  async function perform(action, done) {
    try {
      await action();
      announce(done, 'good');
      await context.refresh();
      return true;
    } catch (error) {
      context.report(error);
      return false;
    }
  }

  async function withdraw(pool) {
    if (await confirm({ title: t.pools.withdrawTitle(nameOf(pool)), points: t.pools.withdrawPoints, yes: t.pools.withdraw })) await perform(() => api.withdrawFromPool(pool.url), t.pools.withdrawn);
  }

  /** Who answers at an address, and on which terms. */
  async function look(url, language) {
    try {
      shown = await api.lookAtPool(url, language);
      agreeing();
    } catch (error) {
      context.report(error);
    }
  }

  async function remove(pool) {
    if (await confirm({ title: t.pools.removeTitle(nameOf(pool)), points: [t.pools.removePoint], yes: t.pools.remove })) await perform(() => api.removePool(pool.url), t.pools.removed);
  }

  function item(pool, several) {
    const facts = [[t.settings.poolAddress, pool.url], [t.pools.key, pool.fingerprint]].filter(([, value]) => value);
    return el('li', {},
      el('p', { class: 'line' }, el('strong', {}, line(nameOf(pool))), several && pool.default ? el('span', { class: 'state' }, t.pools.default) : null),
      el('dl', { class: 'facts' }, facts.map(([name, value]) => [el('dt', {}, name), el('dd', { class: 'hash' }, line(value))])),
      status(pool),
      actions(pool, several));
  }

  function status(pool) {
    if (pool.paused) return notice('warn', el('p', {}, t.pools.paused));
    if (!pool.consent) return el('p', {}, t.pools.notAgreed);
    return el('p', { class: 'soft' }, t.pools.agreedOn(t.time.day(pool.consent.day), t.settings.licences[pool.consent.licence]?.[0] ?? pool.consent.licence), ' · ', t.pools.records(pool.records),
      pool.terms ? [' · ', el('a', { href: '#/receipts' }, t.settings.read(pool.consent.terms_id))] : null);
  }

  function actions(pool, several) {
    const named = (what, done, options = {}) => button(what, done, { class: 'small', 'aria-label': `${what}: ${nameOf(pool)}`, ...options });
    const mine = pool.terms || !pool.home;
    const all = [
      mine && !pool.agreed ? named(t.pools.read, () => look(pool.url, pool.consent?.language ?? t.language), { class: pool.paused ? 'primary small' : 'small', 'data-focus': `read-${pool.url}` }) : null,
      several && !pool.default && pool.agreed ? named(t.pools.makeDefault, () => perform(() => api.defaultPool(pool.url), t.settings.saved), { 'data-focus': `default-${pool.url}` }) : null,
      mine && pool.consent ? named(t.pools.withdraw, () => withdraw(pool), { class: 'quiet small', 'data-focus': `withdraw-${pool.url}` }) : null,
      several && !pool.home ? named(t.pools.remove, () => remove(pool), { class: 'quiet small', 'data-focus': `remove-${pool.url}` }) : null,
    ].filter(Boolean);
    return all.length > 0 ? el('p', { class: 'line' }, all) : null;
  }

  /** The first step: an address. */
  function asking() {
    const address = el('input', { type: 'text', inputmode: 'url', autocomplete: 'off', spellcheck: 'false', required: true, placeholder: 'https://', 'data-focus': 'pool-address' });
    const submit = (event) => {
      event.preventDefault();
      look(address.value.trim(), t.language);
    };
    adding.replaceChildren(el('details', {}, el('summary', { 'data-focus': 'pool-add' }, t.pools.add),
      el('form', { on: { submit } }, el('label', { class: 'field' }, el('span', {}, t.settings.poolAddress), address), el('div', { class: 'line' }, el('button', { type: 'submit' }, t.pools.look)))));
  }

  /** The second step: who answers there, and on which terms. */
  function agreeing() {
    const { terms, changes, former } = shown;
    const { pool, url, own } = shown.shown;
    const problem = el('p', { class: 'field-error', role: 'alert' });
    const stop = button(t.cancel, () => { shown = null; asking(); });
    const agree = async (event) => {
      event.preventDefault();
      const data = new FormData(event.target);
      const [licence, purposes] = [data.get('licence'), data.getAll('purposes')];
      problem.textContent = licence && purposes.length > 0 ? '' : t.pools.missing;
      if (problem.textContent) return;
      if (await perform(() => api.addPool({ shown: shown.shown, licence, purposes, language: t.language }), t.pools.added)) {
        shown = null;
        asking();
      }
    };
    const title = el('h3', { tabindex: -1 }, line(nameOf({ name: pool.name, url })));
    const facts = [[t.settings.poolAddress, url], [t.settings.poolId, pool.pool_id], [t.pools.key, shown.fingerprint]];
    const name = nameOf({ name: pool.name, url });
    const same = own || terms.sha256 === context.situation().terms.sha256;
    adding.replaceChildren(title,
      el('dl', { class: 'facts' }, facts.map(([name, value]) => [el('dt', {}, name), el('dd', { class: 'hash' }, line(value))])),
      el('p', {}, t.pools.compare),
      ...(same ? [
        own ? el('p', {}, t.pools.own) : null,
        former ? el('p', {}, t.pools.former(former.terms_id, t.time.day(former.day))) : null,
        ...(changes ? [el('h4', {}, t.pools.changes), difference(changes, terms.language)] : []),
        el('h4', {}, t.settings.read(terms.id)), languages(pool.terms, terms.language, url), termsText(terms, name, Boolean(own)),
        el('p', { class: 'hash soft' }, t.settings.receipt.hash, ': ', el('code', {}, terms.sha256)),
        el('form', { novalidate: true, on: { submit: agree } },
          group('radio', 'licence', t.settings.licence, t.settings.licences),
          group('checkbox', 'purposes', t.settings.purposes, t.settings.purposeNames),
          problem, el('div', { class: 'line' }, el('button', { type: 'submit', class: 'primary' }, t.pools.agree), stop)),
      ].filter(Boolean) : [notice('warn', el('p', {}, t.pools.otherTerms)), el('div', { class: 'line' }, stop)]));
    title.focus();
  }

  /** The same terms in another language, where the pool has them. */
  function languages(named, current, url) {
    if (!named || named.texts.length < 2) return null;
    const select = el('select', { 'data-focus': 'terms-language', on: { change: () => look(url, select.value) } },
      named.texts.map(({ language }) => el('option', { value: language, selected: language === current }, t.languageName(language))));
    return el('label', { class: 'field' }, el('span', {}, t.pools.languageOf), select);
  }

  asking();
  return {
    element,
    update() {
      const { pools } = context.situation();
      const now = JSON.stringify(pools);
      if (now === drawn) return;
      drawn = now;
      keepFocus(() => list.replaceChildren(...pools.map((pool) => item(pool, pools.length > 1))));
    },
  };
}

/** What has changed since other terms were agreed to: every word of both texts once, as text. */
function difference(blocks, language) {
  const tag = { added: 'ins', removed: 'del', same: 'span' };
  const run = ({ mark, bold, text }) => [el(tag[mark], {}, bold ? el('strong', {}, line(text)) : line(text)), ' '];
  return el('div', { class: 'changes', lang: language, dir: 'auto', tabindex: 0, role: 'region', 'aria-label': t.pools.changes },
    blocks.map(({ kind, runs }) => el('p', { class: kind }, kind === 'item' ? '• ' : null, runs.map((each) => (kind === 'heading' ? run({ ...each, bold: true }) : run(each))))));
}

/** The options of a choice between pools; the empty one is the default. */
function options(pools, chosen) {
  const home = pools.find((pool) => pool.default);
  return [
    el('option', { value: '', selected: chosen === null }, t.pools.asDefault(nameOf(home))),
    ...pools.filter((pool) => pool.agreed).map((pool) => el('option', { value: pool.url, selected: chosen === pool.url }, nameOf(pool))),
  ];
}

/** A card of a record: where it goes, or where it is. */
export function poolOf(record, context, choose) {
  const pools = context.situation().pools ?? [];
  if (pools.length < 2 || !record.pool) return [];
  const pool = pools.find(({ url }) => url === record.pool) ?? { url: record.pool };
  if (!['held', 'approved', 'ready', 'rejected'].includes(record.state)) {
    return [el('h2', {}, t.pools.goesTo), el('p', {}, line(t.pools.at(nameOf(pool)))),
      record.id_at_pool ? el('p', { class: 'soft hash' }, line(t.pools.idThere(record.id_at_pool))) : null,
      el('p', { class: 'soft' }, t.pools.fixed)].filter(Boolean);
  }
  const select = el('select', { 'data-focus': 'pool-choice', 'aria-label': t.pools.goesTo, on: { change: () => choose(select.value || null) } }, options(pools, record.pool_chosen ? record.pool : null));
  return [el('h2', {}, t.pools.goesTo), select];
}

/** For many records at once. */
export function poolChoice(pools, choose) {
  const select = el('select', { 'data-focus': 'bulk-pool', 'aria-label': t.pools.sendTo, on: { change: () => select.value !== '-' && choose(select.value || null) } },
    el('option', { value: '-', selected: true }, t.pools.sendTo), options(pools, undefined));
  return select;
}
