import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect } from 'vitest';
import {
  createTransport,
  isFresh,
  parseEvent,
  type Tokens,
  verifySignature,
  type ZaloEvent,
  ZaloOAuth,
  ZaloOfficialAccount,
  ZaloTemplates,
} from 'zalo-api-ts';
import { startZaloSimulator, type ZaloSimulator } from '../../simulator/index.js';

export const LAN = '2468458835296197922';
export const PHONE = '84987654321';
export const NOON = '2026-11-22T05:00:00Z';
const CALLBACK = 'http://127.0.0.1/callback';

/** A Zalo that remembers what it was told, clients that came by its consent, and a web hook that keeps what arrives. */
export interface SimulatedZalo {
  readonly zalo: ZaloSimulator;
  readonly oauth: ZaloOAuth;
  readonly oa: ZaloOfficialAccount;
  readonly templates: ZaloTemplates;
  /** Whose access token the clients use: a refresh goes in here. */
  tokens: Tokens;
  /** The bodies that came, as they came. */
  readonly arrived: { readonly bytes: Buffer; readonly headers: IncomingHttpHeaders }[];
  /** The first event of a kind; all that come are verified as a service would. */
  eventOf<Kind extends ZaloEvent['kind']>(kind: Kind): Promise<ZaloEvent & { kind: Kind }>;
  /** The account, called without the proof of the app secret. */
  unproven(): ZaloOfficialAccount;
  close(): Promise<void>;
}

/** It is noon in Vietnam, and Lan, who follows, has just written. */
export async function startSimulatedZalo(): Promise<SimulatedZalo> {
  const arrived: { bytes: Buffer; headers: IncomingHttpHeaders }[] = [];
  const app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      arrived.push({ bytes: Buffer.concat(chunks), headers: request.headers });
      response.end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const zalo = await startZaloSimulator({
    requireProof: true,
    users: [{ id: LAN, name: 'Lan', phone: PHONE, gender: 2, wrote: true }],
    webhook: { url: `http://127.0.0.1:${address.port}/` },
    receiptDelayMs: 1,
    templateDelayMs: 1,
    moderationMs: 1,
    assume: { pkce: 'required' },
  });
  zalo.clock.set(NOON);
  zalo.user(LAN).set({ lastInteraction: NOON });
  const transport = createTransport();
  const { appId, appSecret, oauthRoot, openapiRoot, businessRoot, clock } = zalo;
  const oauth = new ZaloOAuth({ appId, appSecret, root: oauthRoot, transport, clock });
  const { url, codeVerifier } = oauth.beginConsent({ redirectUri: CALLBACK });
  const codeChallenge = new URL(url).searchParams.get('code_challenge') ?? '';
  const { code } = zalo.consent({ redirectUri: CALLBACK, codeChallenge });
  const plain = { accessToken: async () => world.tokens.accessToken, transport };
  const world: SimulatedZalo = {
    zalo,
    oauth,
    tokens: await oauth.exchangeCode({ code, codeVerifier }),
    oa: new ZaloOfficialAccount({ ...plain, appSecret, root: openapiRoot }),
    templates: new ZaloTemplates({ ...plain, appSecret, root: businessRoot }),
    arrived,
    async eventOf(kind) {
      for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) {
        const found = arrived.map(read).find((event) => isOf(event, kind));
        if (found !== undefined && isOf(found, kind)) return found;
      }
      throw new Error(`No event ${kind} came`);
    },
    unproven: () => new ZaloOfficialAccount({ ...plain, root: openapiRoot }),
    async close() {
      await zalo.close();
      await transport.close();
      await new Promise((resolve) => {
        app.close(resolve);
        app.closeAllConnections();
      });
    },
  };
  const read = ({ bytes, headers }: SimulatedZalo['arrived'][number]): ZaloEvent => {
    const keys = { appId, secretKeys: [zalo.oaSecretKey] };
    expect(verifySignature(bytes, headers['x-zevent-signature'], keys)).toMatchObject({ valid: true });
    const server = headers['x-zevent-server'];
    const event = parseEvent(bytes, { oaId: zalo.oaId, server: typeof server === 'string' ? server : null });
    expect(event.kind).not.toBe('unknown');
    expect(event.at !== null && isFresh(event.at, clock.now())).toBe(true);
    return event;
  };
  return world;
}

function isOf<Kind extends ZaloEvent['kind']>(event: ZaloEvent, kind: Kind): event is ZaloEvent & { kind: Kind } {
  return event.kind === kind;
}
