import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, HOUR_MS } from '../../base/clock.js';
import { readSettings, type ZaloSettings } from '../../base/settings.js';
import { zaloAccount, zaloSender } from '../../bot/channels/zalo/tokens.js';
import { ZALO_WEBHOOK_PATH } from '../../bot/channels/zalo/webhook.js';
import { writeJoinCode } from '../../bot/joinCode.js';
import { translator } from '../../content/i18n.js';
import { credentialSealer } from '../../credentials/seal.js';
import { storeRefreshToken } from '../../credentials/storePair.js';
import { ensureCommuneCommittees } from '../../people/agencies/ensureAgency.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { importOfficials } from '../../people/officials/importOfficials.js';
import { makeInvites } from '../../people/officials/invite.js';
import { listOfficials } from '../../people/officials/official.js';
import type { Database } from '../../prisma/database.js';
import { restartSender } from '../../scheduler/sender/health.js';
import { type Resident, type SimulatedZaloUser, type ZaloSimulator, zaloIdOf } from '../../simulator/index.js';
import type { DemoPeople } from './people.js';

/**
 * How long ago they last did something, in hours, one after the other and again from the beginning: seven of ten are
 * inside the 48 hours for text, and will be for a while yet; one is inside the seven days; two are beyond.
 */
const SILENT_HOURS = [1, 4, 9, 90, 14, 20, 26, 200, 29, 400] as const;
const INVITED_HOURS = 14 * 24;
const SCENE_MS = 60_000;
const LOOK_MS = 100;

/** What a visitor may type, and on whose phone. */
export interface ToTry {
  name: string;
  userId: string;
  text: string;
}

export interface ZaloScenes {
  resident: ToTry;
  official: ToTry;
  /** What people do by themselves once the service listens at this address. Ends soon after `stop`. */
  play(serviceUrl: string, stop: AbortSignal): Promise<void>;
}

/** What the service is told: the simulator's own word, and nothing of a real account. */
export function zaloSettingsOf(zalo: ZaloSimulator): ZaloSettings {
  const { zalo: settings } = readSettings(zalo.environment());
  if (settings === undefined) throw new Error('The simulator names no Zalo account');
  return settings;
}

/**
 * Gives the demo the tokens of the simulator that has just begun, whatever it remembers of a former one: that one is
 * gone, perhaps with an answer under way. The first call renews them; nobody has to consent again.
 */
export async function takeTokens(db: Database, secret: string, { oaId, refreshToken }: ZaloSettings): Promise<void> {
  if (refreshToken === undefined) throw new Error('The simulator names no refresh token');
  await storeRefreshToken(db, credentialSealer(secret), zaloAccount(oaId), refreshToken, { replace: true });
  await restartSender(db, zaloSender(oaId));
}

/**
 * When each person on Zalo last did something, the same in our database and in the simulator, which has forgotten: what
 * the database knows of people stays where it is later. Two block the account and one has left it, as in life.
 */
export async function rememberWindows(db: Database, zalo: ZaloSimulator, people: DemoPeople): Promise<void> {
  const ids = people.zalo.map(zaloIdOf);
  const hours = ids.map((_, n) => SILENT_HOURS[n % SILENT_HOURS.length] ?? 0);
  await db.pool.query(
    `update address a set heard_at = greatest(a.heard_at, now() - said.hours * interval '1 hour')
       from unnest($1::text[], $2::int[]) as said(id, hours) where a.channel = 'zalo' and a.external_id = said.id`,
    [ids, hours],
  );
  const { rows } = await db.pool.query<{ id: string; ago: number }>(
    `select external_id as id, (extract(epoch from now() - heard_at) * 1000)::float8 as ago
       from address where channel = 'zalo' and heard_at is not null`,
  );
  const heard = new Map(rows.map(({ id, ago }) => [id, ago]));
  for (const id of zalo.core.world.users.keys()) {
    const ago = heard.get(id);
    if (ago !== undefined)
      zalo.user(id).set({ lastInteraction: new Date(zalo.clock.nowMs() - ago).toISOString(), wrote: true });
  }
  for (const id of ids.filter((_, n) => n % 60 === 11)) zalo.user(id).block();
  for (const id of ids.filter((_, n) => n === 25)) zalo.user(id).set({ follower: false });
}

