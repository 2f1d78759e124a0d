// A chat site that draws only what is in view: the rest of a long chat is not in the document.
//
//   /virtual/c/ID   a chat; "0d41c2a7-harbour" has 44 turns, of which the last 10 are loaded until one scrolls up; /virtual/ a new one
// Replies stream, questions are edited, replies made anew with a pager, a question with "two answers" in it gets two side by side.
// Chats live in localStorage, so that a reload and other tabs show the same. A turn that comes into view again has new elements.
// `truth()` says which tree of messages each chat is, `inView()` the finished turns that are mounted.
const PAGE = 10, MARGIN = 250, GUESS = 130, WORD_MS = 12;
const list = document.querySelector('.list'), sizer = document.querySelector('.sizer'), nav = document.querySelector('nav');
const form = document.getElementById('composer'), box = form.querySelector('textarea');
const pause = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));

const THINGS = 'anchor,bridge,candle,desert,engine,feather,garden,helmet,island,jacket,kettle,ladder,meadow,needle,orchard,pillow'.split(',');
const KINDS = 'wooden,silent,narrow,golden,broken,frozen,hollow,gentle,rapid,ancient'.split(',');
const subject = (number) => `${KINDS[Math.floor(number / THINGS.length) % KINDS.length]} ${THINGS[number % THINGS.length]}`;

const WORDS = `the list of things is kept in one place and nothing goes back so a copy has to be made first when the former order may be
needed again later which costs time for long lists but leaves every step simple to read and to check in most cases while others
prefer dry air over cold water because small parts bend under load until they break where no light ever gets near enough`.split(/\s+/);
function* wordsFrom(dice) {
  for (;;) {
    dice = (dice * 1_103_515_245 + 12_345) % 2 ** 31;
    yield WORDS[(dice >> 8) % WORDS.length];
  }
}
function replyOn(what, number) {
  const words = wordsFrom(number + 1);
  const some = (count) => Array.from({ length: count }, () => words.next().value).join(' ');
  const blocks = [`On the ${what}: ${some(9)}, **${some(3)}**, ${some(7)}.`];
  if (number % 2 === 0) blocks.push(`- ${some(6)}\n- ${some(5)}`);
  if (number % 3 === 0) blocks.push(`\`\`\`\nlet ${what.replace(' ', '_')} = measure();\n\`\`\``);
  blocks.push(`${some(24)}.`);
  return blocks.join('\n\n');
}

// What is stored, and how it changes.
const KEY = 'virtual-chats', FIRST = '0d41c2a7-harbour';
let chats = {};
function stored() {
  const chat = { count: 0, turns: {}, chosen: {} };
  let parent = '';
  for (let number = 0; number < 22; number++) {
    parent = add(chat, parent, true, `How do I take care of a ${subject(number)}?`);
    parent = add(chat, parent, false, replyOn(subject(number), number));
  }
  for (const turn of Object.values(chat.turns)) turn.done = true;
  return { [FIRST]: chat };
}
const load = () => (chats = JSON.parse(localStorage.getItem(KEY)) ?? stored());
function save() {
  localStorage.setItem(KEY, JSON.stringify(chats));
}
function add(chat, parent, mine, text) {
  const id = `t${++chat.count}`;
  chat.turns[id] = { id, parent, mine, text, done: false };
  chat.chosen[parent] = id;
  return id;
}
function path(chat) {
  const turns = [];
  for (let id = chat.chosen['']; id; id = chat.chosen[id]) turns.push(chat.turns[id]);
  return turns;
}
const versions = (chat, turn) => Object.values(chat.turns).filter((other) => other.parent === turn.parent && !other.rejected);
const rival = (chat, turn) => turn.pair && Object.values(chat.turns).find((other) => other.pair === turn.pair && other !== turn);

