import { translator } from '../../content/i18n.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { type Block, body, type Column, columns, grid, paper, text } from '../../plans/reporting/docxParts.js';
import { annexTitle, draftMark, foot, heading, type Issuer, longDay } from '../../plans/reporting/officialPaper.js';
import { sayDay } from '../../plans/review/say.js';
import type { StoredPlan } from '../../plans/review/stored.js';
import type { Late } from './readLate.js';

const say = translator('vi');

/** What the letter is made of; `late` has at least one line. */
export interface LetterOf {
  plan: Pick<StoredPlan, 'number' | 'issuedOn' | 'title' | 'issuer'>;
  issuer: Issuer;
  late: readonly Late[];
  /** The day up to which lateness is counted. */
  day: string;
  places: PlaceFinder;
}

/** More bodies than this are not named one by one in the address, and more lines than this go into an annex. */
const MOST_ON_THE_PAGE = 10;
/** A task's words in the table: whoever wants the rest has the plan, and its section stands before them. */
const MOST_WORDS = 300;

/**
 * The draft of the letter of reminder (công văn đôn đốc) that the standing agency signs and issues: unsigned, number and day
 * blank, a gap in brackets wherever Loa does not know. It says who is late with what, by which day and for how many working days, and
 * of what they reported only that they did. Days that are not in the plan stand in a table of their own, under that name and
 * with the letter they rest on: they are owed by it, and must not look like the plan's. The same facts make the same words.
 */
export async function draftLetter({ plan, issuer, late, day, places }: LetterOf): Promise<Uint8Array> {
  const bodies = [...new Map(late.map(({ agencyId, agency }) => [agencyId, agency])).values()];
  const inPlan = late.filter(({ followUp }) => !followUp);
  const beside = late.filter(({ followUp }) => followUp);
  const annexed = late.length > MOST_ON_THE_PAGE;
  const agency = issuer?.name ?? say('nudges:letter.issuer');
  const where = say(annexed ? 'nudges:letter.inAnnex' : 'nudges:letter.below');
  const counts = (some: readonly Late[]) => ({
    bodies: new Set(some.map(({ agencyId }) => agencyId)).size,
    tasks: some.length,
    where,
  });
  const number = plan.number ?? say('reporting:draft.noNumber');
  const tables = [
    ...(inPlan.length === 0 ? [] : [lateTable(inPlan), text('', { size: 'list' })]),
    ...(beside.length === 0
      ? []
      : [text(say('nudges:letter.followUp'), { bold: true, keepNext: true, after: 60 }), lateTable(beside)]),
  ];
  const blocks: Block[] = [
    draftMark(),
    heading({
      issuer,
      places,
      symbol: symbolOf(issuer),
      year: day.slice(0, 4),
      about: say('nudges:letter.about', { number }),
    }),
    text('', { after: 60 }),
    ...address(bodies),
    text('', { size: 'list' }),
    body(say('nudges:letter.opening', { ...planWords(plan), day: longDay(day) })),
    ...(inPlan.length === 0 ? [] : [body(say('nudges:letter.late', counts(inPlan)))]),
    ...(beside.length === 0 ? [] : [body(say('nudges:letter.lateFollowUp', counts(beside)))]),
    ...(annexed ? [] : [...tables, text('', { size: 'list' })]),
    body(say('nudges:letter.ask', { agency })),
    body(say('nudges:letter.hurry', { agency })),
    body(say('nudges:letter.reasons')),
    body(say('nudges:letter.already', { agency })),
    body(say('nudges:letter.close')),
    text(''),
    foot(issuer, [say('nudges:letter.asAbove'), say('nudges:letter.superiors')]),
  ];
  if (!annexed) return paper(blocks);
  const attached = say('nudges:letter.attached', { agency });
  return paper([...blocks, ...annexTitle(say('nudges:letter.annex'), say('nudges:letter.list'), attached), ...tables]);
}

/** A letter's symbol has no kind of paper in it; who drafts it is the office's to say. */
function symbolOf(issuer: Issuer): string {
  if (issuer?.kind === 'committee') return say('nudges:letter.symbol.committee');
  return say(issuer?.key === 'cong an tinh' ? 'nudges:letter.symbol.police' : 'nudges:letter.symbol.other');
}

function planWords({ number, issuedOn, issuer, title }: LetterOf['plan']) {
  return {
    number: number ?? say('reporting:draft.noNumber'),
    issuedOn: issuedOn === null ? say('nudges:letter.unknownDay') : longDay(issuedOn),
    issuer: issuer ?? '…',
    title: title ?? '…',
  };
}

/** "Kính gửi:": one body on the line, several each on a line of its own, many by the annex that names them. */
function address(bodies: readonly string[]): Block[] {
  const only =
    bodies.length === 1 ? bodies[0] : bodies.length > MOST_ON_THE_PAGE ? say('nudges:letter.all') : undefined;
  if (only !== undefined) return [text(`${say('nudges:letter.to')} ${only}`, { align: 'center' })];
  const lines = bodies.map((name, at) => text(`- ${name}${at === bodies.length - 1 ? '.' : ';'}`));
  return [columns([text(say('nudges:letter.to'), { align: 'right' })], [text(''), ...lines], 0.34)];
}

const COLUMNS: readonly (Omit<Column, 'head'> & { key: 'no' | 'body' | 'task' | 'due' | 'days' | 'state' })[] = [
  { key: 'no', share: 6, align: 'center' },
  { key: 'body', share: 19, align: 'left' },
  { key: 'task', share: 32, align: 'left' },
  { key: 'due', share: 14, align: 'center' },
  { key: 'days', share: 10, align: 'center' },
  { key: 'state', share: 19, align: 'left' },
];

function lateTable(late: readonly Late[]): Block {
  const heads = COLUMNS.map(({ key, ...rest }) => ({ ...rest, head: say(`nudges:letter.head.${key}`) }));
  return grid(
    heads,
    late.map((one, at) => [
      String(at + 1),
      one.agency,
      one.section === ''
        ? shortened(one.text)
        : say('nudges:letter.task', { section: one.section, text: shortened(one.text) }),
      one.basis === null ? sayDay(one.dueOn) : say('nudges:letter.basis', { due: sayDay(one.dueOn), basis: one.basis }),
      String(one.lateDays),
      stateOf(one),
    ]),
  );
}

/** What they did report, without a word of it: notes were written to the standing agency and not to be issued. */
function stateOf({ sentBackOn, progressOn, askedOn }: Late): string {
  const report =
    sentBackOn !== null
      ? say('nudges:letter.state.sentBack', { day: sayDay(sentBackOn) })
      : progressOn !== null
        ? say('nudges:letter.state.progress', { day: sayDay(progressOn) })
        : say('nudges:letter.state.none');
  return askedOn === null ? report : `${report} ${say('nudges:letter.state.asked', { day: sayDay(askedOn) })}`;
}

function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  if (line.length <= MOST_WORDS) return line;
  return `${line.slice(0, line.lastIndexOf(' ', MOST_WORDS - 1)).replace(/[\s,;:.–-]+$/, '')}…`;
}
