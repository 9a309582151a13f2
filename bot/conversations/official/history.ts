import { formatMoment } from '../../../content/format.js';
import type { Part } from '../../../content/message.js';
import { shorten } from '../../../content/shorten.js';
import { type HistoryEntry, readHistory } from '../../../plans/obligations/history.js';
import { sayDay } from '../../../plans/review/say.js';
import { part } from '../part.js';
import { button } from './buttons.js';
import type { Say } from './say.js';
import type { Talk } from './talk.js';
import { readColleagues, type Task } from './tasks.js';

/** The latest are shown; all of them stand in the database for ever. */
const SHOWN = 12;
const NOTE_CHARS = 120;

/** What happened to a task, the latest last, each in a line with who did it. */
export async function showHistory(talk: Talk, task: Task): Promise<Part> {
  const { say } = talk;
  const entries = (await readHistory(talk.db, [task.id])).slice(-SHOWN);
  const names = new Map((await readColleagues(talk.db, task.agencyId, 0)).map(({ id, name }) => [id, name]));
  const lines = entries.map((entry) => {
    const by = entry.official?.name ?? '';
    return say.t('answers:history.line', {
      at: formatMoment(entry.at, say.locale),
      what: whatHappened(say, entry, names),
      who: by === '' ? '' : say.t('answers:history.by', { name: by }),
    });
  });
  const title = say.t('answers:history.title', { text: say.short(task) });
  return part(
    [title, '', ...(lines.length === 0 ? [say.t('answers:history.none')] : lines)],
    [[{ label: say.t('answers:button.open'), data: button.task(task.id) }], [say.mine()]],
  );
}

/** One event in words, without who and when; `names` are those of whom something was handed to. */
export function whatHappened(say: Say, entry: HistoryEntry, names: ReadonlyMap<number, string>): string {
  const { t } = say;
  const text = (key: string): string => {
    const value = entry.data[key];
    return typeof value === 'string' ? shorten(value, NOTE_CHARS) : '';
  };
  const paper = (): string =>
    say.paper({ number: text('number'), symbol: text('symbol'), date: text('date') === '' ? undefined : text('date') });
  switch (entry.kind) {
    case 'reported':
      return text('number') === ''
        ? t('answers:history.reported', { day: sayDay(entry.on) })
        : t('answers:history.reportedPaper', { paper: paper() });
    case 'amended':
      return t('answers:history.amended');
    case 'undone':
      return t('answers:history.undone');
    case 'confirmed':
      return t('answers:history.confirmed');
    case 'sent-back':
      return t('answers:history.sentBack', { missing: text('missing') });
    case 'progress':
      return t('answers:history.progress', { note: text('note') });
    case 'note':
      return t('answers:history.note', { note: text('note') === '' ? paper() : text('note') });
    case 'attachment':
      return t('answers:history.attachment');
    case 'extension-asked':
      return t('answers:history.extensionAsked', { day: sayDay(text('on')), reason: text('reason') });
    case 'extension-granted':
      return t('answers:history.extensionGranted', { day: sayDay(entry.dueOn ?? text('on')) });
    case 'extension-refused':
      return t('answers:history.extensionRefused');
    case 'handed-over':
      return t('answers:history.handedOver', { name: names.get(Number(entry.data['to'])) ?? '…' });
    case 'snoozed':
      return t('answers:history.snoozed', { day: sayDay(entry.on) });
    case 'due-changed':
      return t('answers:history.dueChanged', { day: entry.dueOn === null ? '…' : sayDay(entry.dueOn) });
    case 'dropped':
      return t('answers:history.dropped');
    case 'restored':
      return t('answers:history.restored');
    case 'carried':
      return t('answers:history.carried');
    case 'agency-changed':
      return t('answers:history.agencyChanged');
  }
}
