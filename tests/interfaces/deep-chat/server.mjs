// Serves the deep-chat page and streams canned replies. node server.mjs PORT
import fs from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const here = new URL('./', import.meta.url);
const { lines } = JSON.parse(fs.readFileSync(new URL('../replies.json', here), 'utf8'));
const require = createRequire(new URL('../../browser/package.json', here));
const FILES = {
  '/': ['text/html; charset=utf-8', new URL('index.html', here)],
  '/page.js': ['text/javascript', new URL('page.js', here)],
  '/deep-chat.js': ['text/javascript', require.resolve('deep-chat/dist/deepChat.bundle.js')],
};

const server = http.createServer(async (request, response) => {
  if (request.method === 'POST' && request.url === '/reply') {
    let question = '';
    for await (const part of request.setEncoding('utf8')) question += part;
    const { reply } = lines.find((line) => question.includes(line.match));
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    for (const chunk of reply.match(/[\s\S]{1,12}/g)) {
      response.write(chunk);
      // A reply that arrives in one piece would not be a streamed reply.
      await new Promise((next) => setTimeout(next, 10));
    }
    return response.end();
  }
  const file = FILES[request.url];
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': file[0] });
  fs.createReadStream(file[1]).pipe(response);
});
server.listen(Number(process.argv[2]), '127.0.0.1');
await once(server, 'listening');
console.log('ready');
