import {
  type Assignment,
  headingAssignment,
  innerAssignment,
  STARTS_WITH_VERB,
  sentenceAssignment,
} from '../agencies/assign.js';
import { cooperationIn, namesIn } from '../agencies/cooperation.js';
import { looseHeading } from '../agencies/heading.js';
import { deadlinesOfCell } from '../deadlines/cell.js';
import { deadlinesIn } from '../deadlines/find.js';
import type { TimeContext } from '../deadlines/when.js';
import { isHeading, type Unit } from '../outline/outline.js';
import { matchKey } from '../text/key.js';
import type { Warnings } from '../warn.js';
import { deliverableIn, deliverableOfProduct } from './deliverable.js';
import { type Inherited, NOBODY, type TaskDraft } from './draft.js';
import { type Labelled, labelsIn } from './labels.js';
import { further, noteTask, partners } from './notes.js';
import { isClosing, purposeOf } from './sections.js';
import { tasksOfTable } from './table.js';

/**
 * Every task of the outline, by the clerks' counting rules: the finest unit under the assignment sections, and any
 * unit elsewhere that names the body that must act. A unit whose bullets are counted is not counted itself.
 */
export function collectTasks(root: Unit, context: TimeContext, warn: Warnings): TaskDraft[] {
  return collect(root, NOBODY, { context, warn, bodies: new Map(), times: new Map() });
}

interface Collecting {
  context: TimeContext;
  warn: Warnings;
  /** What `amongBodies` has found. */
  bodies: Map<string, boolean>;
  /** What `timesOf` has found. */
  times: Map<string, Times>;
}

type Times = ReturnType<typeof deadlinesIn>;

/** A unit's text is asked for its deadlines twice, as a heading and as a task. */
function timesOf(text: string, { context, times }: Collecting): Times {
  const known = times.get(text) ?? deadlinesIn(text, matchKey(text), context);
  times.set(text, known);
  return known;
}

function collect(unit: Unit, inherited: Inherited, on: Collecting): TaskDraft[] {
  const purpose = purposeOf(unit);
  const parts = unit.kind === 'root' ? null : labelsIn(unit.text);
  const text = parts?.rest ?? '';
  const own =
    unit.kind === 'root' || purpose === 'aims' || purpose === 'none' || purpose === 'funding'
      ? null
      : assignmentOf(unit, text, inherited, on);
  const labels = [...(parts?.labels ?? []), ...labelChildren(unit)];
  // A further paragraph with a subject of its own has nothing of the bullet it stands under.
  const from = unit.kind === 'plain' && own !== null ? { ...inherited, deadline: null } : inherited;
  const passed = pass(own, labels, from, text, on);
  const children = unit.children.filter((child) => !isLabelOnly(child) && !isClosing(child));
  const below: TaskDraft[] = [];
  for (let at = 0; at < children.length; ) {
    const child = children[at];
    if (child === undefined) break;
    if (child.kind === 'row') {
      const rows: Unit[] = [];
      for (let row = children[at]; row?.kind === 'row' && row.row?.table === child.row?.table; row = children[at]) {
        rows.push(row);
        at += 1;
      }
      if (purpose !== 'aims') below.push(...tasksOfTable(rows, unit.path, passed, on.context, on.warn));
    } else {
      below.push(...collect(child, passed, on));
      at += 1;
    }
  }
  if (unit.kind === 'root' || purpose === 'aims' || purpose === 'none') return below;
  if (purpose === 'funding') {
    noteFunding(unit, on.warn);
    return [];
  }
  const bulleted = children.some((child) => child.kind !== 'plain');
  if (bulleted && below.length > 0) return withLead(unit, own, text, below);
  if (below.length > 0 && isHeading(unit)) return below;
  if (own?.headingOnly === true || isClosing(unit)) return below;
  const counted =
    (purpose === 'assignment' && !bulleted && !(isHeading(unit) && children.length > 0)) || passed.agencies.length > 0;
  if (!counted) return below;
  return [draft(unit, own, text, labels, passed, on), ...below];
}

/** The unit's own naming of bodies. Inside an agency's heading only another subject counts; orders inside count where nobody leads. */
function assignmentOf(unit: Unit, text: string, inherited: Inherited, on: Collecting): Assignment | null {
  const key = matchKey(text);
  const heading = unit.kind === 'plain' ? null : headingAssignment(text, key);
  const over =
    unit.children.length > 0 && unit.kind !== 'plain' && purposeOf(unit) === 'assignment' && !/[.;:]\s*$/u.test(text);
  const named = heading ?? (over ? looseHeading(text, key) : null) ?? sentenceAssignment(text, key);
  if (named !== null) {
    const first = matchKey(named.agencies[0] ?? '');
    const somebody = /^(?:người đứng đầu|mỗi|từng (?:cán bộ|cá nhân)|cá nhân|lãnh đạo(?:,|$))/u.test(first);
    return somebody && purposeOf(unit) !== 'assignment' ? null : named;
  }
  if (inherited.agencies.length > 0) return null;
  const assigns = purposeOf(unit) === 'assignment' && unit.kind !== 'plain' && unit.kind !== 'row';
  const loose = assigns && (unit.children.length > 0 || /:\s/u.test(text)) ? looseHeading(text, key) : null;
  if (loose !== null) return loose;
  const inner = innerAssignment(text, key);
  if (inner !== null) return inner;
  return bySiblings(unit, text, on);
}

