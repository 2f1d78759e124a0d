// A chat in which every reply has every control that chat pages have: thumbs with reasons, copy, another reply (also with a wish, and
// after an error), versions, side by side, share, export, pin, report, read aloud, links, edit, stop, go on, delete.
// A question that contains "slow" is answered for ever, until it is stopped; "fail" shows an error banner first; "two" asks which of two
// replies is better; "code" is answered with a block of code.
const thread = document.getElementById('thread');
const form = document.getElementById('composer');
const box = form.querySelector('textarea');
const why = document.getElementById('why');
const pause = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));
const turns = []; // { question, versions: [texts], shown }
let stopped = false;
let number = 0;

const BAR = ['Good response', 'Bad response', 'Copy response', 'Share', 'Export', 'Pin', 'Report response', 'Read aloud', 'Continue generating'];

function button(label, act, attributes = {}) {
  const made = document.createElement('button');
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.textContent = label;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (act) made.addEventListener('click', act);
  return made;
}

function boxOf(kind, ...children) {
  const made = document.createElement('div');
  made.className = kind;
  made.append(...children);
  return made;
}

function text(content) {
  const body = document.createElement('div');
  body.className = 'content';
  for (const part of content.split('\n\n')) {
    if (part.startsWith('```')) {
      const code = document.createElement('code');
      code.textContent = part.replaceAll('```', '').trim();
      const pre = document.createElement('pre');
      pre.append(code);
      body.append(boxOf('code-block', button('Copy code'), pre));
    } else {
      const paragraph = document.createElement('p');
      paragraph.append(part);
      if (part.includes('source')) {
        const link = document.createElement('a');
        link.href = 'http://127.0.0.1:9/source';
        link.textContent = 'the source';
        link.addEventListener('click', (event) => event.preventDefault());
        paragraph.append(' ', link);
      }
      body.append(paragraph);
    }
  }
  return body;
}

function bar(turn) {
  const controls = BAR.map((label) => button(label));
  controls[0].addEventListener('click', () => controls[0].setAttribute('aria-pressed', String(controls[0].getAttribute('aria-pressed') !== 'true')));
  controls[1].addEventListener('click', () => why.showModal());
  controls.push(button('Regenerate', () => again(turn)));
  const menu = boxOf('menu-place');
  controls.push(button('Regenerate options', () => {
    const items = ['Shorter', 'Longer'].map((label) => {
      const item = button(label, () => { menu.replaceChildren(); again(turn); });
      item.setAttribute('role', 'menuitem');
      return item;
    });
    const list = boxOf('menu', ...items);
    list.setAttribute('role', 'menu');
    menu.replaceChildren(list);
  }, { 'aria-haspopup': 'menu' }), menu);
  if (turn.versions.length > 1) {
    const go = (step) => () => { turn.shown = Math.min(turn.versions.length - 1, Math.max(0, turn.shown + step)); draw(); };
    const count = document.createElement('span');
    count.textContent = `${turn.shown + 1} / ${turn.versions.length}`;
    controls.push(boxOf('pager', button('Previous response', go(-1)), count, button('Next response', go(1))));
  }
  return boxOf('bar', ...controls);
}

function draw() {
  thread.replaceChildren(...turns.flatMap((turn) => {
    const question = boxOf('message user', boxOf('content', turn.question), button('Edit message', () => edit(turn)));
    if (turn.beside) {
      const sides = turn.versions.map((version, at) => boxOf('message assistant', text(version), button('I prefer this response', () => choose(turn, at))));
      const choices = boxOf('choices', ...['Both are good', 'Both are bad', 'Skip'].map((label) => button(label, () => choose(turn, 0))));
      return [question, boxOf('beside', ...sides), choices];
    }
    const reply = boxOf('message assistant', text(turn.versions[turn.shown] ?? ''), ...(turn.done ? [bar(turn)] : []));
    const notice = document.createElement('div');
    if (turn.failed) {
      notice.setAttribute('role', 'alert');
      notice.textContent = 'Something went wrong.';
    }
    return turn.failed ? [question, reply, notice] : [question, reply];
  }));
}

function choose(turn, at) {
  turn.beside = false;
  turn.shown = at;
  draw();
}

async function write(turn, reply) {
  turn.versions.push('');
  turn.shown = turn.versions.length - 1;
  turn.done = stopped = false;
  turn.failed = false;
  const endless = turn.question.includes('slow') && turn.versions.length === 1;
  const words = reply.split(' ');
  draw();
  const shown = () => thread.lastElementChild?.querySelector('.content p') ?? thread.lastElementChild;
  for (let at = 0; (at < words.length || endless) && !stopped; at++) {
    turn.versions[turn.shown] += `${words[at % words.length]} `;
    if (turn === turns.at(-1)) shown().textContent = turn.versions[turn.shown];
    await pause(endless ? 100 : 5);
  }
  turn.done = true;
  draw();
}

const reply = (turn) => {
  number++;
  const code = turn.question.includes('code') ? '\n\n```\nprint("reply")\nprint("and a second line")\n```' : '';
  return `This is reply ${number} to the question, with a source at its end.${code}\n\nEnd of reply ${number}.`;
};

async function again(turn) {
  await write(turn, reply(turn));
}

function edit(turn) {
  box.value = `${turn.question} please, in other words`;
  turns.splice(turns.indexOf(turn));
  draw();
  form.requestSubmit();
}

async function say(question) {
  const turn = { question, versions: [], shown: 0, done: false };
  turns.push(turn);
  if (question.includes('two')) {
    turn.versions = [reply(turn), reply(turn)];
    turn.beside = true;
    draw();
    return;
  }
  await write(turn, reply(turn));
  if (question.includes('fail')) {
    turn.failed = true;
    draw();
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const question = box.value.trim();
  box.value = '';
  if (question) say(question);
});
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});
document.getElementById('stop').addEventListener('click', () => { stopped = true; });
document.getElementById('submit').addEventListener('click', () => why.close());
draw();
document.body.dataset.ready = '1';
