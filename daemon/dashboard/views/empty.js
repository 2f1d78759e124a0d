/**
 * What an empty list says: what to do next.
 *
 * In: the situation, and whether the list is filtered. Out: elements.
 */

import { button, el } from '../dom.js';
import { t } from '../strings.js';

export function empty(context, { filtered, query, clear }) {
  if (query) return [el('div', { class: 'empty' }, el('p', { class: 'lead' }, t.list.noMatch), el('p', { class: 'soft' }, t.list.noMatchHint), button(t.list.showAll, clear))];
  if (filtered) return [el('div', { class: 'empty' }, el('p', { class: 'lead' }, t.list.emptyState), el('a', { class: 'button', href: '#/list' }, t.list.showAll))];
  const { clients, consent } = context.situation();
  const names = clients.map((client) => client.browser).join(', ');
  return [el('div', { class: 'empty' },
    el('h2', {}, t.empty.title),
    el('p', { class: 'lead' }, t.empty.lead),
    el('ol', { class: 'steps' },
      step(clients.length > 0, t.empty.pair, clients.length > 0 ? t.empty.pairDone(names) : t.empty.pairText, t.empty.goPair, '#/settings/browsers', true),
      step(Boolean(consent), t.empty.terms, consent ? t.empty.termsDone : t.empty.termsText, t.empty.goTerms, '#/settings/consent', clients.length > 0),
      step(false, t.empty.chat, t.empty.chatText, null, null, false)),
    el('a', { href: '#/settings/import', 'data-focus': 'empty-import' }, t.importing.title))];
}

function step(done, title, text, action, target, first) {
  return el('li', { class: done ? 'done' : '' }, el('div', {}, el('h3', {}, title), el('p', { class: 'soft' }, text)),
    !done && action ? el('a', { class: `button${first ? ' primary' : ''}`, href: target }, action) : null);
}
