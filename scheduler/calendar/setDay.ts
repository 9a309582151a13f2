import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { AuditEntry } from '../../people/audit.js';
import { canonicalJson } from '../../people/canonicalJson.js';
import { inTransaction } from '../../people/inTransaction.js';
import { requireStaff } from '../../people/requireStaff.js';
import { addDays } from '../../plans/deadlines/day.js';
import type { Database } from '../../prisma/database.js';
import { parseDay } from '../time/day.js';

/** Who enters what was announced: an admin, by name. */
export interface CalendarBy {
  name: string;
  clock: Clock;
  say: Translate;
  locale: string;
}

export interface DayEntry {
  kind: 'working' | 'rest';
  /** What it is called: "Nghỉ Tết", "Làm bù". */
  name: string;
  /** The announcement: "Thông báo số 1/TB-BNV". */
  basis: string;
}

/** A range longer than this is a slip of the pen. */
const MOST_DAYS = 31;

/**
 * Enters days as announced, all or none, with an entry in the audit chain. Saying it again replaces what was said before.
 * `days` are days or ranges (`2027-02-04..2027-02-10`). Returns the days. Throws InputError.
 */
export async function setCalendarDays(
  db: Database,
  days: readonly string[],
  entry: DayEntry,
  by: CalendarBy,
): Promise<string[]> {
  const name = entry.name.trim().normalize('NFC');
  const basis = entry.basis.trim().normalize('NFC');
  if (name === '' || basis === '')
    throw new InputError('calendar-basis', [
      argumentFault(by.say('calendar:fault.basis'), by.say('calendar:fault.basisMend')),
    ]);
  const wanted = parseDays(days, by.say);
  return changing(db, by, 'calendar.set', wanted, { kind: entry.kind, name, basis }, async (client) => {
    await client.query(
      `insert into calendar_day (day, kind, name, basis, set_by, set_at)
       select day::date, $2, $3, $4, $5, $6 from unnest($1::text[]) day
       on conflict (day) do update set kind = excluded.kind, name = excluded.name, basis = excluded.basis,
                                       set_by = excluded.set_by, set_at = excluded.set_at`,
      [wanted, entry.kind, name, basis, by.name, by.clock.now()],
    );
    return wanted;
  });
}

/** Takes back what was entered: the general rules hold again. Returns the days for which something was entered. Throws InputError. */
export async function unsetCalendarDays(db: Database, days: readonly string[], by: CalendarBy): Promise<string[]> {
  const wanted = parseDays(days, by.say);
  return changing(db, by, 'calendar.unset', wanted, null, async (client) => {
    const { rows } = await client.query<{ day: string }>(
      `delete from calendar_day where day = any($1::date[]) returning day::text`,
      [wanted],
    );
    return rows.map(({ day }) => day).sort();
  });
}

async function changing(
  db: Database,
  by: CalendarBy,
  action: 'calendar.set' | 'calendar.unset',
  days: readonly string[],
  entry: DayEntry | null,
  work: (client: Parameters<Parameters<typeof inTransaction>[1]>[0]) => Promise<string[]>,
): Promise<string[]> {
  return inTransaction(db, async (client) => {
    await requireStaff(client, by.name, 'calendar.set', { locale: by.locale });
    const done = await work(client);
    if (done.length > 0)
      await appendAudit(client, {
        at: by.clock.now(),
        actor: by.name,
        action,
        subject: `calendar:${days[0]}`,
        detail: auditedAs(done, entry),
      });
    return done;
  });
}

/** The chain takes no words: which days, and the hash over all that was entered. */
function auditedAs(days: readonly string[], entry: DayEntry | null): AuditEntry['detail'] {
  const hash = createHash('sha256')
    .update(canonicalJson({ days, ...entry }))
    .digest('hex');
  return { kind: entry?.kind ?? null, from: days[0] ?? null, to: days.at(-1) ?? null, days: days.length, hash };
}

function parseDays(texts: readonly string[], say: Translate): string[] {
  const days = new Set<string>();
  for (const text of texts) {
    const [from, to] = text.split('..').map(parseDay);
    const last = to === undefined ? from : to;
    if (from == null || last == null || last < from || text.split('..').length > 2) throw fault('day', text, say);
    for (let day = from; day <= last; day = addDays(day, 1)) {
      if (day > addDays(from, MOST_DAYS - 1)) throw fault('long', text, say);
      days.add(day);
    }
  }
  return [...days].sort();
}

function fault(which: 'day' | 'long', text: string, say: Translate): InputError {
  const value = text.slice(0, 40);
  return new InputError('calendar-day', [
    argumentFault(say(`calendar:fault.${which}`, { value, most: MOST_DAYS }), say(`calendar:fault.${which}Mend`)),
  ]);
}
