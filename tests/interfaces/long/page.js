// A conversation of any length with a reply that streams into it, for `scripts/bench capture`.
//
//   /long/?turns=200&grow=blocks   `grow=blocks`: each token changes the last block only, as a framework that compares does it;
//                                  `grow=whole`: each token writes the whole message anew.
// `stream(milliseconds, perSecond)` resolves with what happened meanwhile: tokens, frames, the longest time without a timer.
const asked = new URLSearchParams(location.search);
const turns = Number(asked.get('turns') ?? 20), grow = asked.get('grow') ?? 'blocks';
const thread = document.getElementById('thread');
const WORDS = `the list of names is sorted in place and nothing is returned so a copy has to be made first when the former order is
needed again later which costs memory for long lists but keeps the program simple to read and to test in most cases`.split(/\s+/);

const words = (from, count) => Array.from({ length: count }, (_, at) => WORDS[(from * 7 + at * 3) % WORDS.length]).join(' ');

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

const row = (cell, ...texts) => make('tr', '', ...texts.map((text) => make(cell, '', text)));

function code(lines, seed) {
  const parts = [];
  for (let line = 0; line < lines; line++) parts.push(make('span', 'k', 'let'), ` value${line} = `, make('span', 's', `"${words(seed + line, 2)}"`), ';\n');
  return make('pre', '', make('code', 'language-js', ...parts));
}

function reply(seed) {
  const items = make('ul', '', ...[1, 2, 3].map((item) => make('li', '', make('strong', '', words(seed + item, 2)), ` ${words(seed * item, 9)}`)));
  const table = make('table', '', make('thead', '', row('th', 'Call', 'Effect')), make('tbody', '', row('td', words(seed, 1), words(seed, 4)), row('td', words(seed + 1, 1), words(seed + 2, 5))));
  return [make('p', '', `${words(seed, 40)} `, make('em', '', words(seed, 2)), `, ${words(seed + 5, 12)}.`), items, code(4, seed), make('p', '', words(seed + 9, 30)), table];
}

function message(role, ...content) {
  const body = make('div', 'content', ...content);
  const shown = make('div', `message ${role}`, body);
  shown.dataset.messageId = `${role}-${thread.childElementCount}`;
  if (role === 'assistant') shown.append(make('div', 'actions', make('button', '', 'Copy'), make('button', '', 'Good'), make('button', '', 'Bad')));
  thread.append(shown);
  return body;
}

for (let turn = 0; turn < turns; turn++) {
  message('user', `Question ${turn}: ${words(turn, 12)}?`);
  message('assistant', ...reply(turn));
}
for (let chat = 0; chat < 30; chat++) document.querySelector('nav ul').append(make('li', '', words(chat, 4)));
const scroller = document.getElementById('scroller');
scroller.scrollTop = scroller.scrollHeight;

// A reply of 45 words a paragraph, every fourth block is code.
function blocks(body) {
  let block = null, text = null, said = 0;
  return (token) => {
    if (said % 45 === 0) {
      const isCode = Math.floor(said / 45) % 4 === 3;
      text = document.createTextNode('');
      block = isCode ? make('pre', '', make('code', 'language-js', text)) : make('p', '', text);
      body.append(block);
    }
    said++;
    text.nodeValue += `${token} `;
  };
}

function whole(body) {
  const paragraphs = [];
  let said = 0;
  return (token) => {
    if (said++ % 45 === 0) paragraphs.push('');
    paragraphs[paragraphs.length - 1] += `${token} `;
    body.innerHTML = paragraphs.map((text, at) => (at % 4 === 3 ? `<pre><code class="language-js">${text}</code></pre>` : `<p>${text}</p>`)).join('');
  };
}

globalThis.stream = (milliseconds, perSecond) =>
  new Promise((done) => {
    message('user', `Question ${turns}: ${words(turns, 12)}?`);
    const add = (grow === 'whole' ? whole : blocks)(message('assistant'));
    const began = performance.now();
    let tokens = 0, frames = 0, last = began, stalled = 0;
    const frame = () => { frames++; if (last !== null) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    const timer = setInterval(() => {
      const now = performance.now();
      stalled = Math.max(stalled, now - last);
      last = now;
      while (tokens < Math.min(now - began, milliseconds) / 1000 * perSecond) add(WORDS[tokens++ % WORDS.length]);
      scroller.scrollTop = scroller.scrollHeight;
      if (now - began < milliseconds) return;
      clearInterval(timer);
      last = null;
      done({ tokens, frames, stalled });
    }, 1000 / perSecond);
  });
document.body.dataset.ready = '1';
