import type { Clock } from '../../base/clock.js';
import { HOUR_MS } from '../../base/clock.js';
import { InputError } from '../../base/errors.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { messageFaults } from '../../content/checkMessage.js';
import type { Translate } from '../../content/i18n.js';
import type { LocalisedMessage } from '../../content/message.js';
import { appendAudit } from '../../people/appendAudit.js';
import { formatAudience } from '../../people/audience/formatAudience.js';
import { readAudience } from '../../people/audience/readAudience.js';
import type { Queryable } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { rollback } from '../../prisma/rollback.js';
import type { Caps } from '../campaign/caps.js';
import type { BroadcastKind } from '../delivery/lease.js';
import { formatVietnamTime, vietnamMonth } from '../time/vietnamTime.js';
import { refusal } from './find.js';
import { USELESS_AFTER_HOURS } from './start.js';

export interface NewBroadcast {
  message: LocalisedMessage;
  /** The files that the message names, by the SHA-256 of their bytes. */
  media: ReadonlyMap<string, { bytes: Uint8Array; mime: string; fileName: string }>;
  /** The audience as a person wrote it. */
  audience: string;
  /** Null: when started. */
  at: Date | null;
  /** Useless after; null: 72 hours after the start. */
  until: Date | null;
  onUnknown: 'leave' | 'resend';
  ifLate: 'send' | 'expire' | 'ask';
  anyHour: boolean;
  kind?: BroadcastKind;
  /** Also which text of the campaign it is: the kept version (null: the program's own) and the hash over its files. */
  campaign?: { name: string; item: string; version?: number | null; hash?: string };
  /** For this one another share of awareness than the installation's; whoever approves it, approves that too. */
  caps?: Partial<Caps>;
  /** Only to those who join between `at` and `until`, which it then must have (catchUp/). */
  catchUp?: boolean;
}

/**
 * Writes a draft: message, files and audit entry together or not at all. The rule is kept in its canonical form,
 * bounded by the place of whoever creates it, so that it can never reach further than they may.
 *
 * @param by.via the channel of the chat in which it was written
 * @param by.together what happens in the same transaction, or nothing happens
 */
export async function createBroadcast(
  db: Database,
  wanted: NewBroadcast,
  by: {
    name: string;
    clock: Clock;
    say: Translate;
    locale: string;
    via?: string;
    together?: (client: Queryable) => Promise<void>;
  },
): Promise<{ id: string }> {
  const staff = await requireStaff(db, by.name, 'broadcast.create', { locale: by.locale });
  const audience = formatAudience(await readAudience(db, wanted.audience, by.locale));
  checkTimes(wanted, by.clock.now(), by.say);
  checkWords(wanted, by);
  const month = vietnamMonth(wanted.at !== null && wanted.at > by.clock.now() ? wanted.at : by.clock.now());
  const client = await db.pool.connect();
  let id: number | undefined;
  try {
    await client.query('select loa_delivery_partition($1::date)', [month]);
    await client.query('begin');
    for (const [sha256, file] of wanted.media) {
      await client.query(
        `insert into media (sha256, mime, file_name, bytes) values ($1, $2, $3, $4) on conflict (sha256) do nothing`,
        [sha256, file.mime, file.fileName, Buffer.from(file.bytes)],
      );
    }
    const { rows } = await client.query<{ id: number }>(
      `insert into broadcast (kind, month, message, audience, bound_place, at, until, on_unknown, if_late, any_hour, created_by, campaign, campaign_item,
                              cap_per_day, cap_per_week, catch_up)
       values ($1::broadcast_kind, $2::date, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning id`,
      [
        wanted.kind ?? 'awareness',
        month,
        JSON.stringify(wanted.message),
        audience,
        staff.place,
        wanted.at,
        wanted.until,
        wanted.onUnknown,
        wanted.ifLate,
        wanted.anyHour,
        staff.name,
        wanted.campaign?.name ?? null,
        wanted.campaign?.item ?? null,
        wanted.caps?.perDay ?? null,
        wanted.caps?.perWeek ?? null,
        wanted.catchUp ?? false,
      ],
    );
    id = rows[0]?.id;
    if (id === undefined) throw new Error('The broadcast was not written');
    if (wanted.campaign?.hash !== undefined) await noteSource(client, id, wanted.campaign);
    await by.together?.(client);
    await appendAudit(client, {
      at: by.clock.now(),
      actor: staff.name,
      action: 'broadcast.create',
      subject: `broadcast:${id}`,
      detail: { anyHour: wanted.anyHour, ...wanted.caps, ...(by.via === undefined ? {} : { via: by.via }) },
    });
    await client.query('commit');
  } catch (error) {
    await rollback(client);
    throw error;
  } finally {
    client.release();
  }
  return { id: String(id) };
}

/** Which text of its campaign it was made of, so that nobody need guess afterwards. */
async function noteSource(
  client: Queryable,
  id: number,
  { version = null, hash = null }: { version?: number | null; hash?: string | null },
): Promise<void> {
  await client.query('update broadcast set campaign_version = $2, campaign_hash = $3 where id = $1', [
    id,
    version,
    hash,
  ]);
}

/** Whatever the words and files came from, a campaign, an imported folder, a version of staff's or a chat: unchecked ones become no draft. */
function checkWords({ message, media, at }: NewBroadcast, { clock, locale }: { clock: Clock; locale: string }): void {
  const faults = messageFaults(message, media, { on: vietnamDay(at ?? clock.now()), locale });
  if (faults.length > 0) throw new InputError('bad-message', faults);
}

function checkTimes(wanted: Pick<NewBroadcast, 'at' | 'until'>, now: Date, say: Translate): void {
  const { at, until } = wanted;
  const end = until ?? (at === null ? null : new Date(at.getTime() + USELESS_AFTER_HOURS * HOUR_MS));
  if (end !== null && end <= now) {
    throw refusal('until-passed', say, 'scheduler:untilPassed', 'scheduler:untilPassedMend', {
      until: formatVietnamTime(end),
    });
  }
  if (at !== null && until !== null && until <= at) {
    throw refusal('until-before-at', say, 'scheduler:untilBeforeAt', 'scheduler:untilBeforeAtMend', {
      until: formatVietnamTime(until),
      at: formatVietnamTime(at),
    });
  }
}
