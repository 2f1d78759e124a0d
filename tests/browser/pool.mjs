// A pool that keeps what it gets in memory and signs with a real key; it lies when it is told to.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';

const TERMS = fs.readFileSync(new URL('../../shared/src/consent/terms-2026-11.md', import.meta.url));
const DAY = '2026-11-22';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** The first 26 letters of the base 32 of a digest. */
function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: 26 }, (_, at) => LETTERS[parseInt(bits.slice(5 * at, 5 * at + 5), 2)]).join('');
}

/** RFC 8785, as far as these values need it. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

export async function startPool(name) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
  const id = base32(sha256(raw));
  const signed = (...parts) => sign(null, Buffer.from(parts.join('\n')), privateKey).toString('hex');
  const pool = { name, id, records: new Map(), retracted: new Set(), decisions: [], release: null, list: '' };

  pool.publish = (number, listed) => {
    pool.list = listed.map(([record, digest]) => `${record}\t${digest}\ttrain\t0\n`).join('');
    const digest = sha256(pool.list).toString('hex');
    const manifest = { pool_id: id, number, day: DAY, files: [{ path: `records/all/${digest}.tsv`, kind: 'records', bucket: '', rows: listed.length, bytes: pool.list.length, sha256: digest }] };
    manifest.signature = signed('release-v1', id, sha256(canonical(manifest)).toString('hex'));
    pool.release = JSON.stringify(manifest);
  };

  function answer(method, path, body) {
    if (path === '/v1/pool') return [200, { pool_id: id, public_key: raw.toString('hex'), name }];
    if (path === '/terms') return [200, TERMS];
    if (path === '/v1/release') return pool.release ? [200, Buffer.from(pool.release)] : [404, { code: 'no_release', message: '' }];
    if (path.startsWith('/v1/release/')) return [200, Buffer.from(pool.list)];
    const [, record, what] = /^\/v1\/records\/([a-z2-7]{26})(\/\w+)?$/.exec(path) ?? [];
    if (!record) return [404, { code: 'not_found', message: '' }];
    if (method === 'PUT') {
      const digest = JSON.parse(body).envelope.content_sha256;
      pool.records.set(record, digest);
      return [201, { record_id: record, content_sha256: digest, received_day: DAY, pool_id: id, sig: signed('receipt-v1', id, record, digest, DAY) }];
    }
    if (method === 'POST' && what === '/objections') pool.decisions.at(-1).objection = { state: 'waiting', day: DAY };
    const state = pool.decisions.length > 0 ? pool.decisions.at(-1).verdict : 'quarantined';
    return pool.records.has(record) ? [200, { state, releases: [], decisions: pool.decisions }] : [404, { code: 'unknown', message: '' }];
  }

  const server = http.createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const [status, said] = answer(request.method, request.url, Buffer.concat(pieces).toString());
      response.writeHead(status, { connection: 'close' });
      response.end(Buffer.isBuffer(said) ? said : JSON.stringify(said));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  pool.url = `http://127.0.0.1:${server.address().port}`;
  pool.stop = () => server.close();
  return pool;
}
