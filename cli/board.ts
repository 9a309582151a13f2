import type { Command } from 'commander';
import { nfc } from '../base/text.js';
import { formatNumber } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { BOARD_BY, type Board, board, type RunningPeriod, runningPeriods } from '../plans/obligations/board.js';
import { boardBook } from '../plans/obligations/boardBook.js';
import { boardTables } from '../plans/obligations/boardTables.js';
import { readUngiven } from '../plans/obligations/ungiven.js';
import { parsePlanId } from '../plans/review/planId.js';
import { sayDay } from '../plans/review/say.js';
import { choice } from './broadcast.js';
import { answer, type Options, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';
import type { Session } from './session.js';
import { dayOption, writeOut } from './tasks/tasks.js';
import { ungivenJson, ungivenLines } from './ungiven.js';
import { pageWidth, wrapWords } from './wrap.js';

/** `board`: the four buckets at the end of any day, as a table, JSON or a workbook; with who had not reported in the periods that ran then. */
export function boardCommand(program: Command, say: Translate): void {
  withJson(program.command('board').description(say('cli:describe.board')))
    .option('--on <day>', say('cli:option.boardOn'))
    .option('--by <what>', say('cli:option.boardBy'), 'agency')
    .option('--plan <id>', say('cli:option.planOnly'))
    .option('--place <code>', say('cli:option.place'))
    .option('--xlsx <file>', say('cli:option.xlsx'))
    .action(
      withSession(async (session, _args, options) => {
        const what = await wanted(session, options);
        const shown = await board(session.db, what);
        const periods = await runningPeriods(session.db, what);
        const ungiven = await readUngiven(session.db, what.planId);
        const file = textOption(options, 'xlsx');
        if (file !== undefined) await writeOut(file, await boardBook(shown, session.say), session.say);
        answer(options, { ...shown, periods, ungiven: ungivenJson(ungiven) }, () => {
          if (file !== undefined) return printLine(session.say('owed:board.written', { file }));
          printBoard(shown, session);
          printPeriods(periods, session.say);
          for (const line of ungivenLines(ungiven, session.say)) printLine(line);
        });
      }),
    );
}

async function wanted(session: Session, options: Options) {
  const { db, say, locale } = session;
  const [plan, place] = [textOption(options, 'plan'), textOption(options, 'place')];
  return {
    on: dayOption(session, options, 'on'),
    by: choice(options, 'by', '--by', BOARD_BY, say),
    planId: plan === undefined ? null : await parsePlanId(db, plan, say),
    place: place === undefined ? null : resolvePlace(await loadPlaceFinder(db), place, locale).code,
  };
}

function printPeriods(periods: readonly RunningPeriod[], say: Translate): void {
  if (periods.length === 0) return;
  printLine(`\n${say('owed:board.periods')}`);
  for (const { id, name, dueOn, bodies, missing } of periods)
    printLine(`  ${say('owed:board.period', { id, name, bodies, missing, due: sayDay(dueOn) })}`);
}

const COUNT = 10;

function printBoard(shown: Board, { say, locale }: Session): void {
  printLine(say('owed:board.title', { day: sayDay(shown.on) }));
  const tables = boardTables(shown, say);
  if (tables.length === 0) printLine(say('owed:board.none'));
  for (const { title, head, rows } of tables) {
    printLine(`\n${title}`);
    const name = Math.max(20, pageWidth() - (head.length - 1) * (COUNT + 2));
    for (const line of cells(head, name)) printLine(line);
    printLine('─'.repeat(name + (head.length - 1) * (COUNT + 2)));
    for (const [first, ...counts] of rows)
      for (const line of cells([first, ...counts.map((count) => formatNumber(count, locale))], name)) printLine(line);
  }
}

/** The name to the left, each wrapped to its width; counts to the right of their columns. */
function cells([first = '', ...rest]: readonly string[], nameWidth: number): string[] {
  const columns = [wrapWords(first, nameWidth), ...rest.map((text) => wrapWords(text, COUNT))];
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, at) => {
        const text = nfc(column[line] ?? '');
        return at === 0 ? text.padEnd(nameWidth) : text.padStart(COUNT + 2);
      })
      .join('')
      .trimEnd(),
  );
}
