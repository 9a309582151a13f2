import { nfc } from '../../base/text.js';
import type { MessageKey } from '../../content/i18n.js';
import { readerLocales } from '../../content/readerLocales.js';
import { CHANNELS, isChannel, isExternalId } from '../externalId.js';
import type { PlaceFinder } from '../findPlace.js';
import { checkGroupName, GROUPS_MAX, sortGroups, suggestGroupName } from '../groupName.js';
import type { Header } from './header.js';
import { type Child, readChild } from './readChild.js';

/** A good row. Null means that the file has no such column: what is known of the person then stays. */
export interface ImportRow {
  channel: string;
  externalId: string;
  place: string;
  groups: readonly string[] | null;
  locale: string | null;
  /** The empty text takes the name away. */
  name: string | null;
  /** Whether they are under 16. */
  minor: boolean | null;
  /** The paper on which a guardian agreed. */
  consent: string | null;
}

/** One thing wrong with a row, to be said in words only when somebody will read it. */
export type RowProblem =
  | { what: MessageKey; mend: MessageKey; values: Record<string, string | number> }
  | { unknownPlace: string };

export type RowParser = (cells: readonly string[]) => ImportRow | RowProblem[] | 'blank';

const NAME_MAX = 200;
const SHOWN_MAX = 60;
/** Lists repeat the same few sets of groups; above this many different ones they are parsed each time. */
const GROUP_SETS_REMEMBERED = 10_000;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** Reads the rows of one list. All that is wrong with a row is found at once. `blank` is a row of empty cells, as Excel leaves. */
export function createRowParser(header: Header, places: PlaceFinder): RowParser {
  const { index, width } = header;
  const groupSets = new Map<string, readonly string[] | RowProblem>();

  const groupsOf = (cell: string): readonly string[] | RowProblem => {
    const remembered = groupSets.get(cell);
    if (remembered !== undefined) return remembered;
    const groups = readGroups(cell);
    if (groupSets.size < GROUP_SETS_REMEMBERED) groupSets.set(cell, groups);
    return groups;
  };

  return (given) => {
    const cells = given.map((cell) => cell.trim());
    while (cells.length > width && cells.at(-1) === '') cells.pop();
    if (cells.every((cell) => cell === '')) return 'blank';
    if (cells.length !== width) {
      return [problem('people:import.columns', 'people:import.columnsMend', { given: cells.length, wanted: width })];
    }
    if (cells.some((cell) => cell.includes('\uFFFD')))
      return [problem('people:import.notUtf8', 'people:import.notUtf8Mend')];

    const cell = (at: number): string => cells[at] ?? '';
    const problems: RowProblem[] = [];
    const channel = cell(index.channel).toLowerCase();
    const externalId = cell(index.external_id);
    if (!isChannel(channel)) {
      const values = { channel: shorten(channel), channels: CHANNELS.join(', ') };
      problems.push(problem('people:channel.unknown', 'people:channel.unknownMend', values));
    } else if (!isExternalId(channel, externalId)) {
      const mend = channel === 'zalo' ? 'people:import.externalIdMendZalo' : 'people:import.externalIdMendTelegram';
      problems.push(problem('people:import.externalId', mend, { id: shorten(externalId), channel }));
    }
    const place = cell(index.place);
    if (places.byCode(place) === undefined) problems.push({ unknownPlace: place });

    const groups = index.groups === undefined ? null : groupsOf(cell(index.groups));
    if (groups !== null && !isList(groups)) problems.push(groups);

    const locale = index.locale === undefined ? null : cell(index.locale).toLowerCase() || 'vi';
    if (locale !== null && !readerLocales().includes(locale)) {
      problems.push(
        problem('people:locale.unknown', 'people:locale.unknownMend', {
          locale: shorten(locale),
          locales: readerLocales().join(', '),
        }),
      );
    }
    const name = index.name === undefined ? null : nfc(cell(index.name));
    if (name !== null && (name.length > NAME_MAX || CONTROL.test(name))) {
      problems.push(problem('people:import.name', 'people:import.nameMend', { max: NAME_MAX }));
    }
    const own = groups !== null && isList(groups) ? groups : null;
    const orNull = (at: number | undefined): string | null => (at === undefined ? null : cell(at));
    const child = readChild({ under16: orNull(index.under_16), consent: orNull(index.guardian_consent) }, own ?? []);
    if (!isChild(child)) problems.push(...child);
    if (problems.length > 0 || !isChild(child)) return problems;
    return { channel, externalId, place, groups: own, locale, name, ...child };
  };
}

function readGroups(cell: string): readonly string[] | RowProblem {
  const names = cell
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > GROUPS_MAX) {
    return problem('people:group.tooMany', 'people:group.tooManyMend', { given: names.length, max: GROUPS_MAX });
  }
  for (const name of names) {
    const check = checkGroupName(name);
    if (check === 'marks-a-person')
      return problem('people:group.marksAPerson', 'people:group.marksAPersonMend', { group: shorten(name) });
    if (check === 'malformed') {
      const suggestion = suggestGroupName(name) || 'hoc-sinh';
      return problem('people:group.malformed', 'people:group.malformedMend', { group: shorten(name), suggestion });
    }
  }
  return sortGroups(names);
}

function problem(what: MessageKey, mend: MessageKey, values: Record<string, string | number> = {}): RowProblem {
  return { what, mend, values };
}

function isList(value: readonly string[] | RowProblem): value is readonly string[] {
  return Array.isArray(value);
}

function isChild(value: Child | RowProblem[]): value is Child {
  return !Array.isArray(value);
}

function shorten(text: string): string {
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
