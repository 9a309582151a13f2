import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { argumentFault, InputError, messageOf } from '../../base/errors.js';
import { readTree, treeHash } from '../../content/campaignTree.js';
import type { Translate } from '../../content/i18n.js';
import { writeTree } from '../../content/writeTree.js';
import { byStaff } from '../broadcast.js';
import { answer, textOption, withJson, withSession } from '../command.js';
import { printLine } from '../output.js';
import { treeFor } from './source.js';
import { keepTree, placeOption } from './versions.js';

/** What a campaign may be called: a part of buttons, addresses and figures. */
const NAME = /^[a-z0-9][a-z0-9-]{1,40}$/;

/** `campaign export | import`: a campaign as a folder that can be edited elsewhere and handed on; what comes back is a version like any other. */
export function foldersCommands(campaign: Command, say: Translate): void {
  withJson(campaign.command('export <name>').description(say('cli:describe.campaignExport')))
    .requiredOption('--out <folder>', say('cli:option.outFolder'))
    .option('--place <code>', say('cli:option.versionPlace'))
    .option('--version <number>', say('cli:option.version'))
    .action(
      withSession(async (session, [name = ''], options) => {
        const { say: t } = session;
        const { place } = await placeOption(session, options);
        const { from, version } = await treeFor(session, name, options, place);
        const { tree, faults } = typeof from === 'string' ? await readTree(from, t) : { tree: from, faults: [] };
        if (faults.length > 0) throw new InputError('bad-campaign', faults);
        const folder = join(textOption(options, 'out') ?? '', name);
        let written: boolean;
        try {
          written = await writeTree(tree, folder);
        } catch (error) {
          const what = t('owed:fault.cannotWrite', { file: folder, reason: messageOf(error) });
          throw new InputError('cannot-write', [argumentFault(what, t('owed:fault.cannotWriteMend'))]);
        }
        if (!written)
          throw new InputError('folder-taken', [
            argumentFault(t('cli:versions.taken', { folder }), t('cli:versions.takenMend')),
          ]);
        const done = { name, folder, files: tree.files.size, version: version?.number ?? null, hash: treeHash(tree) };
        answer(options, done, () =>
          printLine(t('cli:versions.exported', { folder, count: done.files, hash: done.hash.slice(0, 12) })),
        );
      }),
    );
  withJson(campaign.command('import <folder>').description(say('cli:describe.campaignImport')))
    .option('--place <code>', say('cli:option.versionPlace'))
    .option('--name <name>', say('cli:option.campaignName'))
    .option('--note <text>', say('cli:option.note'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [given = ''], options) => {
        const { say: t } = session;
        const by = byStaff(session, options);
        const { place } = await placeOption(session, options);
        const folder = await campaignIn(given);
        const { tree, faults } = await readTree(folder, t);
        if (faults.length > 0) throw new InputError('bad-campaign', faults);
        const name = textOption(options, 'name') ?? tree.name;
        if (!NAME.test(name))
          throw new InputError('bad-name', [
            argumentFault(t('cli:versions.badName', { name }), t('cli:versions.badNameMend')),
          ]);
        await keepTree(session, { ...tree, name }, { place, basedOn: null, options, by });
      }),
    );
}

/** The folder itself, or the one campaign that an export laid into it. */
async function campaignIn(folder: string): Promise<string> {
  if (existsSync(join(folder, 'campaign.yaml')) || !existsSync(folder)) return folder;
  const inside = (await readdir(folder, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'campaign.yaml')),
  );
  const [only] = inside;
  return only !== undefined && inside.length === 1 ? join(folder, only.name) : folder;
}
