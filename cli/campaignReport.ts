import type { Command } from 'commander';
import { formatNumber } from '../content/format.js';
import type { MessageKey, Translate } from '../content/i18n.js';
import { yearToCome } from '../content/layOn.js';
import { loadCampaign } from '../content/loadCampaign.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { EVERYWHERE } from '../people/placeTotals.js';
import { LEAST } from '../people/quizzes/showable.js';
import { campaignOutcome, type PlaceOutcome } from '../scheduler/campaign/outcome/outcome.js';
import { sectionPaper, sectionText, signed } from '../scheduler/campaign/outcome/section.js';
import { placeLabel } from './campaignFigures.js';
import { treeFor, yearOption } from './campaignSource.js';
import { placeOption } from './campaignVersions.js';
import { answer, type Options, textOption, withJson, withSession } from './command.js';
import { printLine, table } from './output.js';
import { placeBook } from './placeSheet.js';
import type { Session } from './session.js';
import { writeOut } from './tasks.js';

/** `campaign report NAME`: what came of a campaign, place by place, as a table, a workbook, and the section of the official report that tells of it. */
export function reportCommand(campaign: Command, say: Translate): void {
  withJson(campaign.command('report <name>').description(say('outcome:describe')))
    .option('--year <year>', say('outcome:option.year'))
    .option('--place <code>', say('cli:option.place'))
    .option('--xlsx <file>', say('outcome:option.xlsx'))
    .option('--docx <file>', say('outcome:option.docx'))
    .action(withSession((session, [name = ''], options) => report(session, name, options)));
}

async function report(session: Session, name: string, options: Options): Promise<void> {
  const { db, say, locale, clock } = session;
  const { place, places } = await placeOption(session, options);
  const { from } = await treeFor(session, name, options, place);
  const opened = await loadCampaign(from, locale);
  const outcome = await campaignOutcome(
    db,
    places,
    name,
    yearOption(options, say) ?? (await lastYear(session, name)) ?? yearToCome(opened, clock.now()),
  );
  const rows = outcome.places.filter(
    ({ place: code }) => place === null || places.byCode(code)?.path.startsWith(place.path) === true,
  );
  const own = rows.find(({ place: code }) => code === (place?.code ?? EVERYWHERE)) ?? null;
  const section = {
    ...{ outcome, own, title: opened.title['vi'] ?? name, place: place?.name ?? say('outcome:everywhere') },
    rows: rows.map((row) => ({ name: nameOf(row, places, say).trim(), row })),
  };
  const title = say('outcome:title', { title: opened.title[locale] ?? opened.title['vi'] ?? name, year: outcome.year });
  const head = HEADS.map((key) => say(`outcome:head.${key}`));
  const cells = rows.map((row) => cellsOf(row, nameOf(row, places, say)));
  const [xlsx, docx] = [textOption(options, 'xlsx'), textOption(options, 'docx')];
  if (xlsx !== undefined)
    await writeOut(xlsx, await placeBook([{ title, head, rows: cells }], say('outcome:none')), say);
  if (docx !== undefined) await writeOut(docx, await sectionPaper(section), say);
  const named = rows.map((row) => ({ ...row, name: places.byCode(row.place)?.name ?? null }));
  answer(options, { ...outcome, least: LEAST, places: named, section: sectionText(section) }, () => {
    printLine(title);
    if (rows.length === 0) printLine(say('outcome:none'));
    else printLine(table([head, ...cells.map((row) => row.map((cell) => shown(cell, locale)))]));
    const { made, begun } = outcome.broadcasts;
    if (made > begun) printLine(say('outcome:notBegun', { count: made - begun }));
    for (const line of reasons(own, say, locale)) printLine(line);
    printLine(say('outcome:hidden', { least: LEAST }));
    for (const file of [xlsx, docx]) if (file !== undefined) printLine(say('reporting:cli.written', { file }));
  });
}

const HEADS = [
  'place',
  'planned',
  'sent',
  'unknown',
  'failed',
  'expired',
  'skipped',
  'waiting',
  'optedOut',
  'persons',
  'change',
  'pledges',
] as const;

function cellsOf(row: PlaceOutcome, name: string): (string | number | null)[] {
  const { planned, sent, unknown, failed, expired, skipped, waiting, optedOut, quiz, pledges } = row;
  const change = quiz?.change ?? null;
  return [
    name,
    ...[planned, sent, unknown, failed, expired, skipped, waiting, optedOut, quiz?.persons ?? null],
    change === null ? null : signed(change),
    pledges,
  ];
}

const shown = (cell: string | number | null, locale: string): string =>
  cell === null ? '–' : typeof cell === 'number' ? formatNumber(cell, locale) : cell;

const nameOf = ({ place }: PlaceOutcome, places: PlaceFinder, say: Translate): string =>
  place === 'erased' ? say('outcome:erased') : placeLabel(place, places, say);

/** Why people were passed over, most first; a reason that has no words here yet is shown as the ledger has it. */
function reasons(own: PlaceOutcome | null, say: Translate, locale: string): string[] {
  const found = Object.entries(own?.skippedBy ?? {}).sort(([, a], [, b]) => b - a);
  if (found.length === 0) return [];
  const words: Readonly<Record<string, MessageKey>> = {
    'opted-out': 'outcome:reason.opted-out',
    blocked: 'outcome:reason.blocked',
    gone: 'outcome:reason.gone',
    'no-channel': 'outcome:reason.no-channel',
    'outside-window': 'outcome:reason.outside-window',
    capped: 'outcome:reason.capped',
    'exam-day': 'outcome:reason.exam-day',
    cancelled: 'outcome:reason.cancelled',
  };
  const list = found.map(([reason, n]) => {
    const key = words[reason];
    return `${key === undefined ? reason : say(key)} ${formatNumber(n, locale)}`;
  });
  return [say('outcome:skippedBy', { list: list.join('; ') })];
}

/** The last year in which something of the campaign was made. */
async function lastYear({ db }: Session, name: string): Promise<number | null> {
  const { rows } = await db.pool.query<{ year: number | null }>(
    `select max(extract(year from coalesce(at, created_at) at time zone 'Asia/Ho_Chi_Minh'))::int as year from broadcast
      where campaign = $1 and parent_id is null and state <> 'cancelled'`,
    [name],
  );
  return rows[0]?.year ?? null;
}