async function stream(chat, id, text) {
  const said = text.split(' ');
  for (let words = 1; words <= said.length; words++) {
    await pause(WORD_MS);
    chat.turns[id].text = said.slice(0, words).join(' ');
    draw();
  }
  chat.turns[id].done = true;
  save();
  draw();
}
async function answer(chat, question) {
  const number = chat.count + 100 + Object.keys(chats).indexOf(name);
  const { text } = chat.turns[question];
  if (!text.includes('two answers')) return stream(chat, add(chat, question, false, ''), replyOn(subject(number), number));
  const second = add(chat, question, false, ''), first = add(chat, question, false, '');
  for (const id of [first, second]) chat.turns[id].pair = first;
  await Promise.all([stream(chat, first, replyOn(subject(number), number)), stream(chat, second, replyOn(subject(number + 1), number + 1))]);
}
function ask(parent, text) {
  if (!name) {
    name = crypto.randomUUID();
    chats[name] = { count: 0, turns: {}, chosen: {} };
    history.pushState(null, '', `/virtual/c/${name}`);
  }
  const chat = chats[name], question = add(chat, parent ?? path(chat).at(-1)?.id ?? '', true, text);
  chat.turns[question].done = true;
  save();
  draw();
  list.scrollTop = list.scrollHeight;
  answer(chat, question);
}
function choose(turn, id) {
  chats[name].chosen[turn.parent] = id;
  save();
  draw();
}
function pick(turn) {
  const chat = chats[name], other = rival(chat, turn);
  for (const one of [turn, other]) delete one.pair;
  other.rejected = true;
  choose(turn, turn.id);
}

// How a turn looks.
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
function button(label, className, act) {
  const made = make('button', className, label);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}
function block(source) {
  if (source.startsWith('```')) return make('pre', '', make('code', '', `${source.split('\n').slice(1).filter((line) => line !== '```').join('\n')}\n`));
  if (source.startsWith('- ')) return make('ul', '', ...source.split('\n').map((line) => make('li', '', line.slice(2))));
  return make('p', '', ...source.split('**').map((part, at) => (at % 2 ? make('strong', '', part) : part)));
}
const prose = (text) => text.split('\n\n').map(block);

const looks = (chat, turn) => JSON.stringify([turn.done, turn.pair, versions(chat, turn).map(({ id }) => id)]);

// A row keeps the elements of its turns as long as it is mounted.
function fill(row, chat, turns) {
  if (row.element.querySelector('.editing')) return;
  const former = row.shown;
  row.shown = turns.map((turn) => former.find((shown) => shown.id === turn.id) ?? turnElement(turn));
  if (row.shown.length !== former.length) row.element.replaceChildren(...row.shown.map(({ element }) => element));
  for (const [at, turn] of turns.entries()) {
    const shown = row.shown[at];
    if (shown.text !== turn.text) shown.body.replaceChildren(...(turn.mine ? [turn.text] : prose(turn.text)));
    shown.text = turn.text;
    if (shown.looks === (shown.looks = looks(chat, turn))) continue;
    shown.tools.replaceChildren(...(turn.done ? tools(chat, turn, shown.element) : []));
  }
}
function turnElement({ id, mine }) {
  const body = make('div', 'turn__text'), tools = make('div', 'turn__tools');
  return { id, text: '', looks: '', body, tools, element: make('div', `turn ${mine ? 'turn--me' : 'turn--model'}`, body, tools) };
}
function tools(chat, turn, shown) {
  if (turn.pair) return [button('I prefer this answer', 'prefer', () => pick(turn))];
  const made = [], all = versions(chat, turn), at = all.indexOf(turn);
  if (all.length > 1) {
    const to = (next) => () => all[next] && choose(turn, all[next].id);
    made.push(button('‹', 'previous', to(at - 1)), make('span', '', `${at + 1} / ${all.length}`), button('›', 'next', to(at + 1)));
  }
  if (turn.mine) return [...made, button('Edit', 'edit', () => edit(shown, turn))];
  const again = () => {
    answer(chat, turn.parent);
    draw();
  };
  return [...made, button('Copy', 'copy', () => {}), button('Regenerate', 'again', again)];
}
function edit(shown, turn) {
  const field = make('textarea', 'editing');
  field.value = turn.text;
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    ask(turn.parent, field.value.trim());
  });
  shown.replaceChildren(field);
  field.focus();
  field.select();
}

