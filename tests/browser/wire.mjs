// Everything a browser sends, seen from outside it: the proxy that its every request goes through, also those to this machine.
//
// In: the pages that it serves by itself, the server of the plain interface, the companion's port. Out: `sent`, one entry a request:
// { who: "extension" | "page" | "stranger", method, url, body, visit, place }. Knows no other host: what asks for one is told nothing, and noted.
import http from 'node:http';
import { once } from 'node:events';

export async function wire({ pages, plain, companion, serve }) {
  const sent = [], now = { visit: '', place: '' };
  const own = new Map(pages.filter((page) => page.html).map((page) => [page.host, page]));
  const served = new Set(pages.filter((page) => page.served).map((page) => page.host));

  const forward = (request, response, port, body) => {
    const { pathname, search } = new URL(request.url);
    const onward = http.request({ host: '127.0.0.1', port, method: request.method, path: pathname + search, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(body);
  };
  const server = http.createServer(async (request, response) => {
    // A browser asks for icons once in a while, as it likes; nothing else of them is let through.
    if (request.url.endsWith('/favicon.ico') && request.method === 'GET') return response.writeHead(404).end();
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces), { hostname, port, host } = new URL(request.url);
    const toCompanion = hostname === '127.0.0.1' && Number(port) === companion;
    const extensions = /^(chrome|moz)-extension:/.test(request.headers.origin ?? '');
    const known = own.has(host) || served.has(host);
    sent.push({ who: extensions || toCompanion ? 'extension' : known ? 'page' : 'stranger', method: request.method, url: request.url, headers: request.headers, body, ...now });
    if (toCompanion) return forward(request, response, companion, body);
    if (served.has(host)) return forward(request, response, plain, body);
    const page = own.get(host);
    if (!page) return response.writeHead(502).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...page.headers }).end(serve(page.html));
  });
  // What is sealed for another host, or wants a socket, is no page of ours.
  for (const event of ['connect', 'upgrade']) server.on(event, (request, socket) => {
    sent.push({ who: 'stranger', method: request.method, url: request.url, headers: request.headers, body: Buffer.alloc(0), ...now });
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { sent, now, port: server.address().port, close: () => { server.close(); server.closeAllConnections(); } };
}
