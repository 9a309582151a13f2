import type { Command } from 'commander';
import { argumentFault, formatFault, InputError } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { type Agency, findAgency, listAgencies } from '../people/agencies/agency.js';
import { closeAgency } from '../people/agencies/closeAgency.js';
import { importAgencies } from '../people/agencies/importAgencies.js';
import { appendAudit } from '../people/appendAudit.js';
import { inTransaction } from '../people/inTransaction.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import type { StaffVerb } from '../people/permissions.js';
import { requireStaff } from '../people/requireStaff.js';
import { resolvePlace } from '../people/resolvePlace.js';
import type { Database } from '../prisma/database.js';
import { answer, type Options, textOption, withJson, withSession } from './command.js';
import { EXIT, printError, printLine, table } from './output.js';
import type { Session } from './session.js';

/** `agencies import | list | close`: the bodies that plans give work to. */
export function agenciesCommand(program: Command, say: Translate): void {
  const agencies = program.command('agencies').description(say('cli:describe.agencies'));
  withJson(agencies.command('import <file>').description(say('cli:describe.agenciesImport')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [file = ''], options) => {
        const { db, locale, clock, say: t } = session;
        const actor = await allowed(session, options, 'agencies.edit');
        const result = await importAgencies(db, file, (fault) => printError(formatFault(fault)), locale);
        if (result.created > 0)
          await appendAudit(db, {
            at: clock.now(),
            actor,
            action: 'agencies.import',
            subject: 'agency:all',
            detail: { ...result },
          });
        if (result.bad > 0) process.exitCode = EXIT.badInput;
        answer(options, result, () => printLine(t('agencies:cli.agenciesImported', { ...result })));
      }),
    );
  withJson(agencies.command('list').description(say('cli:describe.agenciesList')))
    .option('--place <code>', say('cli:option.place'))
    .action(
      withSession(async ({ db, locale, say: t }, _args, options) => {
        const places = await loadPlaceFinder(db);
        const text = textOption(options, 'place');
        const all = await listAgencies(db, text === undefined ? null : resolvePlace(places, text, locale).code);
        const rows = all.map(({ id, name, place, parentId, kind, aliases, closed, successorId }) => ({
          id: String(id),
          name,
          place,
          kind,
          parent: parentId === null ? null : String(parentId),
          aliases,
          closed,
          successor: successorId === null ? null : String(successorId),
        }));
        const line = (row: (typeof rows)[number]): string[] => [
          row.id,
          row.name,
          places.byCode(row.place)?.name ?? row.place,
          row.closed ? t('agencies:cli.closed') : row.aliases.join('; '),
        ];
        answer(options, rows, () =>
          printLine(rows.length === 0 ? t('agencies:cli.noAgencies') : table(rows.map(line))),
        );
      }),
    );
  withJson(agencies.command('close <agency>').description(say('cli:describe.agenciesClose')))
    .requiredOption('--successor <agency>', say('cli:option.successor'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [which = ''], options) => {
        const { db, clock, say: t } = session;
        const actor = await allowed(session, options, 'agencies.edit');
        const closing = await oneAgency(db, which, t);
        const successor = await oneAgency(db, textOption(options, 'successor') ?? '', t);
        if (closing.id === successor.id || successor.closed) throw unknown(textOption(options, 'successor') ?? '', t);
        const { moved } = await inTransaction(db, async (client) => {
          const done = await closeAgency(client, closing.id, successor.id, clock.now());
          const detail = { successor: successor.id, moved: done.moved };
          await appendAudit(client, {
            at: clock.now(),
            actor,
            action: 'agencies.close',
            subject: `agency:${closing.id}`,
            detail,
          });
          return done;
        });
        answer(options, { id: String(closing.id), successor: String(successor.id), moved }, () =>
          printLine(t('agencies:cli.closedNow', { name: closing.name, successor: successor.name })),
        );
      }),
    );
}

/** Who does it, for the audit chain: the staff named and allowed, or the machine's shell. */
export async function allowed(session: Session, options: Options, verb: StaffVerb): Promise<string> {
  const name = textOption(options, 'as');
  if (name === undefined) return 'operator';
  return (await requireStaff(session.db, name, verb, { locale: session.locale })).name;
}

/** The agency that a number or a name means, where only one bears it. */
export async function oneAgency(db: Database, text: string, say: Translate): Promise<Agency> {
  const all = await listAgencies(db, null);
  const id = /^#?(\d{1,9})$/.exec(text.trim())?.[1];
  if (id !== undefined) return all.find((agency) => agency.id === Number(id)) ?? fail(unknown(text, say));
  const places = await loadPlaceFinder(db);
  const bearers = all.filter((agency) => findAgency([agency], text, places) !== null);
  const [only] = bearers;
  if (only === undefined) throw unknown(text, say);
  if (bearers.length > 1)
    throw new InputError('several-agencies', [
      argumentFault(
        say('agencies:fault.severalAgencies', { name: text.slice(0, 60) }),
        say('agencies:fault.unknownAgencyIdMend'),
      ),
    ]);
  return only;
}

function unknown(text: string, say: Translate): InputError {
  return new InputError('unknown-agency', [
    argumentFault(
      say('agencies:fault.unknownAgencyId', { name: text.slice(0, 60) }),
      say('agencies:fault.unknownAgencyIdMend'),
    ),
  ]);
}

function fail(error: InputError): never {
  throw error;
}
