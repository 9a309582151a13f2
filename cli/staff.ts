import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { HOUR_MS } from '../base/clock.js';
import { argumentFault, InputError } from '../base/errors.js';
import { formatDay } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { addStaff } from '../people/addStaff.js';
import { appendAudit } from '../people/appendAudit.js';
import { getStaff, type Staff } from '../people/getStaff.js';
import { inTransaction } from '../people/inTransaction.js';
import { requireStaff } from '../people/requireStaff.js';
import { makeStaffLink } from '../people/staffChat/makeLink.js';
import { unlinkStaffChat } from '../people/staffChat/unlinkChat.js';
import { byStaff } from './broadcast.js';
import { answer, textOption, withJson, withSession } from './command.js';
import { telegramName } from './officials.js';
import { printLine, table } from './output.js';
import type { Session } from './session.js';

/** A code that opens decisions lies about for no longer. */
const LINK_DAYS = 2;

/** `staff add | list | link | unlink`. Whoever has the machine's shell may add staff; with `--as`, only an admin. A chat is linked by an admin only. */
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
  withJson(staff.command('link <name>').description(say('cli:describe.staffLink')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [name = ''], options) => {
        const { db, secret, clock, locale, say: t } = session;
        const admin = await requireStaff(db, byStaff(session, options).name, 'staff.link', { locale });
        const person = await known(session, name);
        const at = clock.now();
        const expiresAt = new Date(at.getTime() + LINK_DAYS * 24 * HOUR_MS);
        const by = { name: admin.name, at, expiresAt, random: randomBytes };
        const code = await inTransaction(db, (client) => makeStaffLink(client, secret, person, by));
        const bot = await telegramName(session);
        const url = bot === null ? null : `https://t.me/${bot}?start=${code}`;
        answer(options, { name: person.name, code, url, expiresAt }, () => {
          printLine(t('standing:cli.code', { name: person.name, code, until: formatDay(expiresAt, locale) }));
          printLine(t('standing:cli.how', { name: person.name }));
          if (url !== null) printLine(t('standing:cli.url', { url }));
        });
      }),
    );
  withJson(staff.command('unlink <name>').description(say('cli:describe.staffUnlink')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [name = ''], options) => {
        const { db, clock, locale, say: t } = session;
        const admin = await requireStaff(db, byStaff(session, options).name, 'staff.link', { locale });
        const person = await known(session, name);
        const by = { name: admin.name, at: clock.now() };
        const count = await inTransaction(db, (client) => unlinkStaffChat(client, person, null, by));
        answer(options, { name: person.name, chats: count }, () =>
          printLine(t('standing:cli.unlinked', { name: person.name, count })),
        );
      }),
    );
}

async function known({ db, say }: Session, name: string): Promise<Staff> {
  const person = await getStaff(db, name);
  if (person !== null) return person;
  throw new InputError('unknown-staff', [
    argumentFault(say('people:staff.unknown', { name: name.slice(0, 60) }), say('people:staff.unknownMend')),
  ]);
}
