import type pg from 'pg';
import { type Clock, MINUTE_MS } from '../../base/clock.js';
import type { LocalisedMessage } from '../../content/message.js';
import type { Json } from '../../people/canonicalJson.js';
import { oneRow } from '../../people/queryable.js';
import { CLOSES_MINUTE } from '../time/quietHours.js';
import { vietnamMoment } from '../time/vietnamTime.js';
import { approvalHash } from './hash.js';
import { digestHash, personalAudience } from './personal.js';

/** What one person is told; `sha256` is the hash of the message as it is stored. */
export interface Digest {
  contactId: number;
  message: Json;
  sha256: string;
}

export function digestOf(contactId: number, said: LocalisedMessage): Digest {
  const message = asJson(said);
  return { contactId, message, sha256: digestHash(message) };
}

/** The name in the ledger and in the audit chain of what nobody in particular does. */
export const SYSTEM = 'system';

/** Runs at once, and ends with the day by Loa's clock, of which the database's may differ. */
const BROADCAST = `
insert into broadcast (kind, state, month, message, audience, on_unknown, if_late, created_by, approved_by, approved_at, started_at, until)
values ('nudge', 'running', $1::date, $2, $3, $8, 'send', $4, $5, $6, now(), now() + $7 * interval '1 ms')
returning id, until`;

const DIGESTS = `
insert into nudge_digest (month, broadcast_id, contact_id, message, sha256)
select $1::date, $2, d."contactId", d.message, d.sha256
  from jsonb_to_recordset($3::jsonb) as d("contactId" int, message jsonb, sha256 text)`;

/**
 * Writes a broadcast of kind nudge that says its own to each person, running, until nine in the evening of its day, and bound to every digest by its
 * hash. Three statements however many people. Inside the transaction that claims the day, or it could be there twice.
 */
export async function writePersonal(
  client: pg.PoolClient,
  wanted: {
    day: string;
    month: string;
    /** What it says of itself, for whoever looks at it; nobody is sent this. */
    frame: LocalisedMessage;
    digests: readonly Digest[];
    /** On whose word it goes. */
    approvedBy: readonly string[];
    clock: Clock;
    /** Of what nobody knows whether it arrived: deadlines are sent again (if not given), what can be asked for again is not. */
    onUnknown?: 'resend' | 'leave';
  },
): Promise<{ id: number; hash: string }> {
  const { day, month, digests, clock, onUnknown = 'resend' } = wanted;
  const message = asJson(wanted.frame);
  const audience = personalAudience(digests);
  const endsInMs = Math.max(MINUTE_MS, vietnamMoment(day, CLOSES_MINUTE).getTime() - clock.now().getTime());
  const { id, until } = await oneRow<{ id: number; until: Date }>(client, BROADCAST, [
    ...[month, JSON.stringify(message), audience],
    ...[SYSTEM, wanted.approvedBy.join(', '), clock.now(), endsInMs, onUnknown],
  ]);
  await client.query(DIGESTS, [month, id, JSON.stringify(digests)]);
  const hash = approvalHash({
    ...{ kind: 'nudge', message, audience, boundPlace: null, at: null, until: until.toISOString() },
    ...{ onUnknown, ifLate: 'send', anyHour: false },
  });
  await client.query(`update broadcast set approved_hash = $2 where id = $1`, [id, hash]);
  return { id, hash };
}

/** A message as the database gives it back. */
function asJson(message: LocalisedMessage): Json {
  const json: Json = JSON.parse(JSON.stringify(message));
  return json;
}
