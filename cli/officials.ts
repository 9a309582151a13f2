import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { HOUR_MS } from '../base/clock.js';
import { argumentFault, formatFault, InputError } from '../base/errors.js';
import { formatDay } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { appendAudit } from '../people/appendAudit.js';
import { inTransaction } from '../people/inTransaction.js';
import { handOver } from '../people/officials/handOver.js';
import { importOfficials } from '../people/officials/importOfficials.js';
import { makeInvites } from '../people/officials/invite.js';
import { listOfficials, type Official } from '../people/officials/official.js';
import { postgresPace } from '../scheduler/pace/postgresPace.js';
import { allowed, oneAgency } from './agencies.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { EXIT, printError, printLine, table } from './output.js';
import type { Session } from './session.js';
import { openTelegram } from './telegram.js';
import { wrapWords } from './wrap.js';

const DEFAULT_DAYS = 14;
const MAX_DAYS = 90;
const SHEET_WIDTH = 78;

/** `officials import | list | invite | hand-over`: whom deadlines are carried to. */
export function officialsCommand(program: Command, say: Translate): void {
  const officials = program.command('officials').description(say('cli:describe.officials'));
  withJson(officials.command('import <file>').description(say('cli:describe.officialsImport')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [file = ''], options) => {
        const { db, secret, locale, clock, say: t } = session;
        const actor = await allowed(session, options, 'officials.edit');
        const result = await importOfficials(db, secret, file, (fault) => printError(formatFault(fault)), locale);
        if (result.created + result.updated > 0)
          await appendAudit(db, {
            at: clock.now(),
            actor,
            action: 'officials.import',
            subject: 'official:all',
            detail: { ...result },
          });
        if (result.bad > 0) process.exitCode = EXIT.badInput;
        answer(options, result, () => printLine(t('agencies:cli.officialsImported', { ...result })));
      }),
    );
  withJson(officials.command('list').description(say('cli:describe.officialsList')))
    .option('--not-connected', say('cli:option.notConnected'))
    .option('--agency <agency>', say('cli:option.agencyOnly'))
    .action(
      withSession(async (session, _args, options) => {
        const { say: t } = session;
        const chosen = (await choose(session, textOption(options, 'agency'))).filter(
          (official) => !flag(options, 'notConnected') || official.chat !== 'connected',
        );
        answer(options, chosen.map(asJson), () =>
          printLine(
            chosen.length === 0
              ? t('agencies:cli.noOfficials')
              : table(chosen.map((official) => asRow(official, session))),
          ),
        );
      }),
    );
  withJson(officials.command('invite').description(say('cli:describe.officialsInvite')))
    .option('--agency <agency>', say('cli:option.agencyOnly'))
    .option('--days <number>', say('cli:option.days'), String(DEFAULT_DAYS))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const actor = await allowed(session, options, 'officials.edit');
        const days = daysOption(options, session.say);
        const invited = (await choose(session, textOption(options, 'agency'))).filter(
          (official) => official.chat !== 'connected',
        );
        if (invited.length === 0)
          throw new InputError('nobody-to-invite', [
            argumentFault(
              session.say('agencies:fault.nobodyToInvite'),
              session.say('agencies:fault.nobodyToInviteMend'),
            ),
          ]);
        await invite(session, invited, days, actor, options['json'] === true);
      }),
    );
  withJson(officials.command('hand-over <from> <to>').description(say('cli:describe.officialsHandOver')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [from = '', to = ''], options) => {
        const { db, clock, say: t } = session;
        const actor = await allowed(session, options, 'officials.edit');
        const done = await inTransaction(db, async (client) => {
          const result = await handOver(client, from, to, clock.now(), t);
          await appendAudit(client, {
            at: clock.now(),
            actor,
            action: 'officials.hand-over',
            subject: `official:${result.from}`,
            detail: { to: result.to },
          });
          return result;
        });
        answer(options, { from: String(done.from), to: String(done.to) }, () =>
          printLine(t('agencies:cli.handedOver')),
        );
      }),
    );
}

async function choose({ db, secret, clock, say }: Session, agency: string | undefined): Promise<Official[]> {
  const all = await listOfficials(db, secret, clock.now());
  if (agency === undefined) return all;
  const { id } = await oneAgency(db, agency, say);
  return all.filter((official) => official.agencyId === id);
}

