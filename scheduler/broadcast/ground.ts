import { createHash } from 'node:crypto';
import { nfc } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { canonicalJson } from '../../people/canonicalJson.js';
import { inTransaction } from '../../people/inTransaction.js';
import { type Queryable, queryable, type Sql } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import type { Broadcast } from '../../prisma/generated/client.js';
import { requireStaffFor } from './bounds.js';
import { findBroadcast, refusal, wrongState } from './find.js';
import type { By } from './verbs.js';

/** What an approval rests on: the approver's position, and the plan or letter. Null: not said. */
export interface Ground {
  position: string | null;
  basis: string | null;
}

/** Both stand on one line of a report. */
const GROUND_CHARS = 200;

/** As somebody wrote it, on one line. Throws InputError for what is too long. */
export function readGround(said: Partial<Ground>, say: Translate): Ground {
  const [position = null, basis = null] = [said.position, said.basis].map((text) => {
    const line = nfc(text ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    if (line.length > GROUND_CHARS)
      throw refusal('bad-ground', say, 'ground:tooLong', 'ground:tooLongMend', { limit: GROUND_CHARS });
    return line === '' ? null : line;
  });
  return { position, basis };
}

/** What is known beforehand: the position a person approved in last, and what an earlier message of the same run of the campaign rests on. */
export async function knownGround(
  on: Sql,
  name: string,
  { id, campaign, at }: Pick<Broadcast, 'id' | 'campaign' | 'at'>,
): Promise<Ground> {
  const { rows } = await queryable(on).query<Ground>(
    `select (select position from staff where name = $1) as position,
            (select b.approved_basis from broadcast b
              where b.campaign = $2 and b.id <> $3 and b.approved_basis is not null and b.state <> 'draft'
                and abs(extract(epoch from b.at - $4::timestamptz)) < ${SAME_RUN_S}
              order by b.approved_at desc limit 1) as basis`,
    [name, campaign, id, at],
  );
  return rows[0] ?? { position: null, basis: null };
}

/** A campaign comes back a year later, under another plan. */
const SAME_RUN_S = 180 * 24 * 3_600;

/** The chain takes no words: a hash over both, so that neither can be changed afterwards without its showing. */
export const groundHash = (ground: Ground): { ground?: string } =>
  ground.position === null && ground.basis === null
    ? {}
    : {
        ground: createHash('sha256')
          .update(canonicalJson({ ...ground }))
          .digest('hex'),
      };

/** The position is asked for once: it stands with the person until they say another. */
export async function rememberPosition(client: Queryable, name: string, position: string | null): Promise<void> {
  if (position !== null) await client.query(`update staff set position = $2 where name = $1`, [name, position]);
}

/**
 * Says afterwards what an approval rests on: only who approved it, and what was said before stays where nothing else is said. An entry
 * of its own in the chain. Throws InputError.
 */
export async function groundApproval(
  db: Database,
  id: string,
  said: Partial<Ground>,
  by: By & { name: string },
): Promise<Ground> {
  const wanted = readGround(said, by.say);
  const broadcast = await findBroadcast(db, id, by.say);
  const staff = await requireStaffFor(db, by.name, 'broadcast.approve', broadcast, by.locale);
  if (broadcast.approvedBy !== staff.name) throw wrongState(broadcast, 'approve', by.say);
  const ground: Ground = {
    position: wanted.position ?? broadcast.approvedPosition,
    basis: wanted.basis ?? broadcast.approvedBasis,
  };
  await inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `update broadcast set approved_position = $3, approved_basis = $4 where id = $1 and approved_by = $2`,
      [broadcast.id, staff.name, ground.position, ground.basis],
    );
    if (rowCount === 0) throw wrongState(broadcast, 'approve', by.say);
    await rememberPosition(client, staff.name, wanted.position);
    await appendAudit(client, {
      at: by.clock.now(),
      actor: staff.name,
      action: 'broadcast.ground',
      subject: `broadcast:${broadcast.id}`,
      detail: { ...groundHash(ground), ...(by.via === undefined ? {} : { via: by.via }) },
    });
  });
  return ground;
}
