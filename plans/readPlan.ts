import { citedDays } from './deadlines/citations.js';
import type { TimeContext } from './deadlines/when.js';
import { collectDuties } from './duties.js';
import { readBlocks } from './formats/format.js';
import { readHeader } from './header/header.js';
import { periodOf, titleYear } from './header/period.js';
import { bearsSecrecyStamp } from './header/secrecy.js';
import { bodyOf } from './outline/body.js';
import { outlineOf } from './outline/outline.js';
import { layOut } from './outline/paragraphs.js';
import type { PlanReading, PlanTask } from './reading.js';
import { Refused, refusal } from './refuse.js';
import { collectTargets } from './targets.js';
import { collectTasks } from './tasks/collect.js';
import { matchKey } from './text/key.js';
import { withoutNoise, withoutRepeatedOpening } from './text/noise.js';
import { type Piece, unwrap } from './text/unwrap.js';
import { warnings } from './warn.js';

/**
 * Reads a plan document (.docx, .pdf with text, .txt, .md, .html) into tasks, targets, reporting duties and deadlines,
 * each with the words it came from. The same bytes give the same reading: no clock, no network, nothing remembered.
 * What is uncertain is null or a warning. Throws InputError with one line for a file that cannot or must not be read;
 * neither its name nor its text is in the error.
 *
 * @param locale language of warnings and errors
 */
export async function readPlan(bytes: Uint8Array, fileName: string, locale = 'vi'): Promise<PlanReading> {
  try {
    return await read(bytes, fileName, locale);
  } catch (error) {
    if (error instanceof Refused) throw refusal(error.refusal, locale);
    throw error;
  }
}

/** Longest text taken in: 500 pages hold about 1.5 million letters. */
const MAX_LETTERS = 2_000_000;
const MAX_PARAGRAPHS = 30_000;

async function read(bytes: Uint8Array, fileName: string, locale: string): Promise<PlanReading> {
  const blocks = await readBlocks(bytes, fileName);
  if (bearsSecrecyStamp(blocks)) throw new Refused('plan-classified');
  const warn = warnings();
  const pieces = withoutRepeatedOpening(unwrap(withoutNoise(blocks)), pieceKey);
  const { normalisedText, paragraphs } = layOut(pieces);
  if (normalisedText.length > MAX_LETTERS || paragraphs.length > MAX_PARAGRAPHS) throw new Refused('plan-too-big');
  if (normalisedText.trim() === '') throw new Refused('plan-empty');
  const header = readHeader(paragraphs, warn);
  const { preamble, body } = bodyOf(paragraphs, header.afterTitle);
  const period = periodOf(header.title, body, header.issuedOn);
  const context: TimeContext = {
    issuedOn: header.issuedOn,
    titleYear: titleYear(header.title),
    periodEnd: period?.to ?? null,
  };
  const outline = outlineOf(body);
  const drafts = collectTasks(outline, context, warn);
  if (drafts.every((task) => task.agencies.length === 0)) throw new Refused('plan-no-agency');
  const cited = citedDays(preamble.map((one) => one.key).join('\n'));
  if (header.issuedOn === null) {
    const [from, due] = [
      cited.toSorted().at(-1),
      drafts
        .map((task) => task.deadline?.on ?? '')
        .filter((on) => on !== '')
        .sort()[0],
    ];
    if (from === undefined) warn.add('plans:warning.noDate');
    else warn.add('plans:warning.noDateBounds', { from, to: due === undefined || due < from ? '' : `, ≤ ${due}` });
  } else {
    const { issuedOn } = header;
    for (const later of new Set(citedDays(matchKey(normalisedText)).filter((one) => one > issuedOn)))
      warn.add('plans:warning.citedLater', { day: later });
  }
  if (header.number === null) warn.add('plans:warning.noNumber');
  if (header.issuer === null) warn.add('plans:warning.noIssuer');
  return {
    title: header.title,
    number: header.number,
    issuer: header.issuer,
    place: header.place,
    issuedOn: header.issuedOn,
    period,
    tasks: drafts.map(({ lead: _lead, textStart: _textStart, ...task }): PlanTask => task),
    targets: collectTargets(outline, period?.to ?? null),
    duties: collectDuties(drafts, context),
    warnings: warn.say(locale),
    normalisedText,
  };
}

function pieceKey(piece: Piece): string {
  return piece.kind === 'paragraph'
    ? matchKey(piece.text)
    : JSON.stringify(piece.rows.map((row) => row.map((one) => one.text)));
}