/** Makes the codes, and prints a sheet for each agency, which is all that is ever seen of them. */
async function invite(
  session: Session,
  invited: readonly Official[],
  days: number,
  actor: string,
  json: boolean,
): Promise<void> {
  const { db, secret, clock } = session;
  const botName = await telegramName(session);
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + days * 24 * HOUR_MS);
  const invitations = await inTransaction(db, async (client) => {
    const made = await makeInvites(
      client,
      secret,
      invited.map(({ id }) => id),
      { name: actor, at, expiresAt, random: randomBytes },
    );
    await appendAudit(client, {
      at,
      actor,
      action: 'officials.invite',
      subject: 'official:all',
      detail: { invited: made.length, days },
    });
    return made;
  });
  const codes = new Map(invitations.map(({ officialId, code }) => [officialId, code]));
  const sheets = new Map<number, (Official & { code: string; url: string | null })[]>();
  for (const official of invited) {
    const code = codes.get(official.id) ?? '';
    const url = botName === null ? null : `https://t.me/${botName}?start=${code}`;
    sheets.set(official.agencyId, [...(sheets.get(official.agencyId) ?? []), { ...official, code, url }]);
  }
  const list = [...sheets.values()]
    .flat()
    .map(({ code, url, ...official }) => ({ ...asJson(official), code, url, expiresAt }));
  answer(json ? { json } : {}, list, () => {
    const oaId = session.settings.zalo?.oaId;
    const how = [
      ...(botName === null && oaId !== undefined ? [] : [session.say('agencies:sheet.how')]),
      ...(oaId === undefined ? [] : [session.say('agencies:sheet.howZalo', { url: `https://zalo.me/${oaId}` })]),
    ];
    for (const sheet of sheets.values()) printSheet(sheet, formatDay(expiresAt, session.locale), how, session.say);
  });
}

/** One page to hand out; a form feed begins the next on a printer. */
function printSheet(
  sheet: readonly (Official & { code: string; url: string | null })[],
  day: string,
  how: readonly string[],
  say: Translate,
): void {
  printLine('─'.repeat(SHEET_WIDTH));
  printLine(say('agencies:sheet.title'));
  printLine(say('agencies:sheet.agency', { agency: sheet[0]?.agency ?? '' }));
  printLine();
  for (const line of wrapWords(say('agencies:sheet.why'), SHEET_WIDTH)) printLine(line);
  for (const official of sheet) {
    printLine();
    const role = say(`agencies:role.${official.role}`);
    printLine(
      `  ${say('agencies:sheet.person', { name: official.name, position: official.position, role }).replace(' ·  ·', ' ·')}`,
    );
    printLine(`  ${say('agencies:sheet.code', { code: official.code, day })}`);
    if (official.url !== null) printLine(`  ${say('agencies:sheet.link', { url: official.url })}`);
  }
  printLine();
  for (const text of [...how, say('agencies:sheet.care')])
    for (const line of wrapWords(text, SHEET_WIDTH)) printLine(line);
  printLine();
}

/** The bot's name for links, or null where there is no token or Telegram cannot be asked just now: codes can be typed as well. */
/** The bot's name on Telegram, for links; null where there is none or Telegram does not say. */
export async function telegramName(session: Session): Promise<string | null> {
  const telegram = openTelegram(session, session.db, postgresPace(session.db.pool));
  if (telegram === null) return null;
  try {
    return (await telegram.bot.whoAmI(session.locale)).username;
  } catch (error) {
    session.log.warn(
      { error: error instanceof Error ? error.name : 'unknown' },
      'Telegram did not say the name of the bot; sheets are printed without links',
    );
    return null;
  } finally {
    await telegram.channel.close();
  }
}

/** For how many days a code is good. Throws InputError. */
export function daysOption(options: Options, say: Translate): number {
  const text = textOption(options, 'days') ?? '';
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  throw new InputError('bad-days', [
    argumentFault(say('agencies:fault.badDays', { value: text.slice(0, 20) }), say('agencies:fault.badDaysMend')),
  ]);
}

function asJson({ id, agencyId, agency, place, name, position, role, phone, chat, invitedUntil }: Official) {
  return { id: String(id), agency, agencyId: String(agencyId), place, name, position, role, phone, chat, invitedUntil };
}

function asRow(official: Official, { say, locale }: Session): string[] {
  const { invitedUntil, chat } = official;
  const state =
    chat === 'none' && invitedUntil !== null
      ? say('agencies:chat.invited', { day: formatDay(invitedUntil, locale) })
      : say(`agencies:chat.${chat}`);
  return [
    String(official.id),
    official.agency,
    official.name,
    official.position,
    say(`agencies:role.${official.role}`),
    official.phone ?? '',
    state,
  ];
}
