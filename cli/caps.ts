import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { formatDay } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { readCaps } from '../scheduler/cap/readCaps.js';
import { setCaps } from '../scheduler/cap/setCaps.js';
import { byStaff } from './broadcast.js';
import { capped, capsOf } from './capsOptions.js';
import { answer, withJson, withSession } from './command.js';
import { printLine } from './output.js';

/** `caps show | set`: how much awareness one person is sent at most, over everything that this installation sends. */
export function capsCommand(program: Command, say: Translate): void {
  const caps = program.command('caps').description(say('caps:describe.caps'));
  withJson(caps.command('show').description(say('caps:describe.show'))).action(
    withSession(async ({ db, locale, say: t }, _args, options) => {
      const now = await readCaps(db);
      const set = await db.prisma.awarenessCap.findUnique({ where: { id: 1 } });
      answer(options, { ...now, setBy: set?.setBy ?? null, setAt: set?.setAt.toISOString() ?? null }, () => {
        printLine(t('caps:now', { ...now }));
        printLine(
          set === null ? t('caps:default') : t('caps:by', { name: set.setBy, day: formatDay(set.setAt, locale) }),
        );
        printLine(t('caps:free'));
      });
    }),
  );
  withJson(capped(caps.command('set').description(say('caps:describe.set')), say))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, say: t } = session;
        const wanted = capsOf(options, t);
        if (wanted === undefined)
          throw new InputError('nothing-to-set', [argumentFault(t('caps:nothing'), t('caps:nothingMend'))]);
        const now = await setCaps(db, wanted, byStaff(session, options));
        answer(options, now, () => printLine(t('caps:now', { ...now })));
      }),
    );
}
