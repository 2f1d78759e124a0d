// Serves plain pages for what the real interfaces do not do: conversations with an address of their own, a reply that never
// ends, a message of several megabytes, a page without a conversation. node server.mjs PORT
//
//   /c/NAME          a chat; what was said is still there after a reload, in any tab
//   /changed/NAME    the same, on a page that says it is another interface than it is
//   /documentation   headings, paragraphs and code, no chat
//   /long/?turns=N   a conversation of N turns (tests/interfaces/long), for the benchmark of capture
//   /hostile/NAME    pages that do what no decent page does (tests/interfaces/hostile)
//   /controls/NAME   a chat with every control that replies have (tests/interfaces/controls)
//   /virtual/c/ID    a chat of which only what is in view is in the document (tests/interfaces/virtual)
// A question that contains "endless" is answered for ever; one that contains "huge" is answered with HUGE_CHARACTERS characters.
import fs from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';

const HUGE_CHARACTERS = 5_000_000;
const here = new URL('./', import.meta.url);
const chats = new Map();
const pause = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));

function* replyTo(question, number) {
  if (question.includes('endless')) for (let word = 1; ; word++) yield `word${word} `;
  if (question.includes('huge')) {
    const line = 'Every paragraph of this very long reply says the same few things once more, in just as many words. ';
    for (let said = 0; said < HUGE_CHARACTERS; said += 250 * line.length) yield `${line.repeat(250)}\n`;
    yield 'End of the huge reply.';
    return;
  }
  for (const word of `Reply ${number} to this question: it is a good one, and this is the whole of my answer.`.split(' ')) yield `${word} `;
}

async function answer(request, response, chat) {
  let question = '';
  for await (const part of request.setEncoding('utf8')) question += part;
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  let reply = '';
  for (const piece of replyTo(question, chat.length / 2 + 1)) {
    reply += piece;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (response.closed || response.destroyed) return;
    // A reply that arrives in one piece would not be a streamed reply.
    await pause(10);
  }
  chat.push({ role: 'user', text: question }, { role: 'assistant', text: reply });
  response.end();
}

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const send = (type, body) => response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  const [, kind, name] = pathname.split('/');
  if (kind === 'said' && name) {
    if (!chats.has(name)) chats.set(name, []);
    const chat = chats.get(name);
    return request.method === 'POST' ? answer(request, response, chat) : send('application/json', JSON.stringify(chat));
  }
  if (kind === 'changed' && name)
    return send('text/html', fs.readFileSync(new URL('chat.html', here), 'utf8').replace('<main>', '<main class="n8n-chat">'));
  if (kind === 'c' && name) return send('text/html', fs.readFileSync(new URL('chat.html', here)));
  const beside = /^\/(long|hostile|controls)\/(?:([a-z-]+)\.?(js|css)?)?$/.exec(pathname);
  if (beside) {
    const [, folder, file = 'index', ending = 'html'] = beside;
    const path = new URL(`../${folder}/${file}.${ending}`, here);
    if (fs.existsSync(path)) return send({ html: 'text/html', js: 'text/javascript', css: 'text/css' }[ending], fs.readFileSync(path));
  }
  if (pathname === '/virtual/page.js') return send('text/javascript', fs.readFileSync(new URL('../virtual/page.js', here)));
  if (kind === 'virtual') return send('text/html', fs.readFileSync(new URL('../virtual/index.html', here)));
  if (pathname === '/page.js') return send('text/javascript', fs.readFileSync(new URL('page.js', here)));
  if (kind === 'documentation') return send('text/html', fs.readFileSync(new URL('documentation.html', here)));
  response.writeHead(404).end();
});
server.listen(Number(process.argv[2]), '127.0.0.1');
await once(server, 'listening');
console.log('ready');
