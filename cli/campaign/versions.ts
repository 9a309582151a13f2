import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { argumentFault, InputError } from '../../base/errors.js';
import { type CampaignTree, readTree, treeFolders } from '../../content/campaignTree.js';
import { diffCampaigns, type Side } from '../../content/diffCampaigns.js';
import { type CampaignEdit, editTree } from '../../content/editTree.js';
import { formatDay, formatHour } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { languageOfName } from '../../content/language.js';
import { openCampaign } from '../../content/lintCampaign.js';
import { loadCampaign } from '../../content/loadCampaign.js';
import { sayPlace } from '../../people/audience/sayAudience.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import type { Place } from '../../people/places.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import { keepVersion } from '../../scheduler/campaign/versions/keep.js';
import { listVersions } from '../../scheduler/campaign/versions/read.js';
import { useVersion } from '../../scheduler/campaign/versions/use.js';
import type { CampaignVersion } from '../../scheduler/campaign/versions/version.js';
import { byStaff } from '../broadcast.js';
import { answer, listOption, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import type { Session } from '../session.js';
import { ORIGINAL, requireVersion, ruleFault, treeFor } from './source.js';

/** `campaign copy | edit | versions | diff | use`: edited copies of a campaign, numbered for each place, with who and when; the program's own stays as it is. */
export function versionsCommands(campaign: Command, say: Translate): void {
  const placed = (command: Command): Command =>
    withJson(command).option('--place <code>', say('cli:option.versionPlace'));
  const keeping = (command: Command): Command =>
    placed(command)
      .option('--version <number>', say('cli:option.version'))
      .option('--note <text>', say('cli:option.note'))
      .option('--as <name>', say('cli:option.as'));
  keeping(campaign.command('copy <name>').description(say('cli:describe.campaignCopy'))).action(
    withSession((session, [name = ''], options) => keep(session, name, options, COPY)),
  );
  keeping(campaign.command('edit <name>').description(say('cli:describe.campaignEdit')))
    .option('--item <item>', say('cli:option.item'))
    .option('--text <file...>', say('cli:option.itemText'))
    .option('--date <day>', say('cli:option.itemDate'))
    .option('--time <time>', say('cli:option.itemTime'))
    .option('--theme <text...>', say('cli:option.theme'))
    .action(
      withSession(async (session, [name = ''], options) =>
        keep(session, name, options, await readEdit(session, options)),
      ),
    );
  placed(campaign.command('versions [name]').description(say('cli:describe.campaignVersions'))).action(
    withSession(async (session, [name], options) => {
      const { place, places } = await placeOption(session, options);
      const versions = await listVersions(session.db, { campaign: name, place: place?.code });
      answer(options, versions.map(shown), () => printLine(versionTable(versions, places, session)));
    }),
  );
  placed(campaign.command('diff <name>').description(say('cli:describe.campaignDiff')))
    .option('--from <number>', say('cli:option.fromVersion'))
    .option('--to <number>', say('cli:option.toVersion'))
    .action(withSession(diff));
  placed(campaign.command('use <name>').description(say('cli:describe.campaignUse')))
    .requiredOption('--version <number>', say('cli:option.version'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [name = ''], options) => {
        const by = byStaff(session, options);
        const { place } = await placeOption(session, options);
        const wanted = textOption(options, 'version') ?? '';
        const version = wanted === ORIGINAL ? null : await requireVersion(session, name, place?.code ?? '', wanted);
        await useVersion(session.db, { campaign: name, place: place?.code ?? '', version }, by);
        answer(options, { name, place: place?.code ?? null, version: version?.number ?? null }, () =>
          printLine(sayVersion(version, session.say)),
        );
      }),
    );
}

/** Which text a preview or schedule goes by, in a line. */
export function sayVersion(version: CampaignVersion | null, say: Translate): string {
  if (version === null) return say('cli:versions.goesByOriginal');
  const { number, createdBy, hash } = version;
  return say('cli:versions.goesBy', { number, by: createdBy, hash: hash.slice(0, 12) });
}

export async function placeOption(
  { db, locale }: Session,
  options: Options,
): Promise<{ place: Place | null; places: PlaceFinder }> {
  const places = await loadPlaceFinder(db);
  const text = textOption(options, 'place');
  return { place: text === undefined ? null : resolvePlace(places, text, locale), places };
}

const COPY: CampaignEdit = {};

/** Keeps what stands there, with the edit, as the next version of the place. */
async function keep(session: Session, name: string, options: Options, edit: CampaignEdit): Promise<void> {
  const by = byStaff(session, options);
  const { place } = await placeOption(session, options);
  const on = edit === COPY ? {} : await newest(session, name, options, place);
  const { from, version } = await treeFor(session, name, { ...options, ...on }, place);
  const tree = typeof from === 'string' ? (await readTree(from, session.say)).tree : from;
  if (edit.texts !== undefined) requireItem(tree, edit.texts.item, session.say);
  if (edit.item !== undefined) requireItem(tree, edit.item.name, session.say);
  await keepTree(session, editTree(tree, edit), { place, basedOn: version?.id ?? null, options, by });
}

/** An edit goes on from the newest version of the place, whether it is in use yet or not; a copy and a named version from what is named. */
async function newest(session: Session, campaign: string, options: Options, place: Place | null): Promise<Options> {
  if (textOption(options, 'version') !== undefined) return {};
  const last = (await listVersions(session.db, { campaign, place: place?.code ?? '' })).at(-1);
  return last === undefined ? {} : { version: String(last.number) };
}

