// What somebody opens on an ordinary day: twenty pages, of which five are chats. Everything in them is invented.
//
// Out: PAGES in the order of a visit. Each has a host of its own, says a word that no other page says (`secret`), and is either
// HTML that stands here or a page of the plain interface (tests/interfaces/plain), which `served` names. `{visit}` in a path is the
// name of the visit, so that each visit has conversations of its own. `say` is typed into the page's chat; `embeds` is whose page a frame of it shows.

/** The one site that is ever switched on. */
export const CHAT = 'chat.test';

const page = (title, body, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

// A thread that looks like a chat to whoever looks for one, on pages that are none.
const talk = (...texts) => `<main role="log">${texts.map((text, at) => `<div class="message ${at % 2 ? 'assistant' : 'user'}"><div class="content">${text}</div></div>`).join('')}</main>`;

export const PAGES = [
  { name: 'chat', host: CHAT, path: '/c/{visit}', served: true, secret: 'quillfeather', say: 'Is a quillfeather heavier than the one of {visit}?' },
  { name: 'another chat', host: 'other-chat.test', path: '/c/other-{visit}', served: true, secret: 'marrowgate', say: 'Where is the marrowgate of {visit}?' },
  { name: 'chat with controls', host: 'controls.test', path: '/controls/', served: true, secret: 'A chat with every control' },
  { name: 'chat in a virtual list', host: 'virtual.test', path: '/virtual/c/0d41c2a7-harbour', served: true, secret: 'wooden lantern' },
  { name: 'long chat', host: 'long.test', path: '/long/?turns=20', served: true, secret: 'long.test' },
  { name: 'documentation', host: 'docs.test', path: '/documentation', served: true, secret: 'restart your shell' },
  { name: 'login', host: 'login.test', path: '/', secret: 'thistlewick',
    html: page('Sign in', '<form><label>Name <input name="user" autocomplete="username" value="thistlewick"></label><label>Password <input type="password" name="password" value="thistlewick-password"></label><button>Sign in</button></form>') },
  { name: 'bank', host: 'bank.test', path: '/account?session=thornbury', secret: 'thornbury',
    html: page('Your account', '<h1>Thornbury savings</h1><table><tr><th>Day</th><th>Payee</th><th>Amount</th></tr><tr><td>3 May</td><td>Thornbury rent</td><td>-912.40</td></tr></table><p>IBAN DE02 1203 0000 0000 2020 51</p>') },
  { name: 'mail', host: 'mail.test', path: '/inbox/', secret: 'pemberlow',
    html: page('Inbox', talk('Dear Pemberlow, did the results come?', 'They came, Pemberlow, and all is well.') + '<div contenteditable="true">A draft to Pemberlow</div>') },
  { name: 'search', host: 'search.test', path: '/?q=larkspindle', secret: 'larkspindle',
    html: page('larkspindle', '<input type="search" value="larkspindle"><ol><li><a href="/a">What a larkspindle is</a></li><li><a href="/b">Ask an assistant about it</a></li></ol>') },
  { name: 'shop', host: 'shop.test', path: '/pay', secret: 'hollowmere',
    html: page('Pay', '<form><p>To Hollowmere street 4</p><input name="card" inputmode="numeric" value="4111 1111 1111 1111"><input name="code" value="123"><button>Pay</button></form>') },
  { name: 'newspaper with a chat in a frame', host: 'news.test', path: '/', secret: 'wintergast', embeds: 'other-chat.test',
    html: page('News', '<article><h1>Wintergast wins</h1><p>Wintergast said so.</p></article><iframe src="http://other-chat.test/c/embedded-{visit}" width="600" height="300"></iframe>') },
  { name: 'doctor', host: 'doctor.test', path: '/results', secret: 'bramblecote',
    html: page('Results', talk('How is my bramblecote count?', 'Your bramblecote count is a little high.')) },
  { name: 'notes', host: 'notes.test', path: '/', secret: 'ferngully',
    html: page('Notes', '<div contenteditable="true" role="textbox">Remember ferngully</div><textarea>ferngully again</textarea>') },
  { name: 'page that changes its address', host: 'views.test', path: '/one', secret: 'osierbank',
    html: page('Views', `<main id="view">osierbank one</main><script>history.pushState(null, '', '/two'); document.getElementById('view').textContent = 'osierbank two';</script>`) },
  { name: 'forum', host: 'forum.test', path: '/thread/7', secret: 'copperdale',
    html: page('Thread', talk('Who knows copperdale?', 'I know copperdale.', 'Thanks, that helps.', 'You are welcome.')) },
  { name: 'strict page', host: 'strict.test', path: '/', secret: 'saltmarsh', headers: { 'content-security-policy': "default-src 'none'; require-trusted-types-for 'script'" },
    html: page('Strict', talk('What is a saltmarsh?', 'A saltmarsh is wet.')) },
  { name: 'plain data', host: 'data.test', path: '/rows.json', secret: 'gullhaven', headers: { 'content-type': 'application/json' }, html: '{"rows":["gullhaven"]}' },
  { name: 'page with a closed root', host: 'parts.test', path: '/', secret: 'eldermoor',
    html: page('Parts', `<x-part></x-part><p>eldermoor outside</p><script>customElements.define('x-part', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'closed' }).innerHTML = '<p>eldermoor inside</p>'; } });</script>`) },
  { name: 'intranet with the chat in a frame', host: 'intranet.test', path: '/', secret: 'ashdownley', embeds: CHAT,
    html: page('Intranet', `${talk('Where is the ashdownley plan?', 'The ashdownley plan is here.')}<iframe src="http://${CHAT}/c/{visit}" width="600" height="300"></iframe>`) },
];

export const during = (text, visit) => text.replaceAll('{visit}', visit);
