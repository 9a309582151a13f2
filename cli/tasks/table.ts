import type { Translate } from '../../content/i18n.js';
import type { OwedItem } from '../../plans/obligations/owedBy.js';
import { sayDay } from '../../plans/review/say.js';
import { besideEachOther, clipLines, pageWidth, wrapWords } from '../wrap.js';

const NUMBER = 6;
const DUE = 13;
const STATE = 24;
const TEXT_LINES = 2;
const PLAN_CHARS = 80;

/** What is owed, for somebody's eyes: number, last day in time, how it stands, who; below it what, where it comes from, and what was said of it. */
export function taskLines(items: readonly OwedItem[], say: Translate): string[] {
  if (items.length === 0) return [say('owed:list.none')];
  const lines: string[] = [];
  const agency = pageWidth() - NUMBER - DUE - STATE - 6;
  const row = ([no = '', due = '', state = '', who = '']: readonly string[]): void => {
    const cells = [
      { text: no, width: NUMBER },
      { text: due, width: DUE },
      { text: state, width: STATE },
      { text: who, width: agency },
    ];
    lines.push(...besideEachOther(cells));
  };
  row([say('owed:list.no'), say('owed:list.due'), say('owed:list.state'), say('owed:list.agency')]);
  lines.push('─'.repeat(pageWidth()));
  for (const item of items) {
    row([
      String(item.id),
      dueOf(item, say),
      stateOf(item, say),
      item.mode === 'đề nghị' ? `${item.agency} (${say('owed:list.asked')})` : item.agency,
    ]);
    const at = NUMBER + 2;
    const below = [
      ...clipLines(wrapWords(item.text, pageWidth() - at), TEXT_LINES),
      ...notesOf(item, say).flatMap((note) => wrapWords(note, pageWidth() - at)),
    ];
    lines.push(...below.map((line) => ' '.repeat(at) + line), '');
  }
  lines.push(say('owed:list.count', { count: items.length }));
  if (items.some((item) => item.state === 'reported')) lines.push(say('owed:list.next'));
  return lines;
}

function dueOf(item: OwedItem, say: Translate): string {
  if (item.dueOn !== null) return sayDay(item.dueOn);
  return say(item.kind === 'ongoing' ? 'owed:list.ongoing' : 'owed:list.undated');
}

/** Nobody who may only be asked is called late. */
function stateOf(item: OwedItem, say: Translate): string {
  const late = item.bucket === 'open-overdue' && item.mode === 'giao';
  const isBack = item.state === 'open' && item.last?.kind === 'sent-back';
  const state = say(isBack ? 'owed:state.sentBack' : `owed:state.${item.state}`);
  return late ? `${state}, ${say('owed:bucket.open-overdue')}` : state;
}

function notesOf(item: OwedItem, say: Translate): string[] {
  const plan = [item.plan.number, item.plan.title].filter((part) => part !== null).join(' · ');
  const notes = [say('owed:list.where', { section: item.section, plan: clipped(plan) })];
  if (item.source === 'follow-up') notes.push(say('owed:list.followUp', { basis: item.basis ?? '' }));
  if (isExtended(item)) notes.push(say('owed:list.extended', { day: item.phrase ?? sayDay(item.writtenOn ?? '') }));
  if (item.askedOn !== null)
    notes.push(say('owed:list.wish', { day: sayDay(item.askedOn), reason: item.reason ?? '', id: item.id }));
  if (item.official !== null) notes.push(say('owed:list.handed', { name: item.official }));
  if (item.doneOn !== null) {
    const timely = item.bucket === 'no-day' || item.mode === 'đề nghị' ? '' : ` (${say(`owed:bucket.${item.bucket}`)})`;
    notes.push(`${say('owed:list.done', { day: sayDay(item.doneOn) })}${timely}`);
  }
  if (item.paper !== null) notes.push(say('owed:list.paper', { paper: paperOf(item.paper) }));
  if (item.note !== null) notes.push(say('owed:list.note', { note: item.note }));
  return notes;
}

/** 15/BC-UBND */
const paperOf = ({ number = '', symbol }: NonNullable<OwedItem['paper']>): string =>
  symbol === undefined ? number : `${number}/${symbol}`;

/** A plan's title as far as a line of it. */
function clipped(plan: string): string {
  if (plan.length <= PLAN_CHARS) return plan;
  const cut = plan.slice(0, PLAN_CHARS - 1);
  return `${cut.slice(0, cut.lastIndexOf(' '))}…`;
}

/** The last day in time is another than the text makes it. */
function isExtended({ dueOn, writtenOn, exclusive }: OwedItem): boolean {
  if (dueOn === null || writtenOn === null) return false;
  return exclusive ? dueOn >= writtenOn : dueOn !== writtenOn;
}
