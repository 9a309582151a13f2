import type { Command } from 'commander';
import { formatDay } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { PERMIT_NEEDED, permitChannel, readPermit, revokePermit } from '../people/channelPermit.js';
import { requireStaff } from '../people/requireStaff.js';
import { byStaff } from './broadcast.js';
import { answer, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';

/** `channels list | permit | revoke`: which channels may stand on posters, and by which decision. */
export function channelsCommand(program: Command, say: Translate): void {
  const channels = program.command('channels').description(say('poster:describe.channels'));
  withJson(channels.command('list').description(say('poster:describe.list'))).action(
    withSession(async ({ db, locale, say: t }, _args, options) => {
      const rows = await Promise.all(
        PERMIT_NEEDED.map(async (channel) => ({ channel, permit: await readPermit(db, channel) })),
      );
      answer(options, rows, () => {
        for (const { channel, permit } of rows)
          printLine(
            permit === null
              ? t('poster:permit.none', { channel })
              : t('poster:permit.is', {
                  channel,
                  decision: permit.decision,
                  day: formatDay(permit.permittedAt, locale),
                  by: permit.permittedBy,
                }),
          );
      });
    }),
  );
  withJson(channels.command('permit <channel>').description(say('poster:describe.permit')))
    .requiredOption('--decision <words>', say('poster:option.decision'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [channel = ''], options) => {
        const { db, clock, locale, say: t } = session;
        const admin = await requireStaff(db, byStaff(session, options).name, 'channels.permit', { locale });
        const decision = textOption(options, 'decision') ?? '';
        const permit = await permitChannel(db, { channel, decision }, { name: admin.name, at: clock.now() }, locale);
        answer(options, permit, () => printLine(t('poster:permit.recorded', { channel, decision: permit.decision })));
      }),
    );
  withJson(channels.command('revoke <channel>').description(say('poster:describe.revoke')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [channel = ''], options) => {
        const { db, clock, locale, say: t } = session;
        const admin = await requireStaff(db, byStaff(session, options).name, 'channels.permit', { locale });
        const revoked = await revokePermit(db, channel, { name: admin.name, at: clock.now() }, locale);
        answer(options, { channel, revoked }, () =>
          printLine(t(revoked ? 'poster:permit.revoked' : 'poster:permit.none', { channel })),
        );
      }),
    );
}
