import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type ZaloSettings } from '../../base/settings.js';
import { createZaloMassChannel } from '../../bot/channels/zalo/massChannel.js';
import { openZaloTokens } from '../../bot/channels/zalo/tokens.js';
import { pictureAddress } from '../../cli/pictures.js';
import { openZaloChannel } from '../../cli/zaloChannel.js';
import type { Article } from '../../content/article.js';
import { type Translate, translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import type { MassPost } from '../../prisma/generated/client.js';
import type { MassChannel } from '../../scheduler/mass/channel.js';
import { createMassPost, type NewMassPost } from '../../scheduler/mass/create.js';
import { type MassStatus, massStatus } from '../../scheduler/mass/status.js';
import { approveMassPost, sendMassPost } from '../../scheduler/mass/verbs.js';
import { massTick } from '../../scheduler/mass/work.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import { registerSender } from '../../scheduler/sender/register.js';
import { startZaloSimulator, type ZaloOptions, type ZaloSimulator } from '../../simulator/index.js';
import { freshDatabase, testLog } from './database.js';
import { populate, SECRET } from './world.js';
import { zaloEnvironment } from './zaloWorld.js';

export const PUBLIC_URL = 'https://loa.example.vn';
/** Nine o'clock in Vietnam on the tenth of next month: by day, and with days of the month before and after it. */
export const MORNING: string = new Date(
  Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 10, 2),
).toISOString();

