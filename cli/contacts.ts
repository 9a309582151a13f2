import type { Command } from 'commander';
import { argumentFault, formatFault, InputError } from '../base/errors.js';
import { eraseEverything } from '../bot/forget.js';
import { writeJoinCode } from '../bot/joinCode.js';
import { encodeJoinPayload } from '../bot/joinPayload.js';
import { formatNumber } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { appendAudit } from '../people/appendAudit.js';
import { countAudience } from '../people/audience/countAudience.js';
import { type AudiencePart, explainAudience } from '../people/audience/explainAudience.js';
import { formatAudience } from '../people/audience/formatAudience.js';
import { readAudience } from '../people/audience/readAudience.js';
import { importContacts } from '../people/import/importContacts.js';
import { inTransaction } from '../people/inTransaction.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { requireStaff } from '../people/requireStaff.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { postgresPace } from '../scheduler/pace/postgresPace.js';
import { byStaff } from './broadcast.js';
import { answer, listOption, textOption, withJson, withSession } from './command.js';
import { bar, EXIT, printError, printLine, progressLine, table } from './output.js';
import { awarenessReach, reachInWords } from './reach.js';
import type { Session } from './session.js';
import { openTelegram } from './telegram.js';

/** `contacts import | count | explain`. */
export function contactsCommand(program: Command, say: Translate): void {
  const contacts = program.command('contacts').description(say('cli:describe.contacts'));
  withJson(contacts.command('import <file>').description(say('cli:describe.contactsImport'))).action(
    withSession(async ({ db, secret, locale, clock, say: t }, [file = ''], options) => {
      const progress = progressLine();
      const stop = new AbortController();
      const interrupt = () => stop.abort();
      process.once('SIGINT', interrupt);
      const result = await importContacts({
        db,
        secret,
        file,
        locale,
        signal: stop.signal,
        onFault: (fault) => {
          progress.end();
          printError(formatFault(fault));
        },
        onRepeated: (note) => {
          progress.end();
          printError(formatFault(note));
        },
        onProgress: ({ phase, rows, totalRows }) => {
          if (phase === 'writing')
            progress.show(
              `${bar(rows / Math.max(1, totalRows))} ${formatNumber(rows, locale)}/${formatNumber(totalRows, locale)}`,
            );
        },
      });
      process.off('SIGINT', interrupt);
      progress.end();
      const { rows, created, updated, bad } = result;
      if (created + updated > 0) {
        const detail = { rows, created, updated, bad };
        await appendAudit(db, {
          at: clock.now(),
          actor: 'operator',
          action: 'contacts.import',
          subject: 'contacts:all',
          detail,
        });
      }
      answer(options, result, () => printLine(t('cli:contacts.imported', { ...counts(result) })));
      if (result.bad > 0) process.exitCode = EXIT.badInput;
      if (result.stopped) process.exitCode = EXIT.failed;
    }),
  );
  withJson(contacts.command('count').description(say('cli:describe.contactsCount')))
    .requiredOption('--audience <rule>', say('cli:option.audience'))
    .action(
      withSession(async ({ db, locale, settings, say: t }, _args, options) => {
        const rule = await readAudience(db, textOption(options, 'audience') ?? '', locale);
        const reach = await awarenessReach(db, settings);
        const count = await countAudience(db, rule, reach.channels, null, reach.windows);
        answer(options, { audience: formatAudience(rule), count: count.reachable, ...count, ...reach }, () => {
          printLine(
            t('cli:contacts.counted', {
              reachable: formatNumber(count.reachable, locale),
              matched: formatNumber(count.matched, locale),
            }),
          );
          for (const line of reachInWords(reach, t)) printLine(line);
        });
      }),
    );
  withJson(contacts.command('explain').description(say('cli:describe.contactsExplain')))
    .requiredOption('--audience <rule>', say('cli:option.audience'))
    .action(
      withSession(async ({ db, locale, settings, say: t }, _args, options) => {
        const rule = await readAudience(db, textOption(options, 'audience') ?? '', locale);
        const reach = await awarenessReach(db, settings);
        const explained = await explainAudience(db, rule, reach.channels, null, reach.windows);
        const n = (value: number) => formatNumber(value, locale);
        answer(options, { audience: formatAudience(rule), count: explained.reachable, ...explained, ...reach }, () => {
          printLine(t('cli:contacts.counted', { reachable: n(explained.reachable), matched: n(explained.matched) }));
          for (const key of ['outsideWindow', 'optedOut', 'blocked', 'gone', 'noChannel'] as const) {
            const value = explained.excluded[key];
            if (value > 0) printLine(`  ${t(`cli:contacts.excluded.${key}`)}: ${n(value)}`);
          }
          for (const line of reachInWords(reach, t)) printLine(line);
          const part = (title: string, parts: AudiencePart[]) => {
            if (parts.length === 0) return;
            printLine(`\n${title}`);
            printLine(
              table(
                parts.map((p) => [
                  `  ${p.name ?? p.key}`,
                  p.name === null ? '' : p.key,
                  `${n(p.reachable)}/${n(p.matched)}`,
                ]),
              ),
            );
          };
          part(t('cli:contacts.byPlace', { places: n(explained.places) }), explained.byPlace);
          part(t('cli:contacts.byGroup'), explained.byGroup);
          part(t('cli:contacts.byLocale'), explained.byLocale);
          part(t('cli:contacts.byChannel'), explained.byChannel);
        });
      }),
    );
  withJson(contacts.command('erase <channel> <external-id>').description(say('cli:describe.contactsErase')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [channel = '', externalId = ''], options) => {
        const { db, secret, clock, locale, say: t } = session;
        const { name } = byStaff(session, options);
        await requireStaff(db, name, 'contacts.erase', { locale });
        const erased = await inTransaction(db, async (client) => {
          const found = await eraseEverything(client, secret, { channel, externalId }, null);
          await client.query(`delete from inbound where channel = $1 and chat = $2`, [channel, externalId]);
          const entry = { actor: name, action: 'contacts.erase', subject: `channel:${channel}`, detail: { found } };
          await appendAudit(client, { at: clock.now(), ...entry });
          return found;
        });
        answer(options, { erased }, () => printLine(t(erased ? 'cli:contacts.erased' : 'cli:contacts.notThere')));
      }),
    );
  withJson(contacts.command('join-link').description(say('cli:describe.joinLink')))
    .requiredOption('--place <code>', say('cli:option.place'))
    .option('--group <names...>', say('cli:option.group'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, locale, settings, say: t } = session;
        const place = resolvePlace(await loadPlaceFinder(db), textOption(options, 'place') ?? '', locale);
        const joining = { place: place.code, groups: listOption(options, 'group') };
        const payload = encodeJoinPayload(joining);
        const username = await botName(session);
        const oaId = settings.zalo?.oaId;
        if (username === null && oaId === undefined)
          throw new InputError('no-token', [argumentFault(t('cli:fault.noToken'), t('cli:fault.noTokenMend'))]);
        const url = username === null ? null : `https://t.me/${username}?start=${payload}`;
        const zalo = oaId === undefined ? null : { url: `https://zalo.me/${oaId}`, code: writeJoinCode(joining) };
        answer(options, { place: place.code, payload, url, zalo }, () => {
          if (url !== null) printLine(url);
          if (zalo === null) return;
          printLine(t('cli:contacts.joinCode', { code: zalo.code }));
          printLine(t('cli:contacts.joinCodeHow', zalo));
        });
      }),
    );
}

/** The name of the Telegram bot, asked of Telegram; null where there is none. */
async function botName(session: Session): Promise<string | null> {
  const telegram = openTelegram(session, session.db, postgresPace(session.db.pool));
  if (telegram === null) return null;
  try {
    return (await telegram.bot.whoAmI(session.locale)).username;
  } finally {
    await telegram.channel.close();
  }
}

function counts(
  result: Record<'rows' | 'created' | 'updated' | 'unchanged' | 'suppressed' | 'repeated' | 'bad', number>,
) {
  const { rows, created, updated, unchanged, suppressed, repeated, bad } = result;
  return { rows, created, updated, unchanged, suppressed, repeated, bad };
}
