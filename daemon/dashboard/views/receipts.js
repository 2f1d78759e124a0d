/**
 * What was agreed to, and what the pool has signed: to read, to print, to keep.
 *
 * In: the context. Out: a view that prints as a document of its own.
 */

import * as api from '../companion.js';
import { button, el } from '../dom.js';
import { save } from '../saving.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { receiptFacts, termsText } from './consent.js';
import { compared, isBreach, outcome } from './proof.js';

/** More rows than this make a page that no printer thanks anybody for; the file has them all. */
const ROWS = 1000;

export function receipts(context) {
  const body = el('div', { class: 'receipts-body' });
  const actions = el('div', { class: 'line no-print' });
  const element = el('section', { class: 'receipts' }, el('a', { class: 'back no-print', href: '#/settings/consent' }, el('span', { 'aria-hidden': 'true' }, '←'), ' ', t.nav.settings), el('h1', {}, t.receipts.title), el('p', { class: 'lead' }, t.receipts.lead), actions, body);

  async function load() {
    try {
      show(await api.receipts());
    } catch (error) {
      context.report(error);
    }
  }

  function show(all) {
    const { consent, terms, receipts: proofs } = all;
    actions.replaceChildren(
      button(t.receipts.print, () => window.print(), { class: 'primary', 'data-focus': 'print' }),
      button(t.receipts.save, () => save('tributary-receipts.json', [JSON.stringify(all, null, 2)], 'application/json'), { 'data-focus': 'save' }));
    body.replaceChildren(
      el('section', { class: 'card' }, compared(all.releases)),
      el('section', { class: 'card' }, el('h2', {}, t.settings.consent), consent ? receiptFacts(consent) : el('p', {}, t.settings.consentNone)),
      ...all.pools.filter((pool) => pool.consent && !pool.home && !pool.terms).map((pool) => el('section', { class: 'card' }, el('h2', {}, line(pool.name || pool.url)), receiptFacts(pool.consent))),
      el('section', { class: 'card' }, el('h2', {}, t.receipts.proofs), el('p', { class: 'soft' }, t.receipts.proofsLead), proofs.length === 0 ? el('p', {}, t.receipts.none) : table(proofs)),
      el('section', { class: 'card' }, el('h2', {}, t.settings.read(terms.id)), termsText(terms)),
      ...all.agreements.map(agreement));
  }

  load();
  return { element, title: t.receipts.title, update() {} };
}

/** What was agreed to with a pool on terms of its own, with the text as it was shown then. */
function agreement({ url, name, receipt, text, in_force: inForce }) {
  const of = name || url;
  return el('section', { class: 'card' }, el('h2', {}, line(of)), el('p', { class: inForce ? 'soft' : '' }, inForce ? t.pools.kept : t.pools.past), receiptFacts(receipt),
    el('h3', {}, t.settings.read(receipt.terms_id)), termsText({ id: receipt.terms_id, language: receipt.language, text }, of, true));
}

function table(proofs) {
  const rows = proofs.slice(0, ROWS).map(({ record_id: id, verb, receipt, check }) => {
    const day = receipt.received_day ?? receipt.retracted_day ?? receipt.day;
    return el('tr', {}, el('td', {}, day ? t.time.day(day) : ''), el('td', {}, t.receipts.verbs[verb.startsWith('former ') ? 'donate' : verb] ?? verb), el('td', { class: 'hash' }, el('a', { href: `#/record/${encodeURIComponent(id)}` }, line(id))), el('td', {}, isBreach(check) ? el('strong', {}, outcome(check)) : outcome(check)), el('td', { class: 'hash' }, line(receipt.sig ?? '')));
  });
  return [
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t.receipts.proofs }, el('table', { class: 'numbers proofs' }, el('thead', {}, el('tr', {}, [...t.receipts.columns.slice(0, -1), t.proof.column, t.receipts.columns.at(-1)].map((column) => el('th', { scope: 'col' }, column)))), el('tbody', {}, rows))),
    proofs.length > ROWS ? el('p', { class: 'soft' }, t.receipts.first(ROWS, proofs.length)) : null,
  ].filter(Boolean);
}
