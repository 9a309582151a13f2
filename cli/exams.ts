import type { Command } from 'commander';
import { foldKey } from '../base/text.js';
import type { Translate } from '../content/i18n.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { refusal } from '../scheduler/broadcast/find.js';
import { formatDate } from '../scheduler/calendar/announced.js';
import { type ExamPeriod, readExams } from '../scheduler/exams/readExams.js';
import { addExam, removeExam } from '../scheduler/exams/setExams.js';
import { byStaff } from './broadcast.js';
import { answer, listOption, type Options, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';
import type { Session } from './session.js';

/** `exams add | list | remove`: days of examination, on which pupils are sent no awareness. */
export function examsCommand(program: Command, say: Translate): void {
  const exams = program.command('exams').description(say('exams:describe.exams'));
  withJson(exams.command('add').description(say('exams:describe.add')))
    .option('--place <place>', say('exams:option.place'))
    .option('--from <day>', say('exams:option.from'))
    .option('--to <day>', say('exams:option.to'))
    .option('--name <text>', say('exams:option.name'))
    .option('--source <text>', say('exams:option.source'))
    .option('--groups <group...>', say('exams:option.groups'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(add));
  withJson(exams.command('list').description(say('exams:describe.list')))
    .option('--place <place>', say('exams:option.place'))
    .action(withSession(list));
  withJson(exams.command('remove <id>').description(say('exams:describe.remove')))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(remove));
}

async function add(session: Session, _args: string[], options: Options): Promise<void> {
  const { db, say: t } = session;
  const place = await placeOf(session, options);
  if (place === undefined) throw refusal('no-place', t, 'exams:fault.place', 'exams:fault.placeMend', {});
  const text = (name: string): string | undefined => textOption(options, name);
  const groups = listOption(options, 'groups').flatMap((group) => group.split(',').filter((name) => name !== ''));
  const wanted = { place, from: text('from'), to: text('to'), name: text('name'), source: text('source'), groups };
  const exam = await addExam(db, wanted, byStaff(session, options));
  answer(options, asJson(exam), () => {
    printLine(t('exams:added', wordsOf(exam, t)));
    printLine(t('exams:goesOn'));
    printLine(t('exams:howRemove', { id: exam.id }));
  });
}

async function list(session: Session, _args: string[], options: Options): Promise<void> {
  const { db, say: t } = session;
  const exams = await readExams(db, (await placeOf(session, options)) ?? null);
  answer(options, exams.map(asJson), () => {
    if (exams.length === 0) printLine(t('exams:empty'));
    for (const exam of exams) printLine(t('exams:line', wordsOf(exam, t)));
  });
}

async function remove(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const exam = await removeExam(session.db, /^\d{1,9}$/.test(id) ? Number(id) : 0, byStaff(session, options));
  answer(options, asJson(exam), () => printLine(session.say('exams:removed', wordsOf(exam, session.say))));
}

/** Words for the whole country, which is no place with a code. */
const COUNTRY = ['vn', 'viet nam', 'vietnam', 'ca nuoc', 'toan quoc'];

/** The code of the place; null for the whole country, undefined where none was given. Throws InputError. */
async function placeOf({ db, locale }: Session, options: Options): Promise<string | null | undefined> {
  const text = textOption(options, 'place');
  if (text === undefined) return undefined;
  if (COUNTRY.includes(foldKey(text).trim())) return null;
  return resolvePlace(await loadPlaceFinder(db), text, locale).code;
}

const asJson = ({ id, ...exam }: ExamPeriod) => ({ id: String(id), ...exam });

function wordsOf({ id, place, placeName, from, to, name, source, groups, setBy }: ExamPeriod, t: Translate) {
  return {
    ...{ id, name, source, by: setBy },
    place: place === null ? t('exams:country') : (placeName ?? place),
    days: from === to ? formatDate(from) : `${formatDate(from)}–${formatDate(to)}`,
    groups: groups.length === 0 ? t('exams:pupils') : groups.join(', '),
  };
}
