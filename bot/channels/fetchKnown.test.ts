import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchKnown, type Resolve } from './fetchKnown.js';

/** What asks for a file goes to the platform's own hosts and nowhere else, whatever an event says. */
describe('an address that somebody else named', () => {
  let server: Server;
  let origin: string;
  const asked: string[] = [];
  const hosts = ['zdn.vn'];
  const nobody: Resolve = (host, done) => done(new Error(`nobody asks for ${host}`), []);

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
      else if (request.url === '/here') response.writeHead(302, { location: '/file' }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else if (request.url === '/endless') {
        const more = (): void => void response.write(Buffer.alloc(1 << 16), () => setImmediate(more));
        more();
      } else if (request.url === '/down') response.writeHead(503).end();
      else if (request.url === '/silent') return;
      else if (request.url === '/file') response.end('the file');
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const trusted = (path: string, mostBytes = 1_000, timeoutMs = 2_000) =>
    fetchKnown(`${origin}${path}`, { hosts, trusted: origin, mostBytes, timeoutMs, resolve: nobody });

  it.each([
    'http://f21-zfile.zdn.vn/a.xlsx',
    'https://zdn.vn.example.com/a.xlsx',
    'https://evilzdn.vn/a.xlsx',
    'https://f21-zfile.zdn.vn:8443/a.xlsx',
    'https://me:secret@f21-zfile.zdn.vn/a.xlsx',
    'https://127.0.0.1/a.xlsx',
    'https://[::1]/a.xlsx',
    'https://0x7f000001/a.xlsx',
    'file:///etc/passwd',
    'not an address',
    '',
  ])('%s is not gone to', async (address) => {
    expect((await fetchKnown(address, { hosts, mostBytes: 10, resolve: nobody })).kind).toBe('gone');
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.1',
    '192.168.1.10',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    'fe80::1',
    'fd00::5',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
  ])('a known host that leads to %s is not connected to', async (address) => {
    const resolve: Resolve = (_host, done) =>
      done(null, [
        { address: '118.102.1.1', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ]);
    const options = { hosts, mostBytes: 10, resolve, timeoutMs: 2_000 };
    expect(await fetchKnown('https://f21-zfile.zdn.vn/a', options)).toEqual({
      kind: 'gone',
      reason: 'address-not-public',
    });
  });

  it('another origin on loopback is not the one that is trusted', async () => {
    const told = await fetchKnown(`${origin}/file`, { hosts, trusted: 'http://127.0.0.1:1', mostBytes: 10 });
    expect(told.kind).toBe('gone');
  });

  it('a redirect is looked at like any address', async () => {
    const here = await trusted('/here');
    expect(here.kind === 'fetched' ? Buffer.from(here.bytes).toString() : here).toBe('the file');
    expect(await trusted('/elsewhere')).toEqual({ kind: 'gone', reason: 'unknown-host 169.254.169.254' });
    expect(await trusted('/round')).toEqual({ kind: 'gone', reason: 'too-many-redirects' });
    expect(asked.filter((path) => path === '/round').length).toBe(4);
  });

  it('never more is read than was asked for, and nobody waits for ever', async () => {
    expect(await trusted('/file', 7)).toEqual({ kind: 'too-big' });
    expect(await trusted('/endless', 100_000)).toEqual({ kind: 'too-big' });
    expect(await trusted('/silent', 10, 200)).toEqual({ kind: 'away', reason: 'timeout' });
    expect((await trusted('/down')).kind).toBe('away');
    expect((await trusted('/nothing')).kind).toBe('gone');
  });
});
