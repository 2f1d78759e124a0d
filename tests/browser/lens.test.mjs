// The lens in a real Chromium, on a page that changes at random: what it tells, put together, must be the page.
//
// The lens runs as a script of the page, with a stand-in for the port that keeps what it posts, and with a clock that runs so
// fast that its slices end after a few elements. Seeded: a failure comes back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { launch } from './launch.mjs';

const lens = fs.readFileSync(new URL('../../manifest/lens.js', import.meta.url), 'utf8');
let browser, profile;
before(async () => ({ instance: browser, userDataDir: profile } = await launch({ browser: 'chromium' })));
after(async () => {
  await browser.close();
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

// Runs in the page: the port, the clock, the copy that the messages add up to, and what the page really is.
const standIn = (haste) => {
  const orders = [];
  globalThis.said = [];
  globalThis.order = (want) => orders.forEach((listener) => listener({ want }));
  globalThis.browser = { runtime: { id: 'lens', connect: () => ({
    onMessage: { addListener: (listener) => orders.push(listener) }, onDisconnect: { addListener() {} }, disconnect() {},
    postMessage: (message) => said.push(structuredClone(message)),
  }) } };
  const real = performance.now.bind(performance);
  let hurried = 0;
  performance.now = () => real() + (hurried += haste);

  const nodes = new Map();
  let root = null, taken = 0;
  // The rules at the head of lens.js, in as few words as possible.
  globalThis.copy = () => {
    for (; taken < said.length; taken++) {
      const { full, root: start, nodes: told = [], more } = said[taken];
      if (full) { nodes.clear(); root = start; }
      for (const { i, t, a = {}, s = [], c = [], k, g, h, r } of told) {
        let children = [...s, ...c];
        if (k) {
          const former = nodes.get(i)?.children;
          if (former?.length !== k[1]) throw new Error(`node ${i} has ${former?.length} children, not ${k[1]}`);
          const kept = former.slice(0, k[0]);
          if (g) kept[k[0] - 1] += g;
          children = [...kept, ...c];
        }
        nodes.set(i, { t, a, children, h: h === 1, r: r === 1 });
      }
      if (more) continue;
      const reached = new Set(), open = [root];
      while (open.length) {
        const id = open.pop();
        if (!nodes.has(id)) throw new Error(`node ${id} is named and not described`);
        if (reached.has(id)) throw new Error(`node ${id} has two places`);
        reached.add(id);
        open.push(...nodes.get(id).children.filter((child) => typeof child === 'number'));
      }
      for (const id of nodes.keys()) if (!reached.has(id)) nodes.delete(id);
    }
    const show = (id, hidden) => {
      const { t, a, children, h } = nodes.get(id);
      hidden ||= h;
      const inner = children.map((child) => (typeof child === 'number' ? show(child, hidden) : child));
      return `<${t} ${a.id ?? ''} ${a['data-n'] ?? ''}${hidden ? ' hidden' : ''}>${joined(inner)}</>`;
    };
    return show(root, false);
  };
  // Elements apart; texts beside each other are one text, in as many pieces as it comes.
  const joined = (inner) => inner.reduce((all, part) => all + (part.startsWith('<') || all.endsWith('>') ? '|' : '') + part, '');
  globalThis.page = () => {
    const show = (element, hidden) => {
      hidden ||= !element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).display !== 'contents';
      hidden ||= getComputedStyle(element).visibility !== 'visible';
      const inner = [];
      for (const parent of [element.shadowRoot ?? [], element]) {
        for (const child of parent.childNodes ?? []) {
          if (child.nodeType === 3 && child.data) inner.push(child.data.toWellFormed());
          if (child.nodeType === 1 && !/^(script|style|link|meta)$/.test(child.localName)) inner.push(show(child, hidden));
        }
      }
      return `<${element.localName} ${element.id} ${element.getAttribute('data-n') ?? ''}${hidden ? ' hidden' : ''}>${joined(inner)}</>`;
    };
    return show(document.documentElement, false);
  };
  globalThis.settled = (mark) => said.at(-1)?.quiet && copy().includes(`<body  ${mark}`);
};

// Runs in the page: changes it `count` times, with pauses in which the lens may look.
const change = async (seed, count) => {
  let state = seed;
  const roll = (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * sides);
  };
  const all = () => [...document.body.querySelectorAll('*')];
  const some = () => all()[roll(all().length)] ?? document.body;
  let number = 0;
  const grow = (depth) => {
    const element = document.createElement(['div', 'p', 'span', 'ul', 'x-box'][roll(5)]);
    element.dataset.n = `${seed}.${number++}`;
    for (let child = roll(4); child > 0; child--) element.append(roll(2) || depth > 3 ? `text ${roll(100)}` : grow(depth + 1));
    return element;
  };
  const out = [];
  const acts = [
    () => some().append(grow(0)),
    () => some().prepend(`text ${roll(100)}`),
    () => { const element = some(); if (element !== document.body) { out.push(element); element.remove(); } },
    () => { if (out.length) some().append(out.splice(roll(out.length), 1)[0]); },
    () => { const [what, where] = [some(), some()]; if (what !== document.body && !what.contains(where)) where.prepend(what); },
    () => { const [from, to] = [some(), some()]; if (from.firstElementChild && !from.contains(to)) to.append(from.firstElementChild); },
    () => { const text = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT).nextNode(); if (text) text.data += ' more'; },
    () => { some().style.display = ['none', '', 'contents'][roll(3)]; },
    () => { some().style.visibility = ['hidden', ''][roll(2)]; },
    () => some().classList.toggle('gone'),
    () => { const element = some(); if (element.children.length) element.innerHTML = element.innerHTML; },
    async () => { // upgraded a little after it came
      const element = document.createElement('x-box'), inner = [grow(2), document.createElement('slot')].slice(0, 1 + roll(2)), wait = roll(100);
      element.append(grow(2));
      some().append(element);
      await new Promise((next) => setTimeout(next, wait));
      element.attachShadow({ mode: 'open' }).append(...inner);
    },
    () => { const element = some(); if (element.shadowRoot) element.shadowRoot.append(grow(2)); },
    () => { const element = some(), wrap = grow(3); if (element !== document.body) { element.replaceWith(wrap); wrap.append(element); } },
    () => some().append('\ud800', 'long '.repeat(600 + roll(900))),
    () => { const list = some(); for (let item = 0; item < 40; item++) list.append(grow(4)); },
  ];
  for (let at = 0; at < count; at++) {
    await acts[roll(acts.length)]();
    if (roll(6) === 0) await new Promise((next) => setTimeout(next, roll(40)));
  }
};

