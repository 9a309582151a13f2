import { nfc } from '../../base/text.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, changeObligation, type TurnedAway } from './acting.js';
import { addEvent, type SentPaper } from './events.js';
import { isDay, needsFigures, type Obligation } from './obligation.js';

export interface Report extends Act {
  /** The paper it went out with; without a date the day of the press counts. */
  doc?: SentPaper | null;
  note?: string | null;
}

export type Reported =
  /** `amended`: it was reported before, and what was said now is added to it. */
  | { kind: 'done'; obligation: Obligation; amended: boolean }
  /** The paper's date is no day, or has not come yet. */
  | { kind: 'bad-date'; obligation: Obligation }
  /** A reporting period asks for figures, and none were sent: nothing is written. */
  | { kind: 'needs-figures'; obligation: Obligation }
  /** As in `Refusal`; `kept` where what was said stands in the history all the same. */
  | { kind: 'closed'; obligation: Obligation; kept: boolean }
  | TurnedAway;

/**
 * An official says that it is done. Whether it was in time is decided by the day the paper was sent. Said again, it changes nothing;
 * said again with a paper, the paper is added while the standing agency has not confirmed, and kept as a note when it has.
 * What a reporting period asks for is reported by its figures alone (`fileReport`); a paper may be added to them.
 */
export async function reportDone(db: Database, report: Report): Promise<Reported> {
  return acting<Reported>(db, report, async (client, obligation) => {
    const { officialId, at, key } = report;
    const today = vietnamDay(at);
    const doc = paperOf(report.doc);
    const note = textOf(report.note);
    const sent = doc?.date ?? null;
    if (sent !== null && (!isDay(sent) || sent > today)) return { kind: 'bad-date', obligation };
    const event = {
      obligationId: obligation.id,
      at,
      officialId,
      key,
      data: { ...doc, ...(note === null ? {} : { note }) },
    };
    const says = Object.keys(event.data).length > 0;
    if (obligation.state === 'confirmed' || obligation.state === 'dropped') {
      if (says) await addEvent(client, { ...event, kind: 'note', onDay: today, data: { ...event.data, late: true } });
      return { kind: 'closed', obligation, kept: says };
    }
    if (obligation.state === 'open' && needsFigures(obligation)) return { kind: 'needs-figures', obligation };
    if (obligation.state === 'reported' && !says) return { kind: 'already', obligation };
    const amended = obligation.state === 'reported';
    const doneOn = sent ?? (amended ? (obligation.doneOn ?? today) : today);
    await addEvent(client, { ...event, kind: amended ? 'amended' : 'reported', onDay: doneOn });
    const after = await changeObligation(client, obligation.id, { ...obligation, state: 'reported', doneOn });
    return { kind: 'done', obligation: after, amended };
  });
}

/** Longest text that is kept of what an official types. */
const TEXT_MAX = 2_000;

/** What a person typed, in one written form; null where that is nothing. */
export function textOf(text: string | null | undefined): string | null {
  const tidy = nfc(text ?? '')
    .trim()
    .slice(0, TEXT_MAX);
  return tidy === '' ? null : tidy;
}

/** Only what was said of the paper. */
function paperOf(doc: SentPaper | null | undefined): SentPaper | null {
  const said = (['number', 'symbol', 'date'] as const).flatMap((part) => {
    const text = textOf(doc?.[part]);
    return text === null ? [] : [[part, text] as const];
  });
  return said.length === 0 ? null : Object.fromEntries(said);
}
