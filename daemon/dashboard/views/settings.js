/**
 * Settings: the terms, the window, the pool, the browsers, taking it all back.
 *
 * In: the context and the section that the address names. Out: a view.
 */

import * as api from '../companion.js';
import { confirm, copyButton } from '../dialog.js';
import { announce, around, button, el, notice } from '../dom.js';
import { prefer, preferred } from '../language.js';
import { LANGUAGES } from '../languages.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';
import { consentSection } from './consent.js';
import { browsersSection } from './browsers.js';
import { importSection } from './importing.js';
import { poolsSection } from './pools.js';
import { pseudonymSection } from './pseudonym.js';
import { wordsSection } from './words.js';
import { save } from '../saving.js';

export function settings(context, section) {
  const consent = consentSection(context);
  const browsers = browsersSection(context);
  const windowCard = el('section', { class: 'card', id: 'window' });
  const poolCard = el('section', { class: 'card', id: 'pool' });
  const pools = poolsSection(context);
  const importing = importSection(context);
  const keepCard = el('section', { class: 'card', id: 'keep' });
  const element = el('section', { class: 'settings' }, el('h1', {}, t.settings.title), consent.element, windowCard, wordsSection(context), browsers.element, poolCard, pools.element, pseudonymSection(context), importing.element, keepCard, languageCard(), stopCard(context));
  let drawn = '';

  function update() {
    const situation = context.situation();
    consent.update();
    browsers.update();
    pools.update();
    // What is being chosen must not be drawn over while nothing changed.
    const now = JSON.stringify([situation.window_seconds, situation.after_window, situation.pool, situation.pools.length, Boolean(situation.consent), situation.key]);
    if (now === drawn) return;
    drawn = now;
    windowCard.replaceChildren(...windowForm(context));
    poolCard.replaceChildren(...poolFacts(situation.pool));
    // With several, the list of pools says it all.
    poolCard.hidden = situation.pools.length > 1;
    keepCard.replaceChildren(...keepFacts(situation.key, context));
  }

  update();
  if (section) requestAnimationFrame(() => {
    const target = element.querySelector(`#${CSS.escape(section)}`);
    target?.scrollIntoView();
    const heading = target?.querySelector('h2');
    if (heading) heading.tabIndex = -1;
    heading?.focus({ preventScroll: true });
  });
  return { element, title: t.settings.title, update, tick: browsers.tick, leave: () => { browsers.leave(); importing.leave(); }, keepsPlace: Boolean(section) };
}

function windowForm(context) {
  const { window_seconds: seconds, after_window: after, consent } = context.situation();
  const choices = t.settings.windowChoices.some(([value]) => value === seconds) ? t.settings.windowChoices : [[seconds, t.time.hoursMinutes(Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60)], ...t.settings.windowChoices];
  const save = async (changes) => {
    try {
      await api.settings(changes);
      announce(t.settings.saved, 'good');
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  };
  const length = el('select', { 'data-focus': 'window-length', on: { change: () => save({ window_seconds: Number(length.value) }) } }, choices.map(([value, name]) => el('option', { value, selected: value === seconds }, name)));
  return [
    el('h2', {}, t.settings.window),
    el('p', { class: 'soft' }, t.settings.windowLead),
    el('label', { class: 'field narrow' }, el('span', {}, t.settings.windowLabel), length),
    // Before agreeing, this is chosen together with the terms.
    consent && el('fieldset', {}, el('legend', {}, t.settings.after), Object.entries(t.settings.afters).map(([value, [name, text]]) =>
      el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'after-window', value, checked: after === value, 'data-focus': `after-${value}`, on: { change: () => save({ after_window: value }) } }), el('span', {}, el('strong', {}, name), ' ', el('span', { class: 'soft' }, text))))),
  ].filter(Boolean);
}

function poolFacts(pool) {
  const title = el('h2', {}, t.settings.pool);
  if (!pool) return [title, el('p', { class: 'soft' }, t.settings.poolNone)];
  const facts = [[t.settings.poolName, pool.name], [t.settings.poolAddress, pool.url], [t.settings.poolId, pool.pool_id]].filter(([, value]) => value);
  return [title, pool.error ? notice('error', el('p', {}, around(t.banner.poolError, line(pool.error)))) : null, el('dl', { class: 'facts' }, facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, line(String(value)))]))].filter(Boolean);
}

function command(words) {
  return el('div', { class: 'command' }, el('code', {}, words), copyButton(t.signedOut.copy, words, t.signedOut.copied, t.record.copyFailed, { class: 'quiet' }));
}

/** Everything, page by page, into one file of the browser. */
async function saveAll(control, context) {
  control.disabled = true;
  const lines = [];
  let after = null;
  try {
    do {
      const page = await api.exported(after);
      lines.push(...page.records.map((record) => `${JSON.stringify(record)}\n`));
      after = page.next;
      control.textContent = t.settings.exporting(lines.length);
    } while (after);
    save('tributary-records.jsonl', lines, 'application/x-ndjson');
    announce(t.settings.exported(lines.length), 'good');
  } catch (error) {
    context.report(error);
  }
  control.disabled = false;
  control.textContent = t.settings.exportAction;
}

function keepFacts(key, context) {
  const all = button(t.settings.exportAction, () => saveAll(all, context), { 'data-focus': 'export' });
  return [
    el('h2', {}, t.settings.keep),
    key === 'file' && notice('info', el('p', {}, t.settings.keyFile)),
    el('h3', {}, t.settings.backup), el('p', { class: 'soft' }, t.settings.backupText), command(t.settings.backupCommand),
    el('h3', {}, t.settings.phrase), el('p', { class: 'soft' }, t.settings.phraseText), command(t.settings.phraseCommand),
    el('h3', {}, t.settings.export), el('p', { class: 'soft' }, t.settings.exportText), el('div', { class: 'line' }, all), command(t.settings.exportCommand),
  ].filter(Boolean);
}

function languageCard() {
  const names = [['', t.settings.languageOfBrowser], ...Object.entries(LANGUAGES)];
  const choose = () => {
    prefer(choice.value);
    location.reload();
  };
  const choice = el('select', { on: { change: choose } }, names.map(([value, name]) => el('option', { value, lang: value || null, selected: value === preferred() }, name)));
  return el('section', { class: 'card', id: 'language' }, el('h2', {}, t.settings.language), el('label', { class: 'field narrow' }, el('span', {}, t.settings.languageLabel), choice));
}

function stopCard(context) {
  const erase = async () => {
    const words = t.confirm.erase;
    if (!(await confirm({ title: words.title, points: words.points, yes: words.yes, typed: { label: words.type, words: words.words } }))) return;
    try {
      await api.eraseEverything();
      announce(t.settings.erased, 'good');
      await context.refresh();
    } catch (error) {
      context.report(error);
    }
  };
  return el('section', { class: 'card stop', id: 'stop' }, el('h2', {}, t.settings.stop), el('p', { class: 'soft' }, t.settings.stopText), button(t.settings.stopAction, erase, { class: 'danger' }));
}