/** A heading among agencies' headings that the lexicon does not know: taken for a body, and said so. */
function bySiblings(unit: Unit, text: string, on: Collecting): Assignment | null {
  if (purposeOf(unit) !== 'assignment' || unit.kind === 'plain' || unit.kind === 'dash' || unit.parent === null)
    return null;
  const head = /^([^:.;]{3,90})(?::\s*|$)/u.exec(text);
  const name = head?.[1]?.trim();
  if (head === null || name === undefined || (head[0].length === text.length && unit.children.length === 0))
    return null;
  if (STARTS_WITH_VERB.test(matchKey(name)) || !/^\p{Lu}/u.test(name) || name.split(' ').length > 14) return null;
  if (!amongBodies(unit.parent, unit.kind, on)) return null;
  on.warn.add('plans:warning.unknownBody', { section: unit.path, name });
  return {
    agencies: [name],
    with: [],
    mode: 'giao',
    bodyStart: head[0].length,
    headingOnly: head[0].length === text.length,
  };
}

/** Whether at least half of the headings of this kind under a unit name bodies; looked at once for each unit. */
function amongBodies(parent: Unit, kind: Unit['kind'], { bodies }: Collecting): boolean {
  const key = `${parent.start}/${parent.path}/${kind}`;
  const before = bodies.get(key);
  if (before !== undefined) return before;
  const siblings = parent.children.filter((one) => one.kind === kind);
  const known = siblings.filter((one) => headingAssignment(one.text) !== null).length;
  const among = siblings.length >= 3 && known >= siblings.length * 0.5;
  bodies.set(key, among);
  return among;
}

function pass(
  own: Assignment | null,
  labels: readonly Labelled[],
  inherited: Inherited,
  text: string,
  on: Collecting,
): Inherited {
  const lead = labels.filter((one) => one.kind === 'lead').flatMap((one) => namesIn(one.value));
  const helpers = labels.filter((one) => one.kind === 'with').flatMap((one) => namesIn(one.value));
  const when = labels.find((one) => one.kind === 'when');
  const stated = when === undefined ? null : (deadlinesOfCell(when.value, on.context)[0] ?? null);
  // "Mở đợt cao điểm (từ 01/6 - 30/6/2027), trong đó:" times what it leads in.
  const least = /:\s*$/u.test(text) ? 6 : 8;
  const inText = timesOf(text, on).find((one) => one.weight >= least)?.deadline ?? null;
  const agencies = lead.length > 0 ? lead : (own?.agencies ?? inherited.agencies);
  const cooperating = helpers.length > 0 ? helpers : own === null ? inherited.with : own.with;
  return {
    agencies,
    with: cooperating,
    mode: lead.length > 0 ? 'giao' : (own?.mode ?? inherited.mode),
    deadline: stated ?? inText ?? inherited.deadline,
  };
}

function draft(
  unit: Unit,
  own: Assignment | null,
  text: string,
  labels: readonly Labelled[],
  passed: Inherited,
  on: Collecting,
): TaskDraft {
  const from = own?.bodyStart ?? 0;
  const body = text.slice(from).trim();
  const skipped = text.length - text.slice(from).trimStart().length;
  const stated = timesOf(body, on);
  const deadline = labels.some((one) => one.kind === 'when')
    ? passed.deadline
    : (stated[0]?.deadline ?? passed.deadline);
  const product = labels.find((one) => one.kind === 'product');
  const task: TaskDraft = {
    section: unit.path,
    agencies: passed.agencies,
    with: partners([...passed.with, ...cooperationIn(text)], passed.agencies),
    mode: passed.mode,
    deliverable:
      (product === undefined ? null : deliverableOfProduct(product.value)) ??
      deliverableIn(body, deadline?.phrase ?? null),
    text: body,
    deadline,
    ...further(stated, deadline),
    start: unit.start + skipped,
    end: unit.start + skipped + body.length,
    lead: '',
    textStart: unit.start + skipped,
  };
  noteTask(
    task,
    stated.map((one) => one.deadline),
    on.warn,
  );
  return task;
}

/** Bullets that are only noun phrases ("Dự án 1: …") need the words that lead in ("Chủ trì triển khai … gồm:"). */
function withLead(unit: Unit, own: Assignment | null, text: string, below: TaskDraft[]): TaskDraft[] {
  const lead = text.slice(own?.bodyStart ?? 0).trim();
  if (own?.headingOnly === true || lead === '' || !/[:]\s*$/u.test(lead) || !STARTS_WITH_VERB.test(matchKey(lead)))
    return below;
  const children = new Set(unit.children.map((child) => child.path));
  return below.map((task) => {
    const direct = children.has(task.section);
    if (!direct || STARTS_WITH_VERB.test(matchKey(task.text)) || sentenceAssignment(task.text) !== null) return task;
    return {
      ...task,
      text: `${lead} ${task.text}`,
      lead,
      with: partners([...task.with, ...cooperationIn(lead)], task.agencies),
    };
  });
}

/** Children such as "- Cơ quan chủ trì: Sở Y tế" describe the unit over them. */
function labelChildren(unit: Unit): Labelled[] {
  // "II. THỜI GIAN THỰC HIỆN: từ ngày …" is a part of the plan and describes no other.
  return unit.children
    .filter((child) => isLabelOnly(child) && !PARTS.has(child.kind))
    .flatMap((child) => labelsIn(child.text).labels);
}

const PARTS: ReadonlySet<Unit['kind']> = new Set<Unit['kind']>(['annex', 'part', 'section', 'roman', 'article']);

function isLabelOnly(unit: Unit): boolean {
  if (unit.kind === 'row' || unit.kind === 'root' || unit.children.length > 0) return false;
  const { labels, rest } = labelsIn(unit.text);
  return labels.length > 0 && rest === '';
}

function noteFunding(unit: Unit, warn: Warnings): void {
  const named = sentenceAssignment(unit.text) ?? innerAssignment(unit.text);
  if (named !== null && unit.children.length === 0)
    warn.add('plans:warning.fundingNames', { section: unit.path, name: named.agencies.join(', ') });
}
