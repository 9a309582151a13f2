import type { Command } from 'commander';
import { argumentFault, InputError, LoaError } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { syncPlaces } from '../people/syncPlaces.js';
import { openDatabase } from '../prisma/open.js';
import { plain, textOption, withJson } from './command.js';
import { printError, printJson, printLine } from './output.js';
import { openSecret } from './secret.js';
import { PARTS, type Part, runService } from './service.js';
import { stopInTime, untilStopped } from './signals.js';
import { checkToken } from './telegram.js';

/** `start [--only bot,scheduler]`: the service, for one machine or many. No demo data, no broadcast. */
export function startCommand(program: Command, say: Translate): void {
  withJson(program.command('start').description(say('cli:describe.start_service')))
    .option('--only <parts>', say('cli:option.only'))
    .action(
      plain(async (context, _args, options) => {
        const { settings, log, say: t } = context;
        const parts = readParts(textOption(options, 'only'), t);
        const stop = untilStopped();
        await checkToken(context);
        const db = await openDatabase({
          databaseUrl: settings.databaseUrl,
          dataFolder: settings.dataFolder,
          role: 'service',
          log,
          onDeath: (error) => {
            log.fatal({ err: error.message }, 'the embedded database has died; the service ends');
            process.exit(1);
          },
        });
        try {
          const secret = await openSecret(db, settings.secret, settings.dataFolder);
          await syncPlaces(db);
          const service = await runService(context, {
            db,
            secret,
            dataFolder: settings.dataFolder,
            parts,
            address: '0.0.0.0',
            log,
          });
          if (settings.telegram.token === undefined && settings.zalo === undefined) printError(t('cli:start.noToken'));
          if (options['json']) printJson({ started: true, parts, healthz: `${service.url}/healthz` });
          else printLine(t('cli:start.running', { parts: parts.join(', '), url: `${service.url}/healthz` }));
          await stop;
          await stopInTime(log, () => service.close());
        } finally {
          await db.close();
        }
      }),
    );
}

function readParts(only: string | undefined, say: Translate): Part[] {
  if (only === undefined) return [...PARTS];
  const wanted = only.split(',').map((part) => part.trim());
  const known = wanted.filter((part): part is Part => (PARTS as readonly string[]).includes(part));
  if (wanted.includes('console')) throw new LoaError('no-console', say('cli:start.noConsole'));
  if (known.length !== wanted.length) {
    const values = { value: only, allowed: PARTS.join(', ') };
    throw new InputError('bad-parts', [
      argumentFault(say('cli:fault.badParts', values), say('cli:fault.badPartsMend', values)),
    ]);
  }
  return known;
}