/** A Loa with an official account in a simulated Zalo, as far as articles for everybody go. Nothing happens by itself. */
export interface MassWorld {
  db: Database;
  zalo: ZaloSimulator;
  settings: ZaloSettings;
  folder: string;
  channel: MassChannel;
  /** `an` writes, `binh` approves, `chi` is admin; whoever else a test adds. */
  by(name: string): { name: string; clock: ZaloSimulator['clock']; say: Translate; locale: string };
  /** A draft by `an`. */
  draft(wanted?: Partial<NewMassPost>): Promise<string>;
  approve(id: string): Promise<void>;
  /** A draft that is approved, and waits at Zalo to be told to go. */
  ready(wanted?: Partial<NewMassPost>): Promise<string>;
  /** A draft that is approved and told to go. */
  send(wanted?: Partial<NewMassPost>): Promise<string>;
  post(id: string): Promise<MassPost>;
  status(id: string): Promise<MassStatus>;
  /** One pass of the work on articles, as the service makes it every second. */
  tick(): Promise<void>;
  /** Passes, without the waits between them, until it has come to one of these states. */
  until(id: string, ...states: MassPost['state'][]): Promise<MassPost>;
  /** As if the waits of this article, and the leases of dead processes, had passed. */
  hurry(id: string): Promise<void>;
  set(id: string, assignments: string): Promise<void>;
  /** Articles that anybody can see. */
  visible(): number;
  /** Forgets faults, budgets and what became of the account; a new morning. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

export async function startMassWorld(
  options: { simulator?: ZaloOptions; env?: Record<string, string>; callTimeoutMs?: number } = {},
): Promise<MassWorld> {
  const db = await freshDatabase();
  await populate(db, 0);
  const zalo = await startZaloSimulator({
    receiptDelayMs: null,
    articleProcessing: { polls: 1, delayMs: 0 },
    ...options.simulator,
  });
  zalo.clock.set(MORNING);
  const { clock } = zalo;
  const folder = mkdtempSync(join(tmpdir(), 'loa-mass-'));
  const settings = readSettings({ ...zaloEnvironment(zalo), ...options.env }).zalo;
  if (settings === undefined) throw new Error('The simulator gives every setting of Zalo');
  const callback = 'http://127.0.0.1/webhooks/zalo/callback';
  const common = { db, secret: SECRET, clock, log: testLog };
  const tokens = await openZaloTokens({ ...common, zalo: settings, callback, dataFolder: folder });
  const pace = postgresPace(db.pool);
  const opened = openZaloChannel(settings, { ...common, pace, tokens });
  const channel = createZaloMassChannel({
    connection: opened.channel.connection,
    rate: settings.rate,
    broadcastsPerMonth: settings.broadcastsPerMonth,
    addressOf: (picture) => pictureAddress(PUBLIC_URL, picture),
    clock,
    ...(options.callTimeoutMs === undefined ? {} : { callTimeoutMs: options.callTimeoutMs }),
  });
  await registerSender(db, channel.sender, channel.name, opened.channel.windows);
  const by: MassWorld['by'] = (name) => ({ name, clock, say: translator('en'), locale: 'en' });
  const deps = { db, channel, pace, clock, log: testLog };

  const world: MassWorld = {
    ...{ db, zalo, settings, folder, channel, by },
    draft: async (wanted = {}) => (await createMassPost(db, channel, { ...anyPost(), ...wanted }, by('an'))).id,
    approve: async (id) => {
      await approveMassPost(db, channel, id, by('binh'));
    },
    ready: async (wanted) => {
      const id = await world.draft(wanted);
      await world.approve(id);
      await world.until(id, 'ready');
      return id;
    },
    send: async (wanted) => {
      const id = await world.draft(wanted);
      await world.approve(id);
      await sendMassPost(db, channel, id, by('an'));
      return id;
    },
    post: (id) => db.prisma.massPost.findUniqueOrThrow({ where: { id: Number(id) } }),
    status: async (id) => massStatus(db, await world.post(id), { clock, platform: channel }),
    tick: () => massTick(deps),
    until: async (id, ...states) => {
      for (let passes = 0; passes < 60; passes++) {
        await world.hurry(id);
        await world.tick();
        const post = await world.post(id);
        if (states.includes(post.state)) return post;
      }
      const { state, reason, tries } = await world.post(id);
      throw new Error(
        `Article ${id} did not get to ${states.join(' or ')}: ${JSON.stringify({ state, reason, tries })}`,
      );
    },
    hurry: (id) =>
      world.set(id, `next_at = now(), lease_until = case when lease_until is null then null else now() end`),
    set: async (id, assignments) => {
      await db.pool.query(`update mass_post set ${assignments} where id = $1`, [Number(id)]);
    },
    visible: () => [...zalo.core.articles.byId.values()].filter(({ status }) => status === 'show').length,
    calm: async () => {
      zalo.faults.clear();
      zalo.core.articles.byId.clear();
      zalo.core.broadcasts.all.length = 0;
      zalo.core.broadcasts.verdict = 'accept';
      zalo.changeOa({ verified: true });
      zalo.clock.set(MORNING);
      await db.pool.query('delete from mass_post');
      await db.pool.query('update home set held_at = null, held_reason = null, heartbeat_at = now()');
      await db.pool.query('update sender set not_before = null, stopped_at = null, stopped_reason = null');
    },
    async close() {
      await opened.channel.close();
      await zalo.close();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

const PICTURE = Buffer.from('a picture, as far as the simulator knows');
const sha256 = createHash('sha256').update(PICTURE).digest('hex');
const picture = { sha256, fileName: 'bia.png', mime: 'image/png', sizeBytes: PICTURE.length };

export const ARTICLE: Article = {
  title: 'Ngày 26/6: vì cộng đồng không ma túy',
  author: 'Công an phường',
  description: 'Ba việc mỗi gia đình có thể làm hôm nay',
  cover: picture,
  body: [
    { type: 'text', paragraphs: ['Đoạn một <đầu>.', 'Dòng một\ndòng hai & hết'] },
    { type: 'image', picture, caption: 'Ảnh minh họa' },
  ],
  sources: ['Luật Phòng, chống ma túy 120/2025/QH15'],
  comments: false,
};

function anyPost(): NewMassPost {
  return {
    article: ARTICLE,
    media: new Map([[sha256, { bytes: PICTURE, mime: 'image/png', fileName: 'bia.png' }]]),
    audience: 'all',
    narrower: { regions: null, ages: null, gender: null, platforms: null },
    at: null,
    until: null,
  };
}