/** A code of the place for residents, and invitations for two officials of its committee; new ones each time, as the old may be spent. */
export async function prepareScenes(
  deps: { db: Database; secret: string; dataFolder: string; clock: Clock; admin: string },
  zalo: ZaloSimulator,
  { commune, newcomers, officials }: DemoPeople,
): Promise<ZaloScenes> {
  const code = writeJoinCode({ place: commune.code, groups: [] });
  const [joining, waiting] = await newOnes(deps.db, newcomers);
  const invitations = await inviteOfficials(deps, zalo, commune, officials);
  const say = translator('vi');
  const toTry = (resident: Resident, text: string): ToTry => ({
    name: resident.name,
    userId: zaloIdOf(resident),
    text,
  });
  return {
    resident: toTry(waiting, code),
    official: toTry(officials[1], invitations[1]),
    async play(serviceUrl, stop) {
      zalo.webhook.set({ url: `${serviceUrl}${ZALO_WEBHOOK_PATH}` });
      const [joins, accepts] = [zalo.user(zaloIdOf(joining)), zalo.user(zaloIdOf(officials[0]))];
      joins.say(code);
      accepts.say(invitations[0]);
      await Promise.all([
        pressWhenAsked(joins, say('bot:button.agree'), stop),
        pressWhenAsked(accepts, say('agencies:invite.agree'), stop),
      ]);
    },
  };
}

/** Two who have not joined in an earlier run; where all have, the first two, who are then told so. */
async function newOnes(db: Database, newcomers: readonly Resident[]): Promise<[Resident, Resident]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select external_id as id from address where channel = 'zalo' and external_id = any($1::text[])`,
    [newcomers.map(zaloIdOf)],
  );
  const known = new Set(rows.map(({ id }) => id));
  const fresh = newcomers.filter((one) => !known.has(zaloIdOf(one)));
  const [joining, waiting] = fresh.length < 2 ? newcomers : fresh;
  if (joining === undefined || waiting === undefined) throw new Error('The demo needs two newcomers');
  return [joining, waiting];
}

async function inviteOfficials(
  deps: Parameters<typeof prepareScenes>[0],
  zalo: ZaloSimulator,
  commune: DemoPeople['commune'],
  officials: DemoPeople['officials'],
): Promise<[string, string]> {
  const { db, secret, clock, admin } = deps;
  const at = clock.now();
  const idsOf = async (): Promise<number[]> => {
    const known = await listOfficials(db, secret, at);
    return officials.flatMap(
      ({ name }) => known.find((one) => one.name === name && one.place === commune.code)?.id ?? [],
    );
  };
  let ids = await idsOf();
  if (ids.length < officials.length) {
    await importOfficialsOf(deps, zalo, commune, officials);
    ids = await idsOf();
  }
  const expiresAt = new Date(at.getTime() + INVITED_HOURS * HOUR_MS);
  const [first, second] = await inTransaction(db, async (client) => {
    const made = await makeInvites(client, secret, ids, { name: admin, at, expiresAt, random: randomBytes });
    const entry = { at, actor: admin, action: 'officials.invite', subject: 'official:all' };
    await appendAudit(client, { ...entry, detail: { invited: made.length } });
    return made;
  });
  if (first === undefined || second === undefined) throw new Error('Two invitations were asked for');
  return [first.code, second.code];
}

/** Officials come in as in life, too: by a list with their telephone numbers. */
async function importOfficialsOf(
  { db, secret, dataFolder }: Parameters<typeof prepareScenes>[0],
  zalo: ZaloSimulator,
  commune: DemoPeople['commune'],
  officials: DemoPeople['officials'],
): Promise<void> {
  await ensureCommuneCommittees(db, [commune]);
  const agency = `UBND ${commune.name.charAt(0).toLowerCase()}${commune.name.slice(1)}`;
  const rows = officials.map((official) => {
    const { phone = '' } = zalo.core.world.user(zaloIdOf(official)).spec;
    return [agency, official.name, phone.replace(/^84/, '0'), 'focal', commune.code].join(',');
  });
  const file = join(dataFolder, 'officials.csv');
  writeFileSync(file, `agency,name,phone,role,place\n${rows.join('\n')}\n`);
  try {
    await importOfficials(db, secret, file, ({ what }) => {
      throw new Error(what);
    });
  } finally {
    rmSync(file);
  }
}

/** Reads what is asked and agrees. Whoever agreed in an earlier run of the demo is not asked again. */
async function pressWhenAsked(person: SimulatedZaloUser, label: string, stop: AbortSignal): Promise<void> {
  for (const end = performance.now() + SCENE_MS; performance.now() < end && !stop.aborted; await sleep(LOOK_MS)) {
    const asked = person.messages.find(({ buttons = [] }) => buttons.some(({ title }) => title === label));
    if (asked === undefined) continue;
    person.press(asked.id, label);
    return;
  }
}
