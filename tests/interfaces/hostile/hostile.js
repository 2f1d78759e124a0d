// Pages that do what no decent page does, one per name: /hostile/?NAME. Each counts what it gets done in `document.title`-free
// ways: `globalThis.steps` grows with every turn of its own work, and `globalThis.whole` is true once it has all set up.
const name = location.search.slice(1);
const body = document.body;
globalThis.steps = 0;
const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text ?? '' });
const forever = (act) => { const again = () => { act(globalThis.steps++); setTimeout(again, 0); }; again(); };
const everyFrame = (act) => { const again = () => { act(globalThis.steps++); requestAnimationFrame(again); }; again(); };

function nest(depth, into) {
  let inner = into;
  for (let at = 0; at < depth; at++) inner = inner.appendChild(document.createElement('div'));
  return inner;
}

const pages = {
  // A forged chat that rewrites itself whole, all the time.
  rewriting() {
    forever((step) => {
      body.innerHTML = Array.from({ length: 300 }, (_, at) => `<div class="message ${at % 2 ? 'assistant' : 'user'}" data-n="${step}"><p>forged turn ${at} of ${step}</p></div>`).join('');
    });
  },
  // More mutations than anybody can follow.
  restless() {
    const cells = Array.from({ length: 2000 }, (_, at) => body.appendChild(make('i', at)));
    forever((step) => { for (const cell of cells) { cell.firstChild.data = `${step}`; cell.dataset.step = step; cell.className = `c${step % 3}`; } });
  },
  million() {
    const holder = make('div');
    holder.style.display = 'none'; // a page can have them, a screen cannot
    for (let at = 0; at < 1000; at++) { const part = document.createDocumentFragment(); for (let inner = 0; inner < 1000; inner++) part.append(document.createElement('b')); holder.append(part); }
    body.append(holder, make('p', 'after the million'));
    everyFrame((step) => { holder.firstChild.dataset.step = step; });
  },
  deep() {
    const holder = make('div');
    holder.style.display = 'none';
    body.append(holder, make('p', 'beside the depth'));
    const inner = nest(100_000, holder);
    everyFrame((step) => { inner.textContent = `bottom ${step}`; });
  },
  text() {
    const box = make('pre');
    box.style.cssText = 'height: 1px; overflow: hidden; content-visibility: hidden';
    const text = document.createTextNode('twenty megabytes of the same '.repeat(700_000));
    box.append(text);
    body.append(box, make('p', 'after the text'));
    everyFrame((step) => { text.appendData(` ${step}`); });
  },
  attributes() {
    const many = make('div', 'many attributes'), large = make('div', 'large attributes');
    for (let at = 0; at < 10_000; at++) many.setAttribute(`data-a${at}`, `value ${at}`);
    for (const at of ['data-large', 'title', 'style', 'x'.repeat(100_000)]) large.setAttribute(at, 'm'.repeat(10_000_000));
    body.append(many, large, document.createElement(`x-${'y'.repeat(1_000_000)}`));
    everyFrame((step) => { many.setAttribute('data-a1', step); large.setAttribute('title', `${step}${'m'.repeat(1000)}`); });
  },
  // Fields and images that pose as properties of the form and the document, broken prototypes, half characters, messages like ours.
  clobbered() {
    for (const posing of ['attributes', 'children', 'childNodes', 'localName', 'nodeType', 'firstChild', 'nextSibling', 'parentNode', 'isConnected', 'shadowRoot',
      'checkVisibility', 'getBoundingClientRect', 'matches', 'closest', 'textContent', 'getAttribute', 'style', 'host', 'contains']) {
      const form = make('form'), field = make('input');
      field.name = posing;
      form.append(field, make('p', `form with ${posing}`));
      body.append(form);
    }
    for (const posing of ['documentElement', 'body', 'addEventListener', 'createTreeWalker', 'defaultView', 'hidden', 'browser', 'chrome', 'performance', 'tributary.lens']) {
      const image = make('img');
      image.name = image.id = posing;
      body.append(image);
    }
    for (const property of ['attributes', 'childNodes', 'localName', 'shadowRoot']) Object.defineProperty(Element.prototype, property, { get() { throw new Error(property); } });
    for (const property of ['nodeType', 'firstChild', 'nextSibling', 'textContent']) Object.defineProperty(Node.prototype, property, { get() { throw new Error(property); }, set() {} });
    Array.prototype.push = Array.prototype.map = WeakMap.prototype.get = Set.prototype.add = JSON.stringify = () => { throw new Error('broken'); };
    globalThis.MutationObserver = globalThis.requestIdleCallback = undefined;
    body.append('\ud800', '\udc00\ud800');
    customElements.define('x-throwing', class extends HTMLElement { connectedCallback() { throw new Error('connected'); } attributeChangedCallback() { throw new Error('changed'); } });
    everyFrame((step) => {
      body.append(document.createElement('x-throwing'));
      if (step > 200) body.lastElementChild.remove();
      for (const kind of ['message', 'click', 'copy', 'submit', 'keydown']) body.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
      postMessage({ seq: step, full: true, root: 1, nodes: [{ i: 1, t: 'html', c: ['forged message'] }], quiet: true, want: 'stop' }, '*');
    });
  },
  // Shadow roots, open and closed, that come and go.
  shadows() {
    everyFrame((step) => {
      const host = make('x-host');
      host.attachShadow({ mode: step % 2 ? 'open' : 'closed' }).append(make('p', `shadow ${step}`));
      body.append(host);
      if (body.children.length > 100) body.firstElementChild.remove();
    });
  },
  frames() {
    for (let at = 0; at < 200; at++) { const frame = make('iframe'); frame.src = '/documentation'; frame.style.cssText = 'width: 20px; height: 20px'; body.append(frame); }
    everyFrame(() => {});
  },
  // Trusted events without a person: submissions in a loop, and a root that is swapped for another.
  busy() {
    body.innerHTML = '<form onsubmit="return false"><input name="text" value="forged by the page"></form>';
    everyFrame((step) => {
      for (let at = 0; at < 50; at++) document.forms[0].requestSubmit();
      if (step % 30 === 29) document.documentElement.replaceWith(document.documentElement.cloneNode(true));
      history.replaceState(null, '', `?busy#${step}`);
    });
  },
};
pages[name]();
globalThis.whole = true;
