import type { Command } from 'commander';
import type { Translate } from '../content/i18n.js';
import { addStaff } from '../people/addStaff.js';
import { appendAudit } from '../people/appendAudit.js';
import { inTransaction } from '../people/inTransaction.js';
import { requireStaff } from '../people/requireStaff.js';
import { answer, textOption, withJson, withSession } from './command.js';
import { printLine, table } from './output.js';

/** `staff add | list`. Whoever has the machine's shell may add staff; with `--as`, only an admin. */
export function staffCommand(program: Command, say: Translate): void {
  const staff = program.command('staff').description(say('cli:describe.staff'));
  withJson(staff.command('add <name>').description(say('cli:describe.staffAdd')))
    .requiredOption('--role <role>', 'author | approver | admin | viewer')
    .option('--place <code>', say('cli:option.place'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async ({ db, clock, locale, say: t }, [name = ''], options) => {
        const as = textOption(options, 'as');
        if (as !== undefined) await requireStaff(db, as, 'staff.add', { locale });
        const wanted = { name, role: textOption(options, 'role') ?? '', place: textOption(options, 'place') ?? null };
        const added = await inTransaction(db, async (client) => {
          const person = await addStaff(client, wanted, locale);
          if (!person.added) return person;
          const detail = { role: person.role, place: person.place };
          const entry = { actor: as ?? 'operator', action: 'staff.add', subject: `staff:${person.id}`, detail };
          await appendAudit(client, { at: clock.now(), ...entry });
          return person;
        });
        const { id, name: known, role, place } = added;
        answer(options, { id: String(id), name: known, role, place, added: added.added }, () =>
          printLine(t(added.added ? 'cli:staff.added' : 'cli:staff.known', { name: known, role })),
        );
      }),
    );
  withJson(staff.command('list').description(say('cli:describe.staffList'))).action(
    withSession(async ({ db }, _args, options) => {
      const all = await db.prisma.staff.findMany({ orderBy: { id: 'asc' } });
      const rows = all.map(({ id, name, role, place, disabledAt }) => ({
        id: String(id),
        name,
        role,
        place,
        disabled: disabledAt !== null,
      }));
      answer(options, rows, () => printLine(table(rows.map((row) => [row.name, row.role, row.place ?? '']))));
    }),
  );
}