async function open(haste, html = '') {
  const page = await browser.newPage();
  await page.setContent(`<!doctype html><style>.gone{display:none}</style><body>${html}`);
  await page.evaluate(standIn, haste);
  await page.evaluate(lens);
  await page.waitForFunction('said.at(-1)?.quiet');
  return page;
}

// Marks the page, waits until the lens has told of the mark and rests, and compares.
let marks = 0;
async function settle(page) {
  const mark = `mark${marks++}`;
  await page.evaluate((mark) => { document.body.dataset.n = mark; }, mark);
  await page.waitForFunction(`settled('${mark}')`, { timeout: 120_000 });
  return page.evaluate('said.length');
}
async function same(page) {
  await settle(page);
  const [told, real] = await page.evaluate(() => [copy(), page()]);
  const differs = [...real].findIndex((character, at) => character !== told[at]);
  assert.equal(told.slice(Math.max(0, differs - 100), differs + 100), real.slice(Math.max(0, differs - 100), differs + 100));
  assert.equal(told.length, real.length);
}

for (const seed of [1, 2, 3, 4]) {
  test(`what the lens tells of random changes is the page (seed ${seed})`, async () => {
    const page = await open(0.02);
    for (let round = 0; round < 8; round++) {
      await page.evaluate(change, seed * 1000 + round, 40);
      await new Promise((next) => setTimeout(next, 1200)); // a shadow root is found within a second
      await same(page);
    }
    assert.equal(await page.evaluate('said.filter(({ full }) => full).length'), 1, 'one full picture is enough');
    await page.close();
  });
}

test('a text of a million characters in one piece is told whole, and so is what it grows by', async () => {
  const page = await open(0, '<p id="log">before</p>');
  await page.evaluate(() => { document.getElementById('log').firstChild.data = `x${'🧾 line of a log '.repeat(60_000)}`; });
  await same(page);
  await page.evaluate(() => { document.getElementById('log').firstChild.data += '🧾 and one more'.repeat(9_000); });
  await same(page);
  assert.ok(await page.evaluate('said.every(({ cut }) => !cut)'));
  assert.ok(await page.evaluate('Math.max(...said.map((message) => JSON.stringify(message).length)) < 400_000'));
  await page.close();
});

test('a text that grows is told by what is new of it', async () => {
  const page = await open(0, '<p id="reply"></p>');
  await page.evaluate(() => document.getElementById('reply').append('word '.repeat(18_000)));
  await settle(page);
  const from = await settle(page);
  await page.evaluate(() => { document.getElementById('reply').firstChild.data += 'and one more'; });
  await same(page);
  const cost = await page.evaluate((from) => JSON.stringify(said.slice(from)).length, from);
  assert.ok(cost < 1500, `${cost} characters were sent for twelve`);
  await page.close();
});

