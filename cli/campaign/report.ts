import type { Command } from 'commander';
import { formatNumber } from '../../content/format.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import { yearToCome } from '../../content/layOn.js';
import { loadCampaign } from '../../content/loadCampaign.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { EVERYWHERE } from '../../people/placeTotals.js';
import { LEAST } from '../../people/quizzes/showable.js';
import { campaignOutcome, type PlaceOutcome } from '../../scheduler/campaign/outcome/outcome.js';
import { type RelayedRow, relayedOutcome } from '../../scheduler/campaign/outcome/relayed.js';
import { sectionPaper, sectionText, signed } from '../../scheduler/campaign/outcome/section.js';
import { answer, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine, table } from '../output.js';
import { type PlaceTable, placeBook } from '../placeSheet.js';
import type { Session } from '../session.js';
import { writeOut } from '../tasks/tasks.js';
import { placeLabel } from './figures.js';
import { treeFor, yearOption } from './source.js';
import { placeOption } from './versions.js';

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
  const year = yearOption(options, say) ?? (await lastYear(session, name)) ?? yearToCome(opened, clock.now());
  const outcome = await campaignOutcome(db, places, name, year);
  const within = ({ place: code }: { place: string }): boolean =>
    place === null || places.byCode(code)?.path.startsWith(place.path) === true;
  const rows = outcome.places.filter(within);
  const relayed = (await relayedOutcome(db, places, name, year)).filter(within);
  const own = rows.find(({ place: code }) => code === (place?.code ?? EVERYWHERE)) ?? null;
  const section = {
    ...{ outcome, own, title: opened.title['vi'] ?? name, place: place?.name ?? say('outcome:everywhere') },
    rows: rows.map((row) => ({ name: nameOf(row, places, say).trim(), row })),
    relayed: relayed.filter(({ place: code }) => code === (place?.code ?? EVERYWHERE)),
    relayedBy: relayed.map((row) => ({ name: nameOf(row, places, say).trim(), row })),
  };
  const called = { title: opened.title[locale] ?? opened.title['vi'] ?? name, year };
  const title = say('outcome:title', called);
  const head = HEADS.map((key) => say(`outcome:head.${key}`));
  const cells = rows.map((row) => cellsOf(row, nameOf(row, places, say)));
  const told = {
    title: say('outcome:relays.title', called),
    head: RELAY_HEADS.map((key) => say(`outcome:relays.head.${key}`)),
    rows: relayed.map((row) => relayCells(row, nameOf(row, places, say), say)),
  };
  const [xlsx, docx] = [textOption(options, 'xlsx'), textOption(options, 'docx')];
  if (xlsx !== undefined)
    await writeOut(xlsx, await placeBook([{ title, head, rows: cells }, told], say('outcome:none')), say);
  if (docx !== undefined) await writeOut(docx, await sectionPaper(section), say);
  const named = rows.map((row) => ({ ...row, name: places.byCode(row.place)?.name ?? null }));
  const relays = {
    selfReported: true,
    rows: relayed.map((row) => ({ ...row, name: places.byCode(row.place)?.name ?? null })),
  };
  answer(options, { ...outcome, least: LEAST, places: named, relays, section: sectionText(section) }, () => {
    printLine(title);
    if (rows.length === 0) printLine(say('outcome:none'));
    else printLine(table([head, ...cells.map((row) => row.map((cell) => shown(cell, locale)))]));
    const { made, begun } = outcome.broadcasts;
    if (made > begun) printLine(say('outcome:notBegun', { count: made - begun }));
    for (const line of reasons(own, say, locale)) printLine(line);
    printLine(say('outcome:hidden', { least: LEAST }));
    printRelays(told, session);
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

const RELAY_HEADS = ['place', 'way', 'sent', 'answered', 'broadcast', 'forwarded', 'people'] as const;

/** What has no meaning for a way of relaying stays empty: nobody reads out an SMS. */
function relayCells(row: RelayedRow, name: string, say: Translate): (string | number | null)[] {
  const { channel, packagesSent, answered, saidBroadcast, saidForwarded, saidPeople } = row;
  const said = channel === 'loudspeaker' ? [saidBroadcast, null, null] : [null, saidForwarded, saidPeople];
  return [name, say(`relay:channel.${channel}`), packagesSent, answered, ...said];
}

/** Apart from the table above, and said to be another kind of number. */
function printRelays({ title, head, rows }: PlaceTable, { say, locale }: Session): void {
  printLine('');
  printLine(title);
  if (rows.length === 0) printLine(say('outcome:relays.none'));
  else {
    printLine(table([head, ...rows.map((row) => row.map((cell) => shown(cell, locale)))]));
    printLine(say('outcome:relays.selfReported'));
  }
}

const shown = (cell: string | number | null, locale: string): string =>
  cell === null ? '–' : typeof cell === 'number' ? formatNumber(cell, locale) : cell;

const nameOf = ({ place }: { place: string }, places: PlaceFinder, say: Translate): string =>
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

/** The last year in which something of the campaign was made; where nothing was ever sent, the last that its relays were approved for. */
async function lastYear({ db }: Session, name: string): Promise<number | null> {
  const { rows } = await db.pool.query<{ year: number | null }>(
    `select coalesce(
       (select max(extract(year from coalesce(at, created_at) at time zone 'Asia/Ho_Chi_Minh'))::int from broadcast
         where campaign = $1 and parent_id is null and state <> 'cancelled'),
       (select max(year) from relay_schedule where campaign = $1 and approved_at is not null)) as year`,
    [name],
  );
  return rows[0]?.year ?? null;
}
