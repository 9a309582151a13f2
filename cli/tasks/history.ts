import type { Command } from 'commander';
import { vietnamDay } from '../../base/vietnamDay.js';
import { whatHappened } from '../../bot/conversations/official/history.js';
import { Say } from '../../bot/conversations/official/say.js';
import { formatMoment } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { readHistory } from '../../plans/obligations/history.js';
import { owedBy } from '../../plans/obligations/owedBy.js';
import { formatVietnamTime } from '../../scheduler/time/vietnamTime.js';
import { answer, withJson, withSession } from '../command.js';
import { printLine } from '../output.js';
import { fault, parseId } from './staff.js';
import { taskLines } from './table.js';

/** `tasks history ID`: the task as it stands, and all that happened to it in the order in which it did, with who did it. */
export function tasksHistoryCommand(tasks: Command, say: Translate): void {
  withJson(tasks.command('history <id>').description(say('cli:describe.tasksHistory'))).action(
    withSession(async ({ db, clock, say: t, locale }, [text = ''], options) => {
      const id = parseId(text, t);
      const today = vietnamDay(clock.now());
      const states = ['open', 'reported', 'confirmed', 'dropped'] as const;
      const [item] = await owedBy(db, { on: today, ids: [id], states });
      if (item === undefined) throw fault('unknown-task', 'owed:fault.unknown', 'owed:fault.unknownMend', t, { id });
      const entries = await readHistory(db, [id]);
      const { rows } = await db.pool.query<{ id: number; name: string }>(
        'select id, name from official where agency_id = $1',
        [item.agencyId],
      );
      const names = new Map(rows.map((one) => [one.id, one.name]));
      const words = new Say(locale, 'telegram', today);
      const shown = entries.map((entry) => ({
        id: String(entry.id),
        at: formatVietnamTime(entry.at),
        kind: entry.kind,
        on: entry.on,
        due: entry.dueOn,
        official: entry.official?.name ?? null,
        staff: entry.staff,
        what: whatHappened(words, entry, names),
      }));
      answer(options, { id: String(id), state: item.state, events: shown }, () => {
        // Without the count below the table, which is for lists.
        for (const line of taskLines([item], t).slice(0, -1)) printLine(line);
        if (entries.length === 0) printLine(t('answers:history.none'));
        for (const [at, entry] of entries.entries()) {
          const by = shown[at]?.official ?? shown[at]?.staff ?? '';
          const who = by === '' ? '' : t('answers:history.by', { name: by });
          printLine(
            t('answers:history.line', { at: formatMoment(entry.at, locale), what: shown[at]?.what ?? '', who }),
          );
        }
      });
    }),
  );
}
