/**
 * The consent terms, the receipt, agreeing and withdrawing.
 *
 * In: the context. Out: a section of the settings. Nothing is ever ticked beforehand, and withdrawing takes no more steps than agreeing.
 */

import * as api from '../companion.js';
import { confirm } from '../dialog.js';
import { announce, button, el, keepFocus } from '../dom.js';
import { t } from '../strings.js';
import { line, message as drawText } from '../text/render.js';

export function consentSection(context) {
  const element = el('section', { class: 'card', id: 'consent' });
  let drawn = '';
  let changing = false;

  function update() {
    const { consent, terms } = context.situation();
    // A half-filled form is never drawn over.
    const now = JSON.stringify([consent, terms.sha256, changing]);
    if (now === drawn) return;
    drawn = now;
    keepFocus(() => element.replaceChildren(...(consent && !changing ? given(consent, terms) : asking(consent, terms))));
  }

  function given(consent, terms) {
    return [
      el('h2', {}, t.settings.consent),
      el('p', {}, t.settings.consentGiven(t.time.day(consent.day))),
      receiptFacts(consent),
      el('p', {}, el('a', { href: '#/receipts' }, t.receipts.open)),
      el('details', {}, el('summary', {}, t.settings.read(terms.id)), termsText(terms)),
      el('div', { class: 'line' }, button(t.settings.change, () => { changing = true; update(); }, { 'data-focus': 'consent-change' }), button(t.settings.withdraw, withdraw, { 'data-focus': 'consent-withdraw' })),
    ];
  }

  function asking(consent, terms) {
    const problem = el('p', { class: 'field-error', role: 'alert' });
    const form = el('form', { novalidate: true, on: { submit: (event) => agree(event, form, problem) } },
      group('radio', 'licence', t.settings.licence, t.settings.licences),
      group('checkbox', 'purposes', t.settings.purposes, t.settings.purposeNames),
      group('radio', 'after', t.settings.after, t.settings.afters),
      problem,
      el('div', { class: 'line' }, el('button', { type: 'submit', class: 'primary' }, t.settings.agree), consent ? button(t.cancel, () => { changing = false; update(); }) : null));
    return [
      el('h2', {}, t.settings.consent),
      consent ? null : el('p', {}, t.settings.consentNone),
      el('h3', {}, t.settings.read(terms.id)),
      termsText(terms),
      el('p', { class: 'hash soft' }, t.settings.receipt.hash, ': ', el('code', {}, terms.sha256)),
      el('h3', {}, t.settings.choose),
      form,
    ].filter(Boolean);
  }

  async function agree(event, form, problem) {
    event.preventDefault();
    const data = new FormData(form);
    const [licence, purposes, after] = [data.get('licence'), data.getAll('purposes'), data.get('after')];
    problem.textContent = licence && purposes.length > 0 && after ? '' : t.settings.missing;
    if (problem.textContent) return;
    try {
      await api.agree({ licence, purposes, after_window: after, language: t.language, terms_id: context.situation().terms.id });
      changing = false;
      announce(t.settings.agreed, 'good');
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  }

  async function withdraw() {
    const words = t.confirm.withdraw;
    if (!(await confirm({ title: words.title, points: words.points, yes: words.yes }))) return;
    try {
      await api.withdraw();
      announce(t.settings.withdrawn, 'good');
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  }

  return { element, update };
}

/** A consent receipt, as it travels with every record. */
export function receiptFacts(consent) {
  const facts = [
    [t.settings.receipt.terms, consent.terms_id], [t.settings.receipt.licence, t.settings.licences[consent.licence]?.[0] ?? consent.licence],
    [t.settings.receipt.purposes, consent.purposes.map((purpose) => t.settings.purposeNames[purpose]?.join(' ') ?? purpose).join(', ')],
    [t.settings.receipt.language, consent.language], [t.settings.receipt.day, t.time.day(consent.day)], [t.settings.receipt.hash, consent.terms_sha256],
  ];
  return el('dl', { class: 'facts' }, facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, line(value))]));
}

/** The terms in full; `of` says whose, where they stand on a page twice. Those of a stranger are shown with every sign in them. */
export function termsText(terms, of = '', foreign = false) {
  const text = el('div', { class: `terms message-text${foreign ? ' foreign' : ''}`, lang: terms.language ?? 'en', dir: 'auto', tabindex: 0, role: 'region', 'aria-label': [t.settings.read(terms.id), of].filter(Boolean).join(' · ') });
  text.append(drawText(terms.text, []));
  return text;
}

/** Choices, none of them ticked. */
export function group(type, name, legend, options) {
  return el('fieldset', {}, el('legend', {}, legend), Object.entries(options).map(([value, [title, text]]) =>
    el('label', { class: 'choice' }, el('input', { type, name, value }), el('span', {}, el('strong', {}, title), ' ', el('span', { class: 'soft' }, text)))));
}
