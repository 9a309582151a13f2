import type { Database } from '../../prisma/database.js';
import type { Broadcast } from '../../prisma/generated/client.js';

/** One person's line in the ledger of a broadcast, as the contract has it. Times are ISO 8601. */
export interface LedgerLine {
  seq: number;
  contact: string;
  channel: string | null;
  externalId: string | null;
  state: string;
  reason: string | null;
  attempts: number;
  sentAt: string | null;
  messageIds: string[];
}

/** Lines fetched at a time: memory stays flat however long the ledger is. */
const PAGE = 5_000;

interface Row {
  seq: number;
  contact_id: number;
  channel: string | null;
  external_id: string | null;
  state: string;
  reason: string | null;
  attempts: number;
  sent_at: Date | null;
  message_ids: string[] | null;
}

/**
 * The ledger from the first person to the last. Where no address was ever chosen (skipped before it was leased) the
 * contact's own address stands; whoever was erased has none.
 */
export async function* readLedger(db: Database, broadcast: Pick<Broadcast, 'id' | 'month'>): AsyncGenerator<LedgerLine> {
  for (let after = 0; ; ) {
    const { rows } = await db.pool.query<Row>(
      `select d.seq, d.contact_id, coalesce(a.channel, d.channel) as channel, a.external_id, d.state, d.reason, d.attempts, d.sent_at, d.message_ids
         from delivery d
         left join lateral (
           select x.channel, x.external_id from address x
            where x.id = d.address_id or (d.address_id is null and x.contact_id = d.contact_id)
            order by x.channel = d.channel desc nulls last, x.id limit 1) a on true
        where d.month = $1::date and d.broadcast_id = $2 and d.seq > $3 order by d.seq limit $4`,
      [broadcast.month, broadcast.id, after, PAGE],
    );
    for (const row of rows) {
      yield {
        seq: row.seq,
        contact: String(row.contact_id),
        channel: row.channel,
        externalId: row.external_id,
        state: row.state,
        reason: row.reason,
        attempts: row.attempts,
        sentAt: row.sent_at?.toISOString() ?? null,
        messageIds: row.message_ids ?? [],
      };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.seq;
  }
}
