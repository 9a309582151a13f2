import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { SECOND_MS } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import type { FetchedFile } from '../chatFiles.js';

/** Names to addresses, as `dns.lookup` does it with `all`. */
export type Resolve = (
  host: string,
  done: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void;

export interface FetchKnownOptions {
  /** Ends of host names that are gone to, by https and to public addresses only. */
  hosts: readonly string[];
  /** One origin that is gone to as it is, whatever it resolves to: a simulator's, on loopback. */
  trusted?: string;
  mostBytes: number;
  timeoutMs?: number;
  resolve?: Resolve;
}

const TIMEOUT_MS = 15 * SECOND_MS;
const REDIRECTS_MOST = 3;

/**
 * Fetches an address that came from outside. It goes to hosts that are known and nowhere else, a redirect included, and never to an address
 * that is not public: a name is resolved once, and the connection made to what was looked at. Nothing of us goes along: no
 * token, no cookie. Never more than `mostBytes` are read. It throws for nothing that the other side does.
 */
export async function fetchKnown(address: string, options: FetchKnownOptions): Promise<FetchedFile> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  let url = parse(address);
  for (let hops = 0; hops <= REDIRECTS_MOST; hops++) {
    if (url === null) return { kind: 'gone', reason: 'no-address' };
    const isTrusted = options.trusted !== undefined && url.origin === options.trusted;
    if (!isTrusted && !isKnown(url, options.hosts)) return { kind: 'gone', reason: `unknown-host ${url.hostname}` };
    const agent = new Agent(isTrusted ? {} : { connect: { lookup: publicOnly(options.resolve ?? resolveAll) } });
    try {
      const step = await once(url, agent, signal, options.mostBytes);
      if (!('location' in step)) return step;
      url = parse(step.location, url);
    } catch (error) {
      if (messageOf(error).includes(NOT_PUBLIC)) return { kind: 'gone', reason: NOT_PUBLIC };
      return { kind: 'away', reason: signal.aborted ? 'timeout' : codeOf(error) };
    } finally {
      await agent.destroy();
    }
  }
  return { kind: 'gone', reason: 'too-many-redirects' };
}

const parse = (text: string, base?: URL): URL | null => (URL.canParse(text, base?.href) ? new URL(text, base) : null);

async function once(
  url: URL,
  dispatcher: Agent,
  signal: AbortSignal,
  mostBytes: number,
): Promise<FetchedFile | { location: string }> {
  const { statusCode, headers, body } = await request(url, { dispatcher, signal, method: 'GET' });
  if (statusCode >= 300 && statusCode < 400) {
    const { location } = headers;
    return typeof location === 'string' ? { location } : { kind: 'gone', reason: `status-${statusCode}` };
  }
  if (statusCode === 429 || statusCode >= 500) return { kind: 'away', reason: `status-${statusCode}` };
  if (statusCode !== 200) return { kind: 'gone', reason: `status-${statusCode}` };
  if (Number(headers['content-length'] ?? 0) > mostBytes) return { kind: 'too-big' };
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > mostBytes) return { kind: 'too-big' };
    pieces.push(bytes);
  }
  return { kind: 'fetched', bytes: Buffer.concat(pieces) };
}

function isKnown({ protocol, hostname, port, username, password }: URL, hosts: readonly string[]): boolean {
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '' || isIP(hostname) !== 0) return false;
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

const NOT_PUBLIC = 'address-not-public';

/** What no platform's file lies at: loopback, private, link-local (cloud metadata), shared, documentation, multicast, and IPv4 in IPv6's clothes. */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');
/** Only 2000::/3 is given out on the Internet, and of it neither documentation nor tunnels that carry an IPv4 address. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  return family === 6 && PUBLIC_V6.check(address, 'ipv6') && !PRIVATE.check(address, 'ipv6');
}

/** One address that is not public is enough to go to none: a name that means both is no platform's. */
function publicOnly(resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses;
      if (error !== null) done(error, '');
      else if (first === undefined || !addresses.every(({ address }) => isPublic(address)))
        done(new Error(NOT_PUBLIC), '');
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

const resolveAll: Resolve = (host, done) =>
  dnsLookup(host, { all: true }, (error, addresses) => done(error, addresses ?? []));

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code.toLowerCase()
    : 'failed';
}
