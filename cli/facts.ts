import type { Command } from 'commander';
import { argumentFault, formatFault, InputError } from '../base/errors.js';
import { vietnamDay } from '../base/vietnamDay.js';
import type { Translate } from '../content/i18n.js';
import { appendAudit } from '../people/appendAudit.js';
import { readTable } from '../people/import/readTable.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { isOldFact, type LocalFact, listLocalFacts, setLocalFact, unsetLocalFact } from '../people/localFacts.js';
import { LOCAL_FACT_COLUMNS, type LocalFactCells, readFactKind, readLocalFact } from '../people/readLocalFact.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { allowed } from './agencies.js';
import { answer, type Options, textOption, withJson, withSession } from './command.js';
import { EXIT, printError, printLine, table } from './output.js';
import type { Session } from './session.js';

const REQUIRED = ['place', 'kind', 'name', 'source', 'checked_on'] as const;

/** `facts import | list | set | unset`: what places tell about themselves (numbers, addresses, hours), with source and day of the check. */
export function factsCommand(program: Command, say: Translate): void {
  const facts = program.command('facts').description(say('cli:describe.facts'));
  withJson(facts.command('import <file>').description(say('cli:describe.factsImport')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [file = ''], options) => {
        const { db, clock, say: t } = session;
        const by = { name: await allowed(session, options, 'facts.edit'), at: clock.now() };
        const places = await loadPlaceFinder(db);
        let [written, bad] = [0, 0];
        for await (const row of readTable(file, LOCAL_FACT_COLUMNS, REQUIRED, t)) {
          const read =
            'fault' in row ? { faults: [row.fault] } : readLocalFact(row.cells, places, vietnamDay(by.at), t);
          if ('faults' in read) {
            bad += 1;
            for (const { what, mend } of read.faults) printError(formatFault({ file, line: row.line, what, mend }));
            continue;
          }
          await setLocalFact(db, read.fact, by);
          written += 1;
        }
        if (written > 0)
          await appendAudit(db, {
            at: by.at,
            actor: by.name,
            action: 'facts.import',
            subject: 'fact:all',
            detail: { written, bad },
          });
        if (bad > 0) process.exitCode = EXIT.badInput;
        answer(options, { written, bad }, () => printLine(t('asking:cli.imported', { count: written, bad })));
      }),
    );
  withJson(facts.command('list').description(say('cli:describe.factsList')))
    .option('--place <code>', say('cli:option.place'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, clock, say: t } = session;
        const places = await loadPlaceFinder(db);
        const text = textOption(options, 'place');
        const within = text === undefined ? null : resolvePlace(places, text, session.locale).code;
        const today = vietnamDay(clock.now());
        const rows = (await listLocalFacts(db, within)).map((fact) => ({ ...fact, old: isOldFact(fact, today) }));
        answer(options, rows, () => {
          const line = (fact: LocalFact & { old: boolean }): string[] => [
            fact.place,
            fact.kind,
            fact.name,
            [fact.phone, fact.address, fact.hours].filter((one) => one !== null).join(', '),
            fact.source,
            fact.old ? `${fact.checkedOn} (${t('asking:cli.old')})` : fact.checkedOn,
          ];
          printLine(rows.length === 0 ? t('asking:cli.none') : table(rows.map(line)));
        });
      }),
    );
  withJson(facts.command('set <place> <kind>').description(say('cli:describe.factsSet')))
    .requiredOption('--name <text>', say('cli:option.factName'))
    .requiredOption('--source <text>', say('cli:option.factSource'))
    .option('--phone <number>', say('cli:option.factPhone'))
    .option('--address <text>', say('cli:option.factAddress'))
    .option('--hours <text>', say('cli:option.factHours'))
    .option('--checked-on <day>', say('cli:option.factChecked'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [place = '', kind = ''], options) => {
        const { db, clock, say: t } = session;
        const by = { name: await allowed(session, options, 'facts.edit'), at: clock.now() };
        const today = vietnamDay(by.at);
        const places = await loadPlaceFinder(db);
        const read = readLocalFact(cellsOf(place, kind, options, today), places, today, t);
        if ('faults' in read)
          throw new InputError(
            'bad-fact',
            read.faults.map(({ what, mend }) => argumentFault(what, mend)),
          );
        await setLocalFact(db, read.fact, by);
        const subject = `fact:${read.fact.place}`;
        const detail = { kind: read.fact.kind };
        await appendAudit(db, { at: by.at, actor: by.name, action: 'facts.set', subject, detail });
        const name = places.byCode(read.fact.place)?.name ?? read.fact.place;
        answer(options, read.fact, () => printLine(t('asking:cli.set', { place: name, kind: read.fact.kind })));
      }),
    );
  withJson(facts.command('unset <place> <kind>').description(say('cli:describe.factsUnset')))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession((session, [place = '', kind = ''], options) => unset(session, place, kind, options)));
}

async function unset(session: Session, place: string, kind: string, options: Options): Promise<void> {
  const { db, locale, say: t } = session;
  const actor = await allowed(session, options, 'facts.edit');
  const { code } = resolvePlace(await loadPlaceFinder(db), place, locale);
  const known = readFactKind(kind);
  if (known === null || !(await unsetLocalFact(db, code, known)))
    throw new InputError('no-fact', [argumentFault(t('asking:cli.notThere'), t('asking:cli.notThereMend'))]);
  const at = session.clock.now();
  await appendAudit(db, { at, actor, action: 'facts.unset', subject: `fact:${code}`, detail: { kind: known } });
  answer(options, { place: code, kind: known }, () => printLine(t('asking:cli.unset')));
}

function cellsOf(place: string, kind: string, options: Options, today: string): LocalFactCells {
  const given = (name: string): string => (textOption(options, name) ?? '').normalize('NFC').trim();
  const checked = given('checkedOn');
  return {
    place,
    kind,
    name: given('name'),
    phone: given('phone'),
    address: given('address'),
    hours: given('hours'),
    source: given('source'),
    checked_on: checked === '' ? today : checked,
  };
}
