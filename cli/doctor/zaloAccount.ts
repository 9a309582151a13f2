import { messageOf } from '../../base/errors.js';
import { zaloAccount } from '../../bot/channels/zalo/tokens.js';
import { ZALO_WEBHOOK_PATH } from '../../bot/channels/zalo/webhook.js';
import { formatMoment } from '../../content/format.js';
import { readCredential } from '../../credentials/credential.js';
import { credentialSealer } from '../../credentials/seal.js';
import { postgresPace } from '../../scheduler/pace/postgresPace.js';
import type { Session } from '../session.js';
import { type OpenZalo, openZalo } from '../zaloChannel.js';

type Add = (check: string, state: 'ok' | 'note' | 'fault', text: string) => void;

/** The account as Zalo describes it, where its events go and when the last one came, and how far nudges reach. */
export async function inspectZaloAccount(session: Session, add: Add): Promise<void> {
  const { settings, say } = session;
  const { zalo, publicUrl } = settings;
  if (zalo === undefined) return;
  if (publicUrl === undefined)
    add('Zalo webhook', 'fault', say('cli:doctor.zaloNoWebhook', { path: ZALO_WEBHOOK_PATH }));
  else {
    const url = `${publicUrl.replace(/\/+$/, '')}${ZALO_WEBHOOK_PATH}`;
    add('Zalo webhook', 'ok', say('cli:doctor.zaloWebhook', { url, answer: zalo.badSignature }));
  }
  await inspectEvents(session, add);
  const hours = { awareness: zalo.awarenessHours, nudge: zalo.nudgeHours };
  if (zalo.nudgeTemplate === undefined) add('ZALO_NUDGE_TEMPLATE', 'note', say('cli:doctor.zaloNoTemplate', hours));
  else add('ZALO_NUDGE_TEMPLATE', 'ok', say('cli:doctor.zaloTemplate', { ...hours, id: zalo.nudgeTemplate }));
  await inspectAccount(session, add);
}

async function inspectEvents({ db, locale, say }: Session, add: Add): Promise<void> {
  const { rows } = await db.pool.query<{ at: Date | null; waiting: number }>(
    `select max(received_at) as at, count(*) filter (where done_at is null)::int as waiting from inbound where channel = 'zalo'`,
  );
  const { at = null, waiting = 0 } = rows[0] ?? {};
  if (at === null) add('Zalo events', 'note', say('cli:doctor.zaloNoEvents'));
  else add('Zalo events', 'ok', say('cli:doctor.zaloEvents', { at: formatMoment(at, locale), waiting }));
}

/** Only where there is consent already: looking must not use up the one token of a first use. */
async function inspectAccount(session: Session, add: Add): Promise<void> {
  const { db, secret, dataFolder, say, settings } = session;
  const of = zaloAccount(settings.zalo?.oaId ?? '');
  let zalo: Awaited<ReturnType<typeof openZalo>> = null;
  try {
    const credential = await readCredential(db, credentialSealer(secret), of);
    if (credential === null || credential.state !== 'ok') return;
    zalo = await openZalo(session, { db, secret, dataFolder, pace: postgresPace(db.pool) });
    if (zalo === null) return;
    const { data } = await zalo.channel.connection.call(({ oa }) => oa.info());
    add(
      'Zalo account',
      data.oaId === of.account ? 'ok' : 'fault',
      say(data.oaId === of.account ? 'cli:doctor.zaloAccount' : 'cli:doctor.zaloOtherAccount', {
        name: data.name ?? data.oaId,
        followers: data.followers ?? 0,
        package: data.packageName ?? '?',
        until: data.packageValidUntil ?? '?',
      }),
    );
    await inspectBudget(session, zalo, add);
  } catch (error) {
    add('Zalo account', 'fault', messageOf(error));
  } finally {
    await zalo?.channel.close();
  }
}

/**
 * What Zalo says that it brings to a follower in a month, beside what is set here: sources differ, and only the account
 * knows. It tells that of single followers only, so the one heard of last is asked about, if there is any.
 */
async function inspectBudget({ db, say, settings }: Session, { channel }: OpenZalo, add: Add): Promise<void> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select external_id as id from address where channel = 'zalo' and state = 'active' order by heard_at desc nulls last limit 1`,
  );
  const [follower] = rows;
  if (follower === undefined) return;
  const { data } = await channel.connection.call(({ oa }) => oa.quota.ofUser(follower.id));
  const total = data.promotion?.monthly.total ?? null;
  if (total === null) return;
  const set = settings.zalo?.broadcastsPerMonth ?? 0;
  add('ZALO_BROADCASTS_PER_MONTH', set <= total ? 'ok' : 'fault', say('article:doctor', { set, total }));
}
