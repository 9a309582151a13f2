import { headingAssignment } from '../agencies/assign.js';
import { cooperationIn, namesIn } from '../agencies/cooperation.js';
import { deadlinesOfCell } from '../deadlines/cell.js';
import { deadlinesIn } from '../deadlines/find.js';
import type { TimeContext } from '../deadlines/when.js';
import type { Cell, Row } from '../formats/block.js';
import type { Unit } from '../outline/outline.js';
import { evenParagraph } from '../text/characters.js';
import { matchKey } from '../text/key.js';
import type { Warnings } from '../warn.js';
import { deliverableIn, deliverableOfProduct } from './deliverable.js';
import type { Inherited, TaskDraft } from './draft.js';
import { labelsIn } from './labels.js';
import { further, noteTask, partners } from './notes.js';

export type Column = 'number' | 'task' | 'lead' | 'with' | 'when' | 'product' | 'note';

const COLUMNS: readonly [Column, RegExp][] = [
  ['number', /^(?:stt|tt|số tt|số thứ tự|s ?tt|tt\.)$/u],
  ['with', /^(?!.*chủ trì).*phối hợp/u],
  [
    'lead',
    /chủ trì|(?:cơ quan|đơn vị|bộ phận|cá nhân)(?:,? \S+){0,3} (?:thực hiện|tham mưu|phụ trách|đầu mối)|^(?:cơ quan|đơn vị|cơ quan, đơn vị|phân công|phân công thực hiện|phân công trách nhiệm|trách nhiệm|trách nhiệm thực hiện|người phụ trách|phụ trách|đơn vị thực hiện)$/u,
  ],
  ['when', /thời hạn|thời gian|tiến độ|hoàn thành|thời điểm|lộ trình|^hạn/u],
  ['product', /sản phẩm|kết quả|đầu ra/u],
  ['note', /ghi chú/u],
  ['task', /nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|đầu việc|^việc|chỉ tiêu|mục tiêu/u],
];

/** What each column of a table holds, read from its head; null for a table that assigns nothing. */
export function columnsOf(row: Row): Map<Column, number> | null {
  const columns = new Map<Column, number>();
  for (const [index, one] of grid(row).entries()) {
    const key = matchKey(evenParagraph(one?.text ?? ''));
    if (key === '' || key.length > 80) continue;
    const kind = COLUMNS.find(([, form]) => form.test(key))?.[0];
    if (kind !== undefined && !columns.has(kind)) columns.set(kind, index);
  }
  return columns.has('task') && (columns.has('lead') || (columns.has('when') && columns.has('with'))) ? columns : null;
}

/** One entry for each column; a cell over several columns stands in the first of them. */
function grid(row: Row): (Cell | null)[] {
  return row.flatMap((one) => [one, ...Array<null>(one.span - 1).fill(null)]);
}

/**
 * The tasks of an annex table "Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn" in any order of columns. Rows
 * that only title a group are no tasks; a cell merged over rows, or "nt", counts for each of them.
 */