// The list: rows in view are mounted, others are not.
let name = '', from = 0, loading = false;
const mounted = new Map(), heights = new Map();

function draw() {
  const chat = chats[name], turns = chat ? path(chat).slice(from) : [];
  const sticks = list.scrollTop + list.clientHeight > list.scrollHeight - 60;
  const height = (turn) => heights.get(turn.id) ?? GUESS;
  let top = 0;
  const wanted = new Map();
  for (const turn of turns) {
    const bottom = top + height(turn);
    if (bottom > list.scrollTop - MARGIN && top < list.scrollTop + list.clientHeight + MARGIN) wanted.set(turn.id, { turn, top });
    top = bottom;
  }
  sizer.style.height = `${top}px`;
  for (const [id, row] of mounted) {
    if (wanted.has(id)) continue;
    row.element.remove();
    mounted.delete(id);
  }
  let before = null;
  for (const [id, { turn, top }] of wanted) {
    let row = mounted.get(id);
    if (!row) {
      row = { element: make('div', 'row'), shown: [] };
      mounted.set(id, row);
      if (before) before.after(row.element);
      else sizer.prepend(row.element);
    }
    fill(row, chat, [turn, rival(chat, turn)].filter(Boolean));
    row.element.style.top = `${top}px`;
    before = row.element;
  }
  let grown = false;
  for (const [id, row] of mounted) {
    const measured = row.element.offsetHeight;
    grown ||= heights.get(id) !== measured;
    heights.set(id, measured);
  }
  if (sticks) list.scrollTop = list.scrollHeight;
  if (grown) draw();
  drawChats();
}
let links = '';
function drawChats() {
  const titles = Object.entries(chats).map(([name, chat]) => [name, chat.turns.t1.text]);
  if (links === (links = JSON.stringify(titles))) return;
  const link = (href, text) => {
    const made = make('a', '', text);
    made.href = href;
    return made;
  };
  nav.replaceChildren(link('/virtual/', 'New chat'), ...titles.map(([name, title]) => link(`/virtual/c/${name}`, title)));
}
async function loadMore() {
  if (loading || from === 0) return;
  loading = true;
  const shown = name;
  await pause(60);
  loading = false;
  if (shown !== name) return;
  const older = path(chats[name]).slice(Math.max(0, from - PAGE), from);
  from -= older.length;
  list.scrollTop += older.reduce((sum, turn) => sum + (heights.get(turn.id) ?? GUESS), 0);
  draw();
}
function go() {
  name = /^\/virtual\/c\/([0-9a-z-]+)$/.exec(location.pathname)?.[1] ?? '';
  for (const row of mounted.values()) row.element.remove();
  mounted.clear();
  heights.clear();
  from = chats[name] ? Math.max(0, path(chats[name]).length - PAGE) : 0;
  draw();
  list.scrollTop = list.scrollHeight;
  draw();
}

list.addEventListener('scroll', () => {
  draw();
  if (list.scrollTop < 200) loadMore();
});
nav.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  go();
});
addEventListener('popstate', go);
addEventListener('storage', () => {
  load();
  draw();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = box.value.trim();
  box.value = '';
  if (text) ask(null, text);
});
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});

// What a test asks.
const message = (chat) => ({ mine, text, parent }) => ({ mine, text, after: chat.turns[parent]?.text ?? null });
globalThis.truth = () =>
  Object.values(chats).map((chat) => ({ tree: Object.values(chat.turns).map(message(chat)), path: path(chat).map(({ text }) => text) }));
globalThis.inView = () => path(chats[name]).filter(({ id, done }) => done && mounted.has(id));
globalThis.atRest = () => !loading && Object.values(chats).every((chat) => Object.values(chat.turns).every(({ done }) => done));
globalThis.atTop = () => !loading && from === 0 && list.scrollTop === 0;
load();
save();
go();
document.body.dataset.ready = '1';
