import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { HOUR_MS } from '../../base/clock.js';
import { argumentFault, formatFault, InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import { formatDay } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { inTransaction } from '../../people/inTransaction.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { addRelayer, removeRelayer } from '../../people/relayers/addRelayer.js';
import { importRelayers, isRelayerName, readRelayRole } from '../../people/relayers/importRelayers.js';
import { listRelayers, type Relayer } from '../../people/relayers/list.js';
import { makeRelayerCodes } from '../../people/relayers/makeCodes.js';
import { RELAY_ROLES } from '../../people/relayers/relayer.js';
import { requireStaff } from '../../people/requireStaff.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import { answer, type Options, textOption, withJson, withSession } from '../command.js';
import { daysOption, telegramName } from '../officials.js';
import { EXIT, printError, printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { wrapWords } from '../wrap.js';

const SHEET_WIDTH = 78;

/** `relayers add | list | remove | import | invite`: who carries a campaign on beyond the chat, place by place. */
export function relayersCommand(program: Command, say: Translate): void {
  const relayers = program.command('relayers').description(say('relay:cli.relayers'));
  withJson(relayers.command('add').description(say('relay:cli.add')))
    .requiredOption('--place <code>', say('cli:option.place'))
    .requiredOption('--role <role>', say('relay:cli.role'))
    .requiredOption('--name <name>', say('relay:cli.name'))
    .option('--area <area>', say('relay:cli.area'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession((session, _args, options) => add(session, options)));
  withJson(relayers.command('list').description(say('relay:cli.list')))
    .option('--place <code>', say('cli:option.place'))
    .action(
      withSession(async (session, _args, options) => {
        const found = await inPlace(session, options);
        answer(options, found.map(asJson), () =>
          printLine(found.length === 0 ? session.say('relay:cli.nobody') : shown(found, session)),
        );
      }),
    );
  withJson(relayers.command('remove <id>').description(say('relay:cli.remove')))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession((session, [id = ''], options) => remove(session, id, options)));
  withJson(relayers.command('import <file>').description(say('relay:cli.import')))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession((session, [file = ''], options) => importFile(session, file, options)));
  withJson(relayers.command('invite').description(say('relay:cli.invite')))
    .option('--place <code>', say('cli:option.place'))
    .option('--days <number>', say('cli:option.days'), '14')
    .option('--as <name>', say('cli:option.as'))
    .action(withSession((session, _args, options) => invite(session, options)));
}

/** Who does it, and whether they may there; the machine's shell may everywhere. */
async function actorFor({ db, locale }: Session, options: Options, place: string | null): Promise<string> {
  const name = textOption(options, 'as');
  if (name === undefined) return 'operator';
  return (await requireStaff(db, name, 'relayers.edit', { place, locale })).name;
}

async function add(session: Session, options: Options): Promise<void> {
  const { db, say, clock, locale } = session;
  const place = resolvePlace(await loadPlaceFinder(db), textOption(options, 'place') ?? '', locale);
  const text = textOption(options, 'role') ?? '';
  const role = readRelayRole(text);
  if (role === null)
    throw fault(
      say('relay:people.badRole', { role: text.slice(0, 40) }),
      say('relay:people.badRoleMend', { roles: RELAY_ROLES.join(', ') }),
    );
  const name = nfc((textOption(options, 'name') ?? '').trim());
  if (!isRelayerName(name)) throw fault(say('relay:people.noName'), say('relay:people.noNameMend'));
  const area = nfc((textOption(options, 'area') ?? '').trim()).slice(0, 80);
  const by = { name: await actorFor(session, options, place.code), at: clock.now() };
  const { id, created } = await inTransaction(db, async (client) => {
    const done = await addRelayer(client, { place: place.code, role, name, area }, by);
    const detail = { place: place.code, role };
    if (done.created)
      await appendAudit(client, {
        at: by.at,
        actor: by.name,
        action: 'relayers.add',
        subject: `relayer:${done.id}`,
        detail,
      });
    return done;
  });
  answer(options, { id: String(id), created }, () =>
    printLine(say(created ? 'relay:cli.added' : 'relay:cli.known', { name, id, place: place.code })),
  );
}

async function remove(session: Session, text: string, options: Options): Promise<void> {
  const { db, say, clock } = session;
  const all = await listRelayers(db, null, clock.now());
  const found = all.find(({ id }) => String(id) === text);
  if (found === undefined)
    throw fault(say('relay:cli.unknownRelayer', { id: text.slice(0, 20) }), say('relay:cli.unknownRelayerMend'));
  const [actor, at] = [await actorFor(session, options, found.place), clock.now()];
  await inTransaction(db, async (client) => {
    if (!(await removeRelayer(client, found.id, at))) return;
    await appendAudit(client, { at, actor, action: 'relayers.remove', subject: `relayer:${found.id}`, detail: {} });
  });
  answer(options, { id: String(found.id) }, () => printLine(say('relay:cli.removed', { id: found.id })));
}

async function importFile(session: Session, file: string, options: Options): Promise<void> {
  const { db, say, clock, locale } = session;
  const name = textOption(options, 'as');
  const staff = name === undefined ? null : await requireStaff(db, name, 'relayers.edit', { locale });
  const places = await loadPlaceFinder(db);
  const by = {
    name: staff?.name ?? 'operator',
    at: clock.now(),
    locale,
    covers: coveredBy(staff?.place ?? null, places),
  };
  const result = await importRelayers(db, file, places, by, (one) => printError(formatFault(one)));
  if (result.created > 0) {
    const detail = { ...result };
    await appendAudit(db, { at: by.at, actor: by.name, action: 'relayers.import', subject: 'relayer:all', detail });
  }
  if (result.bad > 0) process.exitCode = EXIT.badInput;
  answer(options, result, () => printLine(say('relay:cli.imported', { ...result })));
}

const coveredBy =
  (own: string | null, places: PlaceFinder) =>
  (code: string): boolean =>
    own === null || (places.byCode(code)?.path.split('/').includes(own) ?? false);

async function inPlace(session: Session, options: Options): Promise<Relayer[]> {
  const { db, clock, locale } = session;
  const text = textOption(options, 'place');
  const place = text === undefined ? null : resolvePlace(await loadPlaceFinder(db), text, locale).code;
  return listRelayers(db, place, clock.now());
}

/** Makes the codes, and prints a sheet, which is all that is ever seen of them. */
async function invite(session: Session, options: Options): Promise<void> {
  const { db, secret, say, clock, locale, settings } = session;
  const days = daysOption(options, say);
  const invited = (await inPlace(session, options)).filter(({ chat }) => chat !== 'connected');
  for (const place of new Set(invited.map((one) => one.place))) await actorFor(session, options, place);
  const actor = textOption(options, 'as') ?? 'operator';
  if (invited.length === 0) throw fault(say('relay:cli.nobodyToInvite'), say('relay:cli.nobodyToInviteMend'));
  const botName = await telegramName(session);
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + days * 24 * HOUR_MS);
  const ids = invited.map(({ id }) => id);
  const codes = await inTransaction(db, async (client) => {
    const made = await makeRelayerCodes(client, secret, ids, { at, expiresAt, random: randomBytes });
    const detail = { invited: made.size, days };
    await appendAudit(client, { at, actor, action: 'relayers.invite', subject: 'relayer:all', detail });
    return made;
  });
  const urlOf = (code: string): string | null => (botName === null ? null : `https://t.me/${botName}?start=${code}`);
  const sheet = invited.map((one) => ({ ...one, code: codes.get(one.id) ?? '' }));
  answer(
    options,
    sheet.map(({ code, ...one }) => ({ ...asJson(one), code, url: urlOf(code), expiresAt })),
    () => {
      printLine('─'.repeat(SHEET_WIDTH));
      printLine(say('relay:sheet.title'));
      for (const line of wrapWords(say('relay:sheet.why'), SHEET_WIDTH)) printLine(line);
      for (const one of sheet) {
        const where = one.area === '' ? one.placeName : `${one.area}, ${one.placeName}`;
        printLine();
        printLine(
          `  ${say('relay:sheet.person', { name: one.name, role: say(`relay:role.${one.role}`), area: where })}`,
        );
        printLine(`  ${say('relay:sheet.code', { code: one.code, day: formatDay(expiresAt, locale) })}`);
        const url = urlOf(one.code);
        if (url !== null) printLine(`  ${say('agencies:sheet.link', { url })}`);
      }
      printLine();
      const oaId = settings.zalo?.oaId;
      const how = [
        ...(botName === null && oaId !== undefined ? [] : [say('agencies:sheet.how')]),
        ...(oaId === undefined ? [] : [say('agencies:sheet.howZalo', { url: `https://zalo.me/${oaId}` })]),
      ];
      for (const line of how.flatMap((text) => wrapWords(text, SHEET_WIDTH))) printLine(line);
    },
  );
}

function shown(found: readonly Relayer[], { say, locale }: Session): string {
  return table(
    found.map((one) => [
      String(one.id),
      one.placeName,
      say(`relay:role.${one.role}`),
      one.name,
      one.area,
      one.chat === 'none' && one.invitedUntil !== null
        ? say('agencies:chat.invited', { day: formatDay(one.invitedUntil, locale) })
        : say(`agencies:chat.${one.chat}`),
    ]),
  );
}

const asJson = ({ id, ...rest }: Relayer) => ({ id: String(id), ...rest });

const fault = (what: string, mend: string): InputError => new InputError('bad-relayer', [argumentFault(what, mend)]);