export function tasksOfTable(
  units: readonly Unit[],
  path: string,
  inherited: Inherited,
  context: TimeContext,
  warn: Warnings,
): TaskDraft[] {
  let columns: Map<Column, number> | null = null;
  let group = '';
  let grouped: Inherited = inherited;
  let count = 0;
  let last = new Map<Column, string>();
  const labels = new Set<string>();
  const tasks: TaskDraft[] = [];
  for (const unit of units) {
    const row = unit.row?.cells ?? [];
    const head = columnsOf(row);
    // A head may be printed in two rows, and again on every page.
    if (head !== null && (columns === null || head.size >= 3)) {
      columns = head;
      continue;
    }
    if (columns === null) continue;
    const cells = grid(row);
    const at = (kind: Column): string => {
      const text = cells[columns?.get(kind) ?? -1]?.text.trim() ?? '';
      return /^(?:-?\s*nt\s*-?|như trên|["”″〃]|nt\.|\/\/|''|,,)$/iu.test(text) ? (last.get(kind) ?? '') : text;
    };
    const label =
      /^\(?((?:\d{1,3}(?:\.\d{1,3})*|[IVX]+|[A-ZĐ]|[a-zđ]))[.)]*$/u.exec(evenParagraph(at('number')))?.[1] ?? '';
    const text = evenParagraph(at('task'));
    const assigned = at('lead') !== '' || at('when') !== '' || at('with') !== '';
    const spans = row.filter((one) => one.text.trim() !== '').length <= 2 && row.some((one) => one.span > 1);
    // A row of column numbers: (1) (2) (3).
    if (row.every((one) => /^\(?\d{0,2}\)?$/.test(one.text.trim()))) continue;
    if (!assigned || (spans && at('when') === '' && at('with') === '')) {
      const title = text !== '' ? text : evenParagraph(row.map((one) => one.text).join(' '));
      if (title === '') continue;
      const heading = headingAssignment(title.replace(/^(?:[IVXA-Z]+|\d{1,2})[.)]\s*/u, ''));
      group = label !== '' ? label : (/^([IVX]+|[A-Z])[.)]\s/u.exec(title)?.[1] ?? group);
      grouped =
        heading?.headingOnly === true ? { ...inherited, agencies: heading.agencies, mode: heading.mode } : inherited;
      continue;
    }
    const merged = cells[columns.get('task') ?? -1]?.continues === true;
    const before = tasks.at(-1);
    if (text === '' || (merged && before !== undefined)) {
      // A task cell merged over several rows is one task with several bodies.
      if (before !== undefined) before.agencies = [...new Set([...before.agencies, ...namesIn(at('lead'))])];
      continue;
    }
    count += 1;
    const own = label !== '' ? label : String(count);
    const repeated = labels.has(own);
    labels.add(own);
    const section = [
      path === '' ? 'Bảng' : path,
      ...(group !== '' && (repeated || own.startsWith('.')) ? [group] : []),
      own,
    ].join('.');
    tasks.push(rowTask(unit, section, text, at, grouped, context, warn));
    last = new Map([...columns.keys()].map((kind) => [kind, at(kind)]));
  }
  return tasks;
}

function rowTask(
  unit: Unit,
  section: string,
  text: string,
  at: (kind: Column) => string,
  inherited: Inherited,
  context: TimeContext,
  warn: Warnings,
): TaskDraft {
  // "Chủ trì: Sở Y tế. Phối hợp: Công an tỉnh" in one column.
  const { labels } = labelsIn(
    at('lead')
      .replace(/(^|\n)\s*[-+•*]\s*/g, '$1')
      .replace(/\n/g, '. '),
  );
  const said = (kind: 'lead' | 'with'): string[] =>
    labels.filter((one) => one.kind === kind).flatMap((one) => namesIn(one.value));
  const lead = labels.length > 0 ? said('lead') : namesIn(at('lead'));
  const agencies =
    lead.length > 0 ? lead.map((name) => name.replace(/^(?:đề nghị|giao)\s+/iu, '')) : inherited.agencies;
  const when = evenParagraph(at('when'));
  const stated = deadlinesIn(text, matchKey(text), context).map((one) => one.deadline);
  const inCell = deadlinesOfCell(at('when'), context);
  const cellDeadline = inCell[0] ?? null;
  if (
    when !== '' &&
    cellDeadline === null &&
    !/(?:quy định|yêu cầu|kịp thời|đột xuất|khẩn trương|khi có|ngay|theo|lồng ghép|phát sinh)/u.test(matchKey(when))
  ) {
    warn.add('plans:warning.cellUnread', { section, phrase: when });
  }
  const deadline = when === '' ? (stated[0] ?? inherited.deadline) : cellDeadline;
  const task: TaskDraft = {
    section,
    agencies,
    with: partners([...said('with'), ...namesIn(at('with')), ...cooperationIn(text)], agencies),
    mode: /^đề nghị/iu.test(at('lead')) ? 'đề nghị' : inherited.mode,
    deliverable: deliverableOfProduct(at('product')) ?? deliverableIn(text, deadline?.phrase ?? null),
    text,
    deadline,
    ...further(
      inCell.map((one) => ({ deadline: one, weight: 9 })),
      deadline,
    ),
    start: unit.start,
    end: unit.end,
    lead: '',
    textStart: unit.text.includes(text) ? unit.start + unit.text.indexOf(text) : null,
  };
  noteTask(task, [], warn);
  return task;
}