/** Lints a tree and keeps it, or says every fault; then what it has become. */
export async function keepTree(
  session: Session,
  tree: CampaignTree,
  kept: { place: Place | null; basedOn: number | null; options: Options; by: ReturnType<typeof byStaff> },
): Promise<void> {
  const { db, locale, say } = session;
  const opened = await openCampaign(tree, { locale, checkRule: (rule) => ruleFault(rule, locale) });
  const wanted = { place: kept.place?.code ?? '', basedOn: kept.basedOn, note: textOption(kept.options, 'note') };
  const { version, existed } = await keepVersion(db, opened, wanted, kept.by);
  answer(kept.options, { ...shown(version), existed }, () => {
    const values = { number: version.number, name: version.campaign, hash: version.hash.slice(0, 12) };
    printLine(say(existed ? 'cli:versions.same' : 'cli:versions.kept', values));
    const place = version.place === '' ? '' : ` --place ${version.place}`;
    if (!version.inUse) printLine(say('cli:versions.useIt', { ...values, place }));
  });
}

function requireItem(tree: CampaignTree, item: string, say: Translate): void {
  const known = treeFolders(tree);
  if (known.includes(item)) return;
  throw new InputError('unknown-item', [
    argumentFault(
      say('cli:versions.unknownItem', { item }),
      say('cli:versions.unknownItemMend', { known: known.join(', ') }),
    ),
  ]);
}

async function readEdit({ say }: Session, options: Options): Promise<CampaignEdit> {
  const [item, date, time] = ['item', 'date', 'time'].map((name) => textOption(options, name));
  const [texts, themes] = [listOption(options, 'text'), listOption(options, 'theme')];
  const nothing = texts.length === 0 && themes.length === 0 && date === undefined && time === undefined;
  if (nothing || (item === undefined && (texts.length > 0 || date !== undefined || time !== undefined)))
    throw new InputError('nothing-to-edit', [
      argumentFault(say('cli:versions.nothing'), say('cli:versions.nothingMend')),
    ]);
  const byLanguage = new Map<string, Uint8Array>();
  for (const file of texts) byLanguage.set(languageOfFile(file), await bytesOf(file, say));
  // `en=Together`, or in Vietnamese without a code.
  const theme = new Map(
    themes.map((text): [string, string] => {
      const [, language, words] = /^([a-z]{2,3})=(.*)$/s.exec(text) ?? [];
      return language === undefined ? ['vi', text] : [language, words ?? ''];
    }),
  );
  return {
    ...(item === undefined || byLanguage.size === 0 ? {} : { texts: { item, byLanguage } }),
    ...(item === undefined ? {} : { item: { name: item, date, time } }),
    ...(theme.size === 0 ? {} : { theme }),
  };
}

/** `en.md` and `loi.en.md` are English; what says nothing is Vietnamese. */
const languageOfFile = (file: string): string => languageOfName(`.${basename(file)}`) ?? 'vi';

async function bytesOf(file: string, say: Translate): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch {
    const what = say('content:fault.unreadable.what');
    throw new InputError('unreadable-file', [{ file, line: null, what, mend: say('content:fault.unreadable.mend') }]);
  }
}

async function diff(session: Session, [name = '']: string[], options: Options): Promise<void> {
  const { say } = session;
  const { place } = await placeOption(session, options);
  const versions = await listVersions(session.db, { campaign: name, place: place?.code ?? '' });
  const last = versions.at(-1);
  const of = (option: 'from' | 'to', otherwise: string): Promise<Side> =>
    side(session, name, { ...options, version: textOption(options, option) ?? otherwise }, place);
  const [from, to] = [await of('from', ORIGINAL), await of('to', last === undefined ? ORIGINAL : String(last.number))];
  const changes = diffCampaigns(from, to);
  answer(options, { name, from: from.tree.root, to: to.tree.root, changes }, () => {
    if (changes.length === 0) printLine(say('cli:versions.noChange'));
    for (const { item, day, language, file, lines } of changes) {
      printLine([day, item, language, item === null || language === null ? file : null].filter(Boolean).join(' · '));
      for (const { sign, text } of lines) printLine(`  ${sign} ${text}`);
    }
  });
}

async function side(session: Session, name: string, options: Options, place: Place | null): Promise<Side> {
  const { from } = await treeFor(session, name, options, place);
  const tree = typeof from === 'string' ? (await readTree(from, session.say)).tree : from;
  return { tree, campaign: await loadCampaign(tree, session.locale) };
}

const shown = ({ id: _, place, createdAt, basedOn: __, ...rest }: CampaignVersion) => ({
  ...rest,
  place: place === '' ? null : place,
  createdAt: createdAt.toISOString(),
});

function versionTable(versions: readonly CampaignVersion[], places: PlaceFinder, { say, locale }: Session): string {
  if (versions.length === 0) return say('cli:versions.none');
  const heads = (
    ['campaign', 'place', 'number', 'by', 'when', 'inUse', 'scheduled', 'approved', 'hash', 'note'] as const
  ).map((key) => say(`cli:versions.head.${key}`));
  return table([
    heads,
    ...versions.map((one) => [
      one.campaign,
      one.place === '' ? say('cli:versions.everywhere') : sayPlace(one.place, places),
      String(one.number),
      one.createdBy,
      `${formatHour(one.createdAt)} ${formatDay(one.createdAt, locale)}`,
      one.inUse ? say('cli:versions.yes') : '',
      String(one.scheduled),
      String(one.approved),
      one.hash.slice(0, 12),
      one.note ?? '',
    ]),
  ]);
}
