import { createHash } from 'node:crypto';
import { foldKey } from '../../base/text.js';
import { appendAudit } from '../../people/appendAudit.js';
import { findPlace } from '../../people/findPlace.js';
import { inTransaction } from '../../people/inTransaction.js';
import { oneRow, type Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import type { PlanReading } from '../reading.js';
import type { readPlan } from '../readPlan.js';
import { readPlanApart } from '../sandbox/readPlanApart.js';
import type { By } from './by.js';
import { carryOver } from './carryOver.js';
import { parsePlanId } from './planId.js';
import { refreshQuestions } from './refresh.js';
import { countOpen, type PlanState, readPlanRow } from './stored.js';
import { storeReading } from './storeReading.js';

export interface ImportedPlan {
  id: string;
  state: PlanState;
  /** The very same document had been imported before: nothing was changed. */
  known: boolean;
  /** The earlier version that this one is to replace, or null. */
  replaces: string | null;
  tasks: number;
  targets: number;
  duties: number;
  openQuestions: number;
  warnings: string[];
}

/**
 * Takes a plan document in as a draft for review: read, stored whole, with the questions that a person has to answer. The same bytes
 * again are the same draft, whoever sends them and under whatever name. A changed document of the same plan becomes a
 * draft of its own that keeps what was answered and edited; the version before stays as it is until the new one is
 * activated. A document that is refused leaves nothing behind, neither a row nor its name.
 *
 * @param replaces id of the plan that this is a new version of; null finds it by number, issuer and title
 * @param read who reads the document; in this process only what is our own, such as a test's text
 */
export async function importPlan(
  db: Database,
  document: { bytes: Uint8Array; fileName: string },
  replaces: string | null,
  by: By,
  read: (...document: Parameters<typeof readPlan>) => Promise<PlanReading> = readPlanApart,
): Promise<ImportedPlan> {
  const sha256 = createHash('sha256').update(document.bytes).digest('hex');
  const former = replaces === null ? null : await parsePlanId(db, replaces, by.say);
  // Read before the transaction: it can take seconds, and nothing is stored of what is refused.
  const reading = await read(document.bytes, document.fileName, by.locale);
  return inTransaction(db, async (client) => {
    const { id, created } = await claim(client, sha256, reading, by);
    if (created) {
      const before = former ?? (await earlierVersion(client, id, reading));
      await storeReading(client, id, reading, by.clock.now());
      if (before !== null) await carryOver(client, before, id);
      await refreshQuestions(client, id);
      const detail = { sha256, tasks: reading.tasks.length, replaces: before };
      await appendAudit(client, {
        at: by.clock.now(),
        actor: by.name ?? 'operator',
        action: 'plan.import',
        subject: `plan:${id}`,
        detail,
      });
    }
    return summary(client, id, !created);
  });
}

/** Exactly one of several imports of the same bytes at the same moment creates the plan; the others wait for it and find it. */
const CLAIM = `
  with made as (
    insert into plan (sha256, title, number, issuer, place_text, place, issued_on, period_from, period_to, text, warnings, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (sha256) do nothing returning id
  )
  select id, true as created from made union all select id, false from plan where sha256 = $1 limit 1`;

async function claim(
  client: Queryable,
  sha256: string,
  reading: PlanReading,
  by: By,
): Promise<{ id: number; created: boolean }> {
  const { title, number, issuer, place, issuedOn, period, normalisedText, warnings } = reading;
  const values = [
    sha256,
    title,
    number,
    issuer,
    place,
    placeOf(reading),
    issuedOn,
    period?.from ?? null,
    period?.to ?? null,
    normalisedText,
    warnings,
    by.name ?? 'operator',
    by.clock.now(),
  ];
  const { rows } = await client.query<{ id: number; created: boolean }>(CLAIM, values);
  // A rival's row that was committed while we waited is not in this statement's snapshot, but in the next one's.
  return rows[0] ?? oneRow(client, 'select id, false as created from plan where sha256 = $1', [sha256]);
}

/** The one place that the header means: the issuer's own name first ("UBND phường Hàm Rồng"), else where it was signed. */
function placeOf({ issuer, place }: PlanReading): string | null {
  const ofIssuer = /(?:tỉnh|thành phố|xã|phường|đặc khu)\s+\p{Lu}.*$/u.exec(issuer ?? '')?.[0];
  for (const text of [ofIssuer === undefined || place === null ? ofIssuer : `${ofIssuer}, ${place}`, ofIssuer, place]) {
    if (text === undefined || text === null) continue;
    const found = findPlace(text);
    if (found.kind === 'one') return found.place.code;
  }
  return null;
}

/** The newest version of the same plan: the same issuer, and the same number or, where one of them bears none, the same title. */
async function earlierVersion(client: Queryable, own: number, reading: PlanReading): Promise<number | null> {
  if (reading.issuer === null) return null;
  const { rows } = await client.query<{ id: number; issuer: string; number: string | null; title: string | null }>(
    `select id, issuer, number, title from plan where id <> $1 and issuer is not null and state <> 'replaced' order by id desc`,
    [own],
  );
  const same = (a: string | null, b: string | null): boolean => a !== null && b !== null && foldKey(a) === foldKey(b);
  const found = rows.find(
    (plan) =>
      same(plan.issuer, reading.issuer) &&
      (plan.number !== null && reading.number !== null
        ? same(plan.number, reading.number)
        : same(plan.title, reading.title)),
  );
  return found?.id ?? null;
}

async function summary(client: Queryable, id: number, known: boolean): Promise<ImportedPlan> {
  const plan = await readPlanRow(client, id);
  if (plan === null) throw new Error(`plan ${id} is gone in its own transaction`);
  const counts = await oneRow<{ tasks: number; targets: number; duties: number }>(
    client,
    `select (select count(*)::int from plan_task where plan_id = $1) as tasks, (select count(*)::int from plan_target where plan_id = $1) as targets,
            (select count(*)::int from plan_duty where plan_id = $1) as duties`,
    [id],
  );
  const replaces = plan.replacesId === null ? null : String(plan.replacesId);
  return {
    id: String(id),
    state: plan.state,
    known,
    replaces,
    ...counts,
    openQuestions: await countOpen(client, id),
    warnings: plan.warnings,
  };
}