test('a list that grows is told by what is new of it, and is told in slices', async () => {
  const page = await open(0.002, '<div id="list"></div>');
  await page.evaluate(() => { for (let item = 0; item < 3_000; item++) document.getElementById('list').append(Object.assign(document.createElement('p'), { textContent: `item ${item}` })); });
  await same(page);
  const from = await page.evaluate('said.length');
  await page.evaluate(() => document.getElementById('list').append(Object.assign(document.createElement('p'), { textContent: 'one more' })));
  await same(page);
  const cost = await page.evaluate((from) => JSON.stringify(said.slice(from)).length, from);
  assert.ok(cost < 1500, `${cost} characters were sent for one item more`);
  await page.close();
});

test('children shown from the last to the first are told so, wherever the style comes from', async () => {
  const page = await open(0, `<style>.list{display:flex;flex-direction:column-reverse} .turned, .turned > p{transform:scaleY(-1)} .row{display:flex;align-items:end}</style>
    <div class="list" data-n="a"><p>3</p><p>2</p><p>1</p></div><div class="turned" data-n="b"><p>3</p><p>2</p><p>1</p></div>
    <div data-n="c"><p>1</p><p>2</p></div><div class="row" data-n="d"><p>low</p><p style="height: 90px">high</p></div>
    <div data-n="e" style="position: relative; height: 99px"><p style="position: absolute; top: 50px">2</p><p style="position: absolute; top: 0">1</p></div>`);
  await settle(page);
  const told = await page.evaluate(() => Object.fromEntries(said.flatMap(({ nodes = [] }) => nodes).filter(({ a }) => a?.['data-n']).map(({ a, r }) => [a['data-n'], r ?? 0])));
  assert.deepEqual([told.a, told.b, told.c, told.d, told.e], [1, 1, 0, 0, 0]);
  await page.close();
});

test('a page that swaps its root or is written anew by document.open is followed', async () => {
  const page = await open(0);
  await settle(page);
  await page.evaluate(() => {
    const html = document.createElement('html');
    html.append(document.createElement('body'));
    html.lastChild.append('another root');
    document.documentElement.replaceWith(html);
  });
  await page.waitForFunction('said.at(-1).quiet && copy().includes("another root")');
  await page.evaluate(() => { document.open(); document.write('<!doctype html><body><button>written anew</button>'); document.close(); });
  await page.waitForFunction('said.at(-1).quiet && copy().includes("written anew")');
  await page.click('button');
  await page.waitForFunction('said.some(({ event }) => event?.k === "click")');
  await same(page);
  await page.close();
});

test('a changed address is told although nothing on the page changed', async () => {
  const page = await browser.newPage();
  await page.goto(new URL('../interfaces/plain/documentation.html', import.meta.url).href);
  await page.evaluate(standIn, 0);
  await page.evaluate(lens);
  await page.waitForFunction('said.at(-1)?.quiet');
  await page.evaluate(() => history.pushState(null, '', '#another'));
  await page.waitForFunction('said.at(-1).url.endsWith("#another")');
  await page.close();
});

test('a second lens in the same document says nothing but has the first tell the page anew, and one that was stopped can be followed by another', async () => {
  const page = await open(0, '<a id="tributary.lens"></a>');
  await page.waitForFunction('said.at(-1)?.quiet');
  await page.evaluate(lens);
  await page.waitForFunction('said.filter(({ full }) => full).length === 2 && said.at(-1).quiet');
  await page.evaluate(() => { document.body.append('new'); });
  await page.waitForFunction('said.at(-1).quiet && copy().includes("new")');
  assert.equal(await page.evaluate('said.filter(({ full }) => full).length'), 2);
  await page.evaluate(() => order('stop'));
  await page.evaluate(lens);
  await page.waitForFunction('said.filter(({ full }) => full).length === 3');
  await page.close();
});

test('only what a person does is told, and no more than a person does', async () => {
  const page = await open(0, '<button id="good">Good</button><form onsubmit="return false"><input name="attributes"></form>');
  await page.evaluate(() => { for (let click = 0; click < 100; click++) document.getElementById('good').click(); });
  await page.click('#good');
  await page.type('input', 'hello');
  await page.evaluate(() => { for (let at = 0; at < 1000; at++) document.forms[0].requestSubmit(); });
  await settle(page);
  const events = await page.evaluate('said.filter(({ event }) => event).map(({ event }) => event.k)');
  assert.equal(events.filter((kind) => kind === 'click').length, 1);
  assert.ok(events.filter((kind) => kind === 'send').length <= 25, `${events.length} events`);
  await page.close();
});
