/**
 * Takes in a file of past chats: chosen or dropped, handed to the companion piece by piece, stopped at any time, told of in numbers.
 *
 * In: a file. Out: a section of the settings. The file goes to the companion on this computer and nowhere else; the page keeps one
 * piece of it at a time.
 */

import * as api from '../companion.js';
import { button, el } from '../dom.js';
import { t } from '../strings.js';
import { line } from '../text/render.js';

const SOON = 300;
/** Survives that the page shows something else meanwhile. */
let running = null;

export function importSection(context) {
  const input = el('input', { type: 'file', id: 'import-file', accept: '.zip,.json,.jsonl,.ndjson', class: 'unseen', on: { change: () => input.files[0] && begin(input.files[0]) } });
  const zone = el('label', { class: 'drop-zone', for: 'import-file' }, el('strong', {}, t.importing.choose), el('span', { class: 'soft' }, t.importing.drop));
  const status = el('div', { class: 'import-status', role: 'status' });
  const bar = el('progress', { max: 100, 'aria-label': t.importing.title, hidden: true });
  const stop = button(t.importing.cancel, () => cancel(), { hidden: true, 'data-focus': 'import-cancel' });
  const element = el('section', { class: 'card', id: 'import' }, el('h2', {}, t.importing.title), el('p', { class: 'soft' }, t.importing.lead), el('div', { class: 'drop-box' }, input, zone), bar, el('div', { class: 'line' }, stop), status);

  for (const event of ['dragenter', 'dragover']) zone.addEventListener(event, (drag) => { drag.preventDefault(); zone.classList.add('over'); });
  for (const event of ['dragleave', 'drop']) zone.addEventListener(event, () => zone.classList.remove('over'));
  zone.addEventListener('drop', (drop) => {
    drop.preventDefault();
    const [file] = drop.dataTransfer.files;
    if (file && !input.disabled) begin(file);
  });

  async function begin(file) {
    input.value = '';
    const job = (running = { name: file.name, id: null, progress: { phase: 'arriving', done: 0, of: file.size }, listeners: new Set([show]) });
    const tell = (progress) => {
      job.progress = progress;
      for (const listener of job.listeners) listener(job);
    };
    tell(job.progress);
    try {
      const { import: id, piece } = await api.beginImport(file.name, file.size);
      job.id = id;
      for (let at = 0; at < file.size && !job.stopped; at += piece) tell(await api.importPart(id, file.slice(at, at + piece)));
      while (job.progress.phase === 'reading') {
        await new Promise((go) => setTimeout(go, SOON));
        tell(await api.importProgress(id));
      }
      context.refresh().catch(() => {});
    } catch (error) {
      if (job.stopped) return;
      // What cannot go on must not keep the next one waiting.
      if (job.id) api.cancelImport(job.id).catch(() => {});
      tell({ ...job.progress, phase: 'failed', message: error.message });
    }
  }

  async function cancel() {
    if (!running) return;
    running.stopped = true;
    try {
      running.progress = running.id ? await api.cancelImport(running.id) : { ...running.progress, phase: 'cancelled' };
      show(running);
    } catch (error) {
      context.report(error);
    }
    input.focus();
  }

  function show({ name, progress }) {
    const { phase, done, of } = progress;
    const going = phase === 'arriving' || phase === 'reading';
    bar.hidden = stop.hidden = !going;
    input.disabled = going;
    zone.classList.toggle('off', going);
    if (of > 0) bar.value = Math.floor((100 * done) / of);
    else bar.removeAttribute('value');
    const words = { arriving: () => t.importing.arriving(name), reading: () => t.importing.reading(name), done: () => t.importing.done(name), cancelled: () => t.importing.cancelled(name), failed: () => t.importing.failed(name, progress.message) }[phase]();
    // Said once a phase; the bar shows the rest.
    if (status.dataset.said === phase && going) return;
    status.dataset.said = phase;
    status.replaceChildren(el('p', {}, line(words)), ...(phase === 'done' || phase === 'cancelled' ? result(progress) : []));
  }

  if (running) {
    running.listeners.add(show);
    show(running);
  }
  return { element, leave: () => running?.listeners.delete(show) };
}

function result({ new: fresh = 0, known = 0, declined = 0, problems = 0, told = [] }) {
  const facts = [[t.importing.new, fresh], [t.importing.known, known], [t.importing.declined, declined], [t.importing.problems, problems]];
  return [
    el('dl', { class: 'facts' }, facts.map(([name, count]) => [el('dt', {}, name), el('dd', { class: 'number' }, t.number(count))])),
    told.length > 0 ? el('details', {}, el('summary', {}, t.importing.told), el('ul', { class: 'plain' }, told.map((problem) => el('li', {}, line(problem))))) : null,
    fresh > 0 ? el('a', { class: 'button', href: '#/list' }, t.importing.look) : null,
  ].filter(Boolean);
}
