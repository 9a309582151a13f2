import type { Translate } from '../content/i18n.js';
import type { OwedItem } from '../plans/obligations/owedBy.js';
import { sayDay } from '../plans/review/say.js';
import { printLine } from './output.js';
import { besideEachOther, clipLines, pageWidth, wrapWords } from './wrap.js';

const NUMBER = 6;
const DUE = 13;
const STATE = 24;
const TEXT_LINES = 2;

/** What is owed, for somebody's eyes: number, last day in time, how it stands, who; below it what, and where it comes from. */
export function printTasks(items: readonly OwedItem[], say: Translate): void {
  if (items.length === 0) {
    printLine(say('owed:list.none'));
    return;
  }
  const agency = pageWidth() - NUMBER - DUE - STATE - 6;
  const row = ([no = '', due = '', state = '', who = '']: readonly string[]): void => {
    const cells = [
      { text: no, width: NUMBER },
      { text: due, width: DUE },
      { text: state, width: STATE },
      { text: who, width: agency },
    ];
    for (const line of besideEachOther(cells)) printLine(line);
  };
  row([say('owed:list.no'), say('owed:list.due'), say('owed:list.state'), say('owed:list.agency')]);
  printLine('─'.repeat(pageWidth()));
  for (const item of items) {
    row([
      String(item.id),
      dueOf(item, say),
      stateOf(item, say),
      item.mode === 'đề nghị' ? `${item.agency} (${say('owed:list.asked')})` : item.agency,
    ]);
    const at = NUMBER + 2;
    for (const line of clipLines(wrapWords(item.text, pageWidth() - at), TEXT_LINES)) printLine(' '.repeat(at) + line);
    for (const note of notesOf(item, say))
      for (const line of wrapWords(note, pageWidth() - at)) printLine(' '.repeat(at) + line);
    printLine();
  }
  printLine(say('owed:list.count', { count: items.length }));
  if (items.some((item) => item.state === 'reported')) printLine(say('owed:list.next'));
}

function dueOf(item: OwedItem, say: Translate): string {
  if (item.dueOn !== null) return sayDay(item.dueOn);
  return say(item.kind === 'ongoing' ? 'owed:list.ongoing' : 'owed:list.undated');
}

/** Nobody who may only be asked is called late. */
function stateOf(item: OwedItem, say: Translate): string {
  const late = item.bucket === 'open-overdue' && item.mode === 'giao';
  return late ? `${say('owed:state.open')}, ${say('owed:bucket.open-overdue')}` : say(`owed:state.${item.state}`);
}

function notesOf(item: OwedItem, say: Translate): string[] {
  const plan = [item.plan.number, item.plan.title].filter((part) => part !== null).join(' · ');
  const notes = [say('owed:list.where', { section: item.section, plan: plan.slice(0, 80) })];
  if (item.source === 'follow-up') notes.push(say('owed:list.followUp', { basis: item.basis ?? '' }));
  if (isExtended(item)) notes.push(say('owed:list.extended', { day: item.phrase ?? sayDay(item.writtenOn ?? '') }));
  if (item.askedOn !== null) notes.push(say('owed:list.wish', { day: sayDay(item.askedOn), id: item.id }));
  if (item.official !== null) notes.push(say('owed:list.handed', { name: item.official }));
  if (item.doneOn !== null)
    notes.push(
      `${say('owed:list.done', { day: sayDay(item.doneOn) })}${item.bucket === 'no-day' ? '' : ` (${say(`owed:bucket.${item.bucket}`)})`}`,
    );
  return notes;
}

/** The last day in time is another than the text makes it. */
function isExtended({ dueOn, writtenOn, exclusive }: OwedItem): boolean {
  if (dueOn === null || writtenOn === null) return false;
  return exclusive ? dueOn >= writtenOn : dueOn !== writtenOn;
}
