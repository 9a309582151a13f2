import { vietnamDay } from '../../../base/vietnamDay.js';
import { formatNumber } from '../../../content/format.js';
import { translator } from '../../../content/i18n.js';
import { type Block, body, type Column, grid, paper, text } from '../../../plans/reporting/docxParts.js';
import { draftMark, longDay } from '../../../plans/reporting/officialPaper.js';
import type { CampaignOutcome, PlaceOutcome } from './outcome.js';
import type { RelayedRow } from './relayed.js';

const say = translator('vi');
const number = (value: number): string => formatNumber(value, 'vi');

/** As an official paper writes a day. */
const onPaper = (at: Date | null): string => (at === null ? '…' : longDay(vietnamDay(at)));

/** What the section is made of: the campaign's name, the place that reports, and the row of that place. */
export interface SectionOf {
  outcome: CampaignOutcome;
  title: string;
  place: string;
  own: PlaceOutcome | null;
  /** Rows for the table, each with the place as it is printed. */
  rows: { name: string; row: PlaceOutcome }[];
  /** What was relayed in that place by each way, as relayers say. */
  relayed: readonly RelayedRow[];
  /** The same for each place of the table. */
  relayedBy: readonly { name: string; row: RelayedRow }[];
}

/** The sentences of the propaganda section, to be pasted into the report's own form: what was counted, what is not known, and nothing else. */
export function sectionText({ outcome, title, place, own, relayed }: SectionOf): string[] {
  const { broadcasts, from, to } = outcome;
  if (own === null || broadcasts.made === 0)
    return [
      say('outcome:section.nothing', { title, year: outcome.year, place }),
      ...(relayed.length === 0 ? [] : relayedText(relayed)),
    ];
  const days = { from: onPaper(from), to: onPaper(to) };
  return [
    say('outcome:section.sent', {
      title,
      place,
      ...days,
      begun: number(broadcasts.begun),
      made: number(broadcasts.made),
    }),
    say('outcome:section.people', { planned: number(own.planned), sent: number(own.sent) }),
    say('outcome:section.rest', {
      unknown: number(own.unknown),
      failed: number(own.failed),
      expired: number(own.expired),
      skipped: number(own.skipped),
      waiting: number(own.waiting),
    }),
    say('outcome:section.optedOut', { optedOut: number(own.optedOut) }),
    own.quiz === null
      ? say('outcome:section.noQuiz')
      : own.quiz.change === null
        ? say('outcome:section.quiz', { persons: number(own.quiz.persons) })
        : say('outcome:section.quizChange', { persons: number(own.quiz.persons), change: signed(own.quiz.change) }),
    own.pledges === null
      ? say('outcome:section.noPledges')
      : say('outcome:section.pledges', { pledges: number(own.pledges) }),
    ...relayedText(relayed),
  ];
}

/** Always said to be self-reported, and in sentences apart from what was delivered. */
function relayedText(relayed: readonly RelayedRow[]): string[] {
  if (relayed.length === 0) return [say('outcome:section.noRelays')];
  const sum = (of: 'packagesSent' | 'answered'): string => number(relayed.reduce((total, row) => total + row[of], 0));
  return [
    say('outcome:section.relays', { sent: sum('packagesSent'), answered: sum('answered') }),
    ...relayed.map(({ channel, saidBroadcast, saidForwarded, saidPeople }) =>
      channel === 'loudspeaker'
        ? say('outcome:section.relayed.loudspeaker', { times: number(saidBroadcast) })
        : say(`outcome:section.relayed.${channel}`, { forwarded: number(saidForwarded), people: number(saidPeople) }),
    ),
  ];
}

export const signed = (change: number): string => `${change > 0 ? '+' : ''}${change}`;

const COLUMNS: readonly (Omit<Column, 'head'> & {
  key: 'place' | 'planned' | 'sent' | 'unknown' | 'skipped' | 'optedOut' | 'persons' | 'pledges';
})[] = [
  { key: 'place', share: 30, align: 'left' },
  { key: 'planned', share: 10, align: 'right' },
  { key: 'sent', share: 10, align: 'right' },
  { key: 'unknown', share: 10, align: 'right' },
  { key: 'skipped', share: 10, align: 'right' },
  { key: 'optedOut', share: 10, align: 'right' },
  { key: 'persons', share: 10, align: 'right' },
  { key: 'pledges', share: 10, align: 'right' },
];

const RELAY_COLUMNS = [
  { key: 'place', share: 26, align: 'left' },
  { key: 'way', share: 20, align: 'left' },
  { key: 'sent', share: 10, align: 'right' },
  { key: 'answered', share: 11, align: 'right' },
  { key: 'broadcast', share: 11, align: 'right' },
  { key: 'forwarded', share: 11, align: 'right' },
  { key: 'people', share: 11, align: 'right' },
] as const;

/** What a place's relayers say, in a table of its own: nobody can read it as part of the one above. */
function relayTable(rows: SectionOf['relayedBy']): Block[] {
  if (rows.length === 0) return [];
  return [
    text(say('outcome:section.relayTable'), { bold: true, align: 'center', after: 60, keepNext: true }),
    grid(
      RELAY_COLUMNS.map(({ key, ...rest }) => ({ ...rest, head: say(`outcome:relays.head.${key}`) })),
      rows.map(({ name, row }) => [
        name,
        say(`relay:channel.${row.channel}`),
        ...[row.packagesSent, row.answered].map(number),
        ...(row.channel === 'loudspeaker'
          ? [number(row.saidBroadcast), '–', '–']
          : ['–', number(row.saidForwarded), number(row.saidPeople)]),
      ]),
    ),
    body(say('outcome:relays.selfReported'), { italic: true }),
  ];
}

/** The same as a page of the report, marked as a draft: its heading, its sentences, and a table by place. A dash stands for what is not shown. */
export async function sectionPaper(of: SectionOf): Promise<Uint8Array> {
  const blank = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : number(value);
  const rows = of.rows.map(({ name, row }) => [
    name,
    ...[row.planned, row.sent, row.unknown, row.skipped, row.optedOut, row.quiz?.persons, row.pledges].map(blank),
  ]);
  const blocks: Block[] = [
    draftMark(),
    body(say('outcome:section.heading'), { bold: true, keepNext: true }),
    ...sectionText(of).map((line) => body(line)),
    text(say('outcome:section.table'), { bold: true, align: 'center', after: 60 }),
    grid(
      COLUMNS.map(({ key, ...rest }) => ({ ...rest, head: say(`outcome:head.${key}`) })),
      rows,
    ),
    body(say('outcome:section.hidden'), { italic: true }),
    ...relayTable(of.relayedBy),
  ];
  return paper(blocks);
}
