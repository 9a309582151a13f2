import { createHash } from 'node:crypto';
import { argumentFault, InputError } from '../base/errors.js';
import { nfc } from '../base/text.js';
import { translator } from '../content/i18n.js';
import type { Database } from '../prisma/database.js';
import { appendAudit } from './appendAudit.js';
import { inTransaction } from './inTransaction.js';
import { queryable, type Sql } from './queryable.js';

/**
 * Channels that stand on posters only after a decision that permits it. The carriers of Vietnam were told to block
 * Telegram (2312/CVT-CS of 21 May 2025, as the press reported): who hangs such a poster up in public needs somebody's word for it.
 */
export const PERMIT_NEEDED: readonly string[] = ['telegram'];

export interface ChannelPermit {
  channel: string;
  /** Number, day and issuer of the decision. */
  decision: string;
  permittedBy: string;
  permittedAt: Date;
}

/** The decision that permits a channel on posters, or null. */
export async function readPermit(on: Sql, channel: string): Promise<ChannelPermit | null> {
  const { rows } = await queryable(on).query<ChannelPermit & { [column: string]: unknown }>(
    `select channel, decision, permitted_by as "permittedBy", permitted_at as "permittedAt" from channel_permit where channel = $1`,
    [channel],
  );
  return rows[0] ?? null;
}

/** Records the decision in place of an earlier one, and writes it down in the audit. Throws InputError. */
export async function permitChannel(
  db: Database,
  { channel, decision }: { channel: string; decision: string },
  by: { name: string; at: Date },
  locale = 'vi',
): Promise<ChannelPermit> {
  requireChannel(channel, locale);
  const words = readDecision(decision, by.at, locale);
  await inTransaction(db, async (client) => {
    await client.query(
      `insert into channel_permit (channel, decision, permitted_by, permitted_at) values ($1, $2, $3, $4)
       on conflict (channel) do update
          set decision = excluded.decision, permitted_by = excluded.permitted_by, permitted_at = excluded.permitted_at`,
      [channel, words, by.name, by.at],
    );
    const entry = {
      actor: by.name,
      action: 'channels.permit',
      subject: `channel:${channel}`,
      detail: { decision: digest(words) },
    };
    await appendAudit(client, { at: by.at, ...entry });
  });
  return { channel, decision: words, permittedBy: by.name, permittedAt: by.at };
}

/** Takes the permission back. Returns whether there was one. */
export async function revokePermit(
  db: Database,
  channel: string,
  by: { name: string; at: Date },
  locale = 'vi',
): Promise<boolean> {
  requireChannel(channel, locale);
  return inTransaction(db, async (client) => {
    const { rows } = await client.query<{ decision: string }>(
      'delete from channel_permit where channel = $1 returning decision',
      [channel],
    );
    const [was] = rows;
    if (was === undefined) return false;
    const entry = {
      actor: by.name,
      action: 'channels.revoke',
      subject: `channel:${channel}`,
      detail: { decision: digest(was.decision) },
    };
    await appendAudit(client, { at: by.at, ...entry });
    return true;
  });
}

function requireChannel(channel: string, locale: string): void {
  if (PERMIT_NEEDED.includes(channel)) return;
  const say = translator(locale);
  throw new InputError('no-permit-needed', [
    argumentFault(
      say('poster:permit.needless', { channel }),
      say('poster:permit.needlessMend', { channels: PERMIT_NEEDED.join(', ') }),
    ),
  ]);
}

/** The audit takes no free text: the decision stands in its table, and here as what it must hash to. */
const digest = (decision: string): string => createHash('sha256').update(decision).digest('hex');

const DECISION_MAX = 300;
/** "1234/QĐ-UBND, 20/11/2026, UBND tỉnh Thanh Hóa": each part tells whoever asks later where to look. */
const DECISION = /^(\S*\d\S*\/\S+)\s*[,;]\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*[,;]\s*(\S[^\p{Cc}]*)$/u;

function readDecision(text: string, now: Date, locale: string): string {
  const say = translator(locale);
  const refuse = (): never => {
    throw new InputError('bad-decision', [
      argumentFault(say('poster:permit.badDecision'), say('poster:permit.badDecisionMend')),
    ]);
  };
  const read = DECISION.exec(nfc(text).trim());
  if (read === null || text.length > DECISION_MAX) return refuse();
  const [, number = '', day = '', month = '', year = '', issuer = ''] = read;
  const on = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = on.getUTCDate() === Number(day) && on.getUTCMonth() === Number(month) - 1;
  if (!isDay || on.getTime() > now.getTime() + 24 * 60 * 60 * 1_000) return refuse();
  return `${number}, ${Number(day)}/${Number(month)}/${year}, ${issuer.trim()}`;
}
