import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { formatFault } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { yearToCome } from '../../content/layOn.js';
import { lintCampaign } from '../../content/lintCampaign.js';
import { answer, plain, withJson } from '../command.js';
import { EXIT, printError, printLine } from '../output.js';
import { folderOf, ruleFault, yearOption } from './source.js';

/** `campaign lint NAME`: everything that keeps a campaign from being scheduled, each fault with file, line and remedy. Also of a folder that is not in the program yet. */
export function lintCommand(campaign: Command, say: Translate): void {
  withJson(campaign.command('lint <name>').description(say('cli:describe.campaignLint')))
    .option('--year <year>', say('cli:option.year'))
    .action(
      plain(async ({ locale, say: t, clock }, [name = ''], options) => {
        const year = yearOption(options, t);
        const folder = existsSync(join(name, 'campaign.yaml')) ? name : await folderOf(name, t);
        const faults = await lintCampaign(folder, {
          locale,
          checkRule: (rule) => ruleFault(rule, locale),
          year: (one) => year ?? yearToCome(one, clock.now()),
          // Of a campaign under way the days that have passed are no fault of its files; of a year that was asked for they are.
          ...(year === undefined ? {} : { now: clock.now() }),
        });
        for (const fault of faults) printError(formatFault(fault));
        answer(options, { name, faults }, () => {
          if (faults.length === 0) printLine(t('cli:campaign.clean', { name }));
        });
        if (faults.length > 0) process.exitCode = EXIT.badInput;
      }),
    );
}
