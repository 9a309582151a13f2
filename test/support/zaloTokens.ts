import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../base/log.js';
import { readSettings, type ZaloSettings } from '../../base/settings.js';
import { openZaloTokens, type ZaloTokens, type ZaloTokensOptions, zaloSender } from '../../bot/channels/zalo/tokens.js';
import { connect } from '../../prisma/connect.js';
import type { Database } from '../../prisma/database.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { startZaloSimulator, type ZaloOptions, type ZaloSimulator } from '../../simulator/index.js';
import { type AccountInfo, ZaloOfficialAccount } from '../../zalo-api-ts/src/index.js';
import { freshDatabase, testLog } from './database.js';
import { testClock } from './testClock.js';
import { SECRET } from './world.js';

/** One process that sends for the account, in all but name: connections, memory and journal reader of its own. */
export interface TokenProcess {
  tokens: ZaloTokens;
  /** Asks the account who it is: a call that needs a living token. */
  ask(): Promise<AccountInfo>;
  db: Database;
  close(): Promise<void>;
}

/** A database, a data folder and a simulated Zalo, on which as many processes may be opened as a test wants. */
export interface TokenField {
  db: Database;
  simulator: ZaloSimulator;
  folder: string;
  sender: string;
  zalo: ZaloSettings;
  open(options?: Partial<ZaloTokensOptions> & { databaseUrl?: string }): Promise<TokenProcess>;
  /** The credential's row, with whether the sender is stopped. */
  row(): Promise<CredentialRow>;
  /** As if that time had passed: SQL over the row. */
  set(assignments: string): Promise<void>;
  close(): Promise<void>;
}

export interface CredentialRow {
  version: number;
  state: string;
  state_reason: string | null;
  sends: number;
  leased: boolean;
  retry_in_s: number;
  stopped_reason: string | null;
}

export async function openTokenField(simulatorOptions: ZaloOptions = {}): Promise<TokenField> {
  const db = await freshDatabase();
  const simulator = await startZaloSimulator({ limits: {}, logCalls: 0, ...simulatorOptions });
  const folder = mkdtempSync(join(tmpdir(), 'loa-tokens-'));
  const sender = zaloSender(simulator.oaId);
  await registerSender(db, sender, 'zalo');
  const zalo = zaloSettings(simulator);
  const opened: TokenProcess[] = [];
  return {
    db,
    simulator,
    folder,
    sender,
    zalo,
    async open({ databaseUrl = db.url, log = testLog, ...options } = {}) {
      // Patient, for a busy machine; who wants to see somebody give up says so.
      const waitMs = 20_000;
      const { end, ...own } = connect(databaseUrl, db.kind, log as Log);
      const theirs: Database = { ...own, close: end };
      const tokens = await openZaloTokens({
        db: theirs,
        secret: SECRET,
        dataFolder: folder,
        zalo,
        callback: `${simulator.url}/callback`,
        clock: testClock(),
        log,
        waitMs,
        ...options,
      });
      let closed: Promise<void> | undefined;
      const process: TokenProcess = {
        tokens,
        ask: () =>
          tokens.run(async (accessToken) => {
            const account = new ZaloOfficialAccount({ root: zalo.openapiRoot, accessToken });
            return (await account.info()).data;
          }),
        db: theirs,
        close: () => (closed ??= tokens.close().then(end)),
      };
      opened.push(process);
      return process;
    },
    async row() {
      const { rows } = await db.pool.query<CredentialRow>(
        `select c.version, c.state, c.state_reason, c.sends, coalesce(c.lease_until > now(), false) as leased, s.stopped_reason,
                greatest(0, extract(epoch from coalesce(c.retry_at, now()) - now()))::float8 as retry_in_s
           from channel_credential c left join sender s on s.id = $1`,
        [sender],
      );
      const [row] = rows;
      if (!row) throw new Error('There is no credential yet');
      return row;
    },
    async set(assignments) {
      await db.pool.query(`update channel_credential set ${assignments}`);
    },
    async close() {
      await Promise.all(opened.map((process) => process.close()));
      await simulator.close();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The settings of an installation that uses the simulated account, with its refresh token for the first use. */
export function zaloSettings(simulator: ZaloSimulator): ZaloSettings {
  const { zalo } = readSettings(zaloEnvironment(simulator));
  if (zalo === undefined) throw new Error('The simulator names no account');
  return zalo;
}

export function zaloEnvironment(simulator: ZaloSimulator): Record<string, string> {
  return {
    ZALO_APP_ID: simulator.appId,
    ZALO_APP_SECRET: simulator.appSecret,
    ZALO_OA_ID: simulator.oaId,
    ZALO_OA_SECRET_KEY: simulator.oaSecretKey,
    ZALO_REFRESH_TOKEN: simulator.tokens.current().refreshToken,
    ZALO_OAUTH_ROOT: simulator.oauthRoot,
    ZALO_OPENAPI_ROOT: simulator.openapiRoot,
    ZALO_BUSINESS_ROOT: simulator.businessRoot,
  };
}
