/**
 * The quarantine by groups of near duplicates; the day's sample; what contributors said against decisions.
 *
 * In: what the pool tells. Out: elements. Deciding is left to the functions that come with them.
 */

import { button, el } from './dom.js';

const plural = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** All groups that wait. */
export function groups({ groups, all_groups, waiting }, about, verbs) {
  const sentences = new Map(about.notices);
  return el('div', { class: 'stack' },
    el('div', { class: 'heading' }, el('h1', { tabindex: '-1' }, 'Waiting'), el('p', { class: 'soft' }, summary(waiting, all_groups, groups.length))),
    about.reviewers < 2 && el('div', { class: 'notice warn' }, el('p', {}, 'This pool has one reviewer. Accepting unread records takes two: add another with ', el('code', {}, 'tributary-pool reviewers --add NAME --reviewer-key FILE'), '.')),
    groups.length === 0 ? el('p', { class: 'lead' }, 'Nothing waits.') : el('ul', { class: 'groups' }, groups.map((group) => card(group, sentences, verbs))));
}

function summary(waiting, all, shown) {
  const text = `${plural(waiting, 'record', 'records')} in ${plural(all, 'group', 'groups')}`;
  return shown < all ? `${text}; the first ${shown} are shown` : text;
}

function card(group, sentences, verbs) {
  const many = group.waiting > 1;
  const name = group.preview.trim() || 'no words';
  const left = group.ids.length - group.voted_by_me;
  return el('li', { class: 'group' },
    el('div', { class: 'group-body' },
      el('a', { href: `#/record/${group.ids[0]}`, dir: 'auto', 'data-item': '' }, name),
      el('p', { class: 'facts-line' }, [
        many && `${plural(group.waiting, 'record says', 'records say')} nearly the same`,
        group.taken > 0 && `${plural(group.taken, 'like it was', 'like it were')} accepted before`,
        group.site, plural(group.messages, 'message', 'messages'), group.languages.join(', '),
      ].filter(Boolean).map((fact) => el('span', {}, fact))),
      el('p', { class: 'chips' },
        group.waiting + group.taken > 20 && el('span', { class: 'chip many' }, 'more than a release takes'),
        group.voted_by_others > 0 && el('span', { class: 'chip agreed' }, `${plural(group.voted_by_others, 'vote', 'votes')} of others`),
        group.voted_by_me > 0 && el('span', { class: 'chip' }, `${plural(group.voted_by_me, 'vote', 'votes')} of yours`),
        Object.entries(group.notices).map(([code, count]) => el('span', { class: 'chip', title: sentences.get(code) ?? '' }, many ? `${code.replaceAll('_', ' ')} (${count})` : code.replaceAll('_', ' '))))),
    el('div', { class: 'group-verbs' },
      el('a', { class: 'button', href: `#/record/${group.ids[0]}` }, many ? 'Read one' : 'Read'),
      button(left === 0 ? 'You voted' : `Vote to accept${many ? ` ${left}` : ''}`, () => verbs.vote(group), { class: 'verb approve', disabled: left === 0, 'data-verb': 'vote' }),
      button(many ? 'Reject all' : 'Reject', () => verbs.reject(group), { class: 'danger', 'data-verb': 'reject' })));
}

/** Records drawn by lot, to be read one after the other. */
export function sample(ids) {
  return el('div', { class: 'stack' },
    el('h1', { tabindex: '-1' }, 'Sample'),
    el('p', { class: 'lead' }, 'Drawn by lot from everything that waits: the same records for you all day, others for other reviewers.'),
    ids.length === 0 ? el('p', {}, 'Nothing waits.')
      : el('ol', { class: 'groups' }, ids.map((id, index) => el('li', { class: 'group' }, el('div', { class: 'group-body' }, el('a', { href: `#/record/${id}?sample`, 'data-item': '' }, `${index + 1}. `, el('code', {}, id)))))));
}

/** What contributors said, with the form to answer. */
export function objections(waiting, verbs) {
  return el('div', { class: 'stack' },
    el('h1', { tabindex: '-1' }, 'Objections'),
    el('p', { class: 'lead' }, 'What contributors say against decisions. Whoever decided does not answer, where somebody else can. The contributor sees your answer.'),
    waiting.length === 0 ? el('p', {}, 'Nobody waits for an answer.') : el('ul', { class: 'groups' }, waiting.map((one) => objection(one, verbs))));
}

function objection({ id, dossier }, verbs) {
  const ruling = dossier.rulings.at(-1);
  const text = el('textarea', { rows: '3', maxlength: '1000' });
  const send = (upheld) => () => verbs.answer(id, { decision: ruling.number, upheld, text: text.value });
  return el('li', { class: 'card' },
    el('h2', {}, el('code', {}, id)),
    el('p', { class: 'soft' }, `${ruling.verdict} on ${ruling.day} as ${ruling.code} by ${ruling.by.join(' and ')}. ${ruling.reason}`),
    el('blockquote', { class: 'said', dir: 'auto' }, ruling.objection.text),
    el('label', { class: 'field' }, el('span', {}, 'Your answer'), text),
    el('div', { class: 'line' },
      button('Take the decision back', send(true), { class: 'primary' }),
      button('The decision stands', send(false), {})));
}
