import { z } from 'zod';
import { vietnamDay } from '../../../../base/vietnamDay.js';
import type { Part } from '../../../../content/message.js';
import type { PlaceFinder } from '../../../../people/findPlace.js';
import { mayDo } from '../../../../people/permissions.js';
import { staffOfChat } from '../../../../people/staffChat/staffOfChat.js';
import type { Database } from '../../../../prisma/database.js';
import { concerns } from '../../../../scheduler/broadcast/bounds.js';
import { STAFF_TOLD } from '../../../../scheduler/inbound/handToStaff.js';
import type { StoredUpdate } from '../../../incoming.js';
import { part } from '../../part.js';
import { StaffSay } from '../say.js';
import { manageButton } from './buttons.js';
import { nameOf } from './lists.js';
import { readWords } from './read.js';
import { homeButton, sayWhom } from './say.js';

const body = z.strictObject({ staff: z.enum(['waiting', 'sent-back']), broadcasts: z.array(z.number().int()).min(1) });
export type StaffNewsToTell = z.output<typeof body>;

/** Shown one by one; of what is more the number is said. */
const MOST = 5;
const LABEL_CHARS = 60;

/** What staff are to be told unasked, where this is no platform's update but our own; else null. */
export function readStaffNews(stored: StoredUpdate): StaffNewsToTell | null {
  if (!stored.updateId.startsWith(STAFF_TOLD)) return null;
  return body.safeParse(stored.body).data ?? null;
}

/**
 * What waits for them, or came back to them, in one message. Asked again at this moment: null for a chat that is nobody's staff's any more,
 * for who may not decide it any more, and where it has been decided meanwhile.
 */
export async function sayStaffNews(
  { db, places }: { db: Database; places: PlaceFinder },
  chat: { channel: string; externalId: string },
  { staff: what, broadcasts }: StaffNewsToTell,
  { at, locale }: { at: Date; locale: string },
): Promise<Part | null> {
  const staff = await staffOfChat(db, chat.channel, chat.externalId);
  if (staff === null || (what === 'waiting' && !mayDo(staff.role, 'broadcast.approve'))) return null;
  const say = new StaffSay(locale, chat.channel, vietnamDay(at));
  const { t } = say;
  const { rows } = await db.pool.query<Row>(STILL, [broadcasts, what === 'sent-back']);
  const theirs = rows.filter((row) =>
    what === 'sent-back'
      ? row.createdBy === staff.name
      : row.createdBy !== staff.name && concerns(places, row, staff.place),
  );
  if (theirs.length === 0) return null;
  const shown = theirs.slice(0, Math.min(MOST, say.manner.buttons - 1));
  const words = await readWords(
    { db, say },
    shown.map(({ id }) => id),
  );
  const lines: string[] = [];
  for (const row of shown) {
    const name = nameOf({ say }, row, words.get(row.id));
    const values = { name, whom: sayWhom({ places, say }, row), by: row.createdBy };
    lines.push(
      what === 'waiting'
        ? `• ${t('manage:news.waitingLine', values)}`
        : `• ${t('manage:news.sentBackLine', { name, by: row.sentBackBy ?? '', reason: row.sentBackReason ?? '' })}`,
    );
  }
  const more = theirs.length > shown.length ? [t('manage:news.more', { count: theirs.length - shown.length })] : [];
  const title = t(what === 'waiting' ? 'manage:news.waiting' : 'manage:news.sentBack', { count: theirs.length });
  const buttons = shown.map(({ id }) => [
    { label: t('manage:news.open', { id }).slice(0, LABEL_CHARS), data: manageButton.one('card', id) },
  ]);
  return part([title, '', ...lines, ...more], [...buttons, [homeButton(say)]]);
}

interface Row {
  id: number;
  audience: string;
  boundPlace: string | null;
  createdBy: string;
  sentBackBy: string | null;
  sentBackReason: string | null;
}

const STILL = `
  select id, audience, bound_place as "boundPlace", created_by as "createdBy", sent_back_by as "sentBackBy", sent_back_reason as "sentBackReason"
    from broadcast where id = any($1) and state = 'draft' and (sent_back_at is not null) = $2 order by id`;
