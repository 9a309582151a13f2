/**
 * Measures the plan reader against hand-made readings: precision, recall and F1 of tasks, and on the matched tasks
 * agency, section, dated deadline and co-agencies; targets and duties by themselves. Prints every difference.
 *
 *   npm run bench:plans -- [FOLDER…] [--quiet]     a folder holds plans and gold/NAME.json; default ../shared/plans, the
 *   plans the reader was developed on, and plans/fixtures/unseen*, whose gold was written before it had read them
 *
 * A task is matched by its words (with its section where words are short), not by its place, so that a wrong section
 * counts as a wrong section and not as a missing task.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../base/root.js';
import { foldKey } from '../base/text.js';
import type { Deadline, PlanReading } from '../plans/reading.js';
import { readPlan } from '../plans/readPlan.js';

interface GoldDeadline {
  phrase?: string | null;
  kind: string;
  on?: string;
  exclusive?: boolean;
  note?: string;
  rrule?: string;
  from?: string;
  to?: string;
}
interface GoldTask {
  section: string;
  agencies: string[];
  with?: string[];
  mode?: string;
  deliverable?: string | null;
  deadline: GoldDeadline | null;
  otherDeadlines?: string[];
  text: string;
}
interface Gold {
  title?: string | null;
  number?: string | null;
  issuer?: string | null;
  place?: string | null;
  issuedOn?: string | null;
  tasks: GoldTask[];
  targets: { text: string; value: string | null; by?: number | string | null }[];
  duties: { who: string; to: string; text: string; deadline: GoldDeadline | null }[];
}

const given = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const folders =
  given.length > 0
    ? given
    : [
        join(projectRoot, '..', 'shared', 'plans'),
        ...['unseen', 'unseen-2', 'unseen-3', 'unseen-4'].map((set) => join(projectRoot, 'plans', 'fixtures', set)),
      ];
const quiet = process.argv.includes('--quiet');
/** Of one folder: how many were right, read and wanted, field by field. */
let sums = new Map<string, { hit: number; read: number; wanted: number }>();

for (const folder of folders) {
  const goldFolder = join(folder, 'gold');
  if (!existsSync(goldFolder)) {
    console.log(`No gold readings in ${goldFolder}. Give the folder that holds the plans and gold/.`);
    process.exitCode = 2;
    continue;
  }
  sums = new Map();
  for (const file of readdirSync(goldFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const name = file.replace(/\.json$/, '');
    const plan = readdirSync(folder).find((one) => one.startsWith(`${name}.`));
    if (plan === undefined) continue;
    const gold = JSON.parse(readFileSync(join(goldFolder, file), 'utf8')) as Gold;
    const started = performance.now();
    const reading = await readPlan(readFileSync(join(folder, plan)), plan);
    report(plan, gold, reading, performance.now() - started);
  }
  console.log(`\n## ${folder}`);
  for (const [label, { hit, read, wanted }] of sums) say(label, hit, read, wanted);
}

function report(name: string, gold: Gold, reading: PlanReading, ms: number): void {
  console.log(`\n== ${name} (${ms.toFixed(0)} ms)`);
  for (const field of ['title', 'number', 'issuer', 'place', 'issuedOn'] as const) {
    if (gold[field] === undefined) continue;
    const same = foldKey(gold[field] ?? '') === foldKey(reading[field] ?? '');
    count('header', same ? 1 : 0, 1, 1);
    if (!same) difference(`${field}: ${reading[field] ?? 'null'} ≠ ${gold[field] ?? 'null'}`);
  }
  const pairs = match(
    gold.tasks,
    reading.tasks,
    (one, other) => similarity(one.text, other.text) + (one.section === other.section ? 0.15 : 0),
    0.6,
  );
  line('tasks', pairs.length, reading.tasks.length, gold.tasks.length);
  for (const one of gold.tasks.filter((task) => !pairs.some(([g]) => g === task)))
    difference(`missed ${one.section} ${one.text.slice(0, 90)}`);
  for (const one of reading.tasks.filter((task) => !pairs.some(([, r]) => r === task)))
    difference(`extra ${one.section} [${one.agencies.join(' + ')}] ${one.text.slice(0, 90)}`);
  share(
    'agency',
    pairs,
    ([g, r]) => sameNames(g.agencies, r.agencies),
    ([g, r]) => `${g.section}: ${r.agencies.join(' + ')} ≠ ${g.agencies.join(' + ')}`,
  );
  share(
    'section',
    pairs,
    ([g, r]) => g.section === r.section,
    ([g, r]) => `${r.section} ≠ ${g.section}`,
  );
  const dated = {
    gold: gold.tasks.filter((t) => t.deadline?.kind === 'date'),
    read: reading.tasks.filter((t) => t.deadline?.kind === 'date' && t.deadline.on !== undefined),
  };
  const right = pairs.filter(
    ([g, r]) =>
      g.deadline?.kind === 'date' &&
      r.deadline?.kind === 'date' &&
      g.deadline.on === r.deadline.on &&
      (g.deadline.exclusive ?? false) === (r.deadline.exclusive ?? false),
  );
  line('dated deadlines', right.length, dated.read.length, dated.gold.length);
  line(
    'deadlines',
    pairs.filter(([g, r]) => g.deadline !== null && agree(g.deadline, r.deadline)).length,
    reading.tasks.filter((task) => task.deadline !== null).length,
    gold.tasks.filter((task) => task.deadline !== null).length,
  );
  for (const [g, r] of pairs) {
    const [wanted, got] = [shown(g.deadline), shown(r.deadline)];
    if (!agree(g.deadline, r.deadline))
      difference(
        `${g.section}: deadline ${got} (${r.deadline?.phrase ?? ''}) ≠ ${wanted} (${g.deadline?.phrase ?? ''})`,
      );
  }
  // What only some gold readings state is compared where they do.
  for (const field of ['mode', 'deliverable'] as const)
    share(
      field,
      pairs.filter(([g]) => g[field] !== undefined),
      ([g, r]) => g[field] === r[field],
      ([g, r]) => `${g.section}: ${String(r[field])} ≠ ${String(g[field])}`,
    );
  share(
    'further days',
    pairs.filter(([g]) => g.otherDeadlines !== undefined),
    ([g, r]) => g.otherDeadlines?.join() === r.otherDeadlines?.map((one) => one.on).join(),
    ([g, r]) => `${g.section}: ${r.otherDeadlines?.map((one) => one.on).join() ?? '-'} ≠ ${g.otherDeadlines?.join()}`,
  );
  let [hit, read, wanted] = [0, 0, 0];
  for (const [g, r] of pairs) {
    const want = (g.with ?? []).map(core);
    const got = r.with.map(core);
    hit += want.filter((one) => got.includes(one)).length;
    read += got.length;
    wanted += want.length;
    if ([...want].sort().join() !== [...got].sort().join())
      difference(`${g.section}: with ${r.with.join(' + ')} ≠ ${(g.with ?? []).join(' + ')}`);
  }
  line('co-agencies', hit, read, wanted);
  const targets = match(
    gold.targets,
    reading.targets,
    (one, other) =>
      figure(one.value) === (other.value === null ? null : String(other.value)) ? containment(one.text, other.text) : 0,
    0.5,
  );
  line('targets', targets.length, reading.targets.length, gold.targets.length);
  for (const one of gold.targets.filter((t) => !targets.some(([g]) => g === t)))
    difference(`missed target ${one.value ?? ''} ${one.text.slice(0, 90)}`);
  for (const one of reading.targets.filter((t) => !targets.some(([, r]) => r === t)))
    difference(`extra target ${one.section} ${one.value ?? ''} ${one.text.slice(0, 90)}`);
  for (const [g, r] of targets)
    if (g.by !== undefined && String(g.by) !== String(r.by))
      difference(`target by ${String(r.by)} ≠ ${String(g.by)}: ${g.text.slice(0, 60)}`);
  const duties = match(gold.duties, reading.duties, (one, other) => containment(one.text, other.text), 0.7);
  line('duties', duties.length, reading.duties.length, gold.duties.length);
  for (const one of gold.duties.filter((d) => !duties.some(([g]) => g === d)))
    difference(`missed duty ${one.text.slice(0, 110)}`);
  for (const one of reading.duties.filter((d) => !duties.some(([, r]) => r === d)))
    difference(`extra duty ${one.section} → ${one.to ?? 'null'}: ${one.text.slice(0, 110)}`);
  line('duty deadlines', duties.filter(([g, r]) => agree(g.deadline, r.deadline)).length, duties.length, duties.length);
  for (const [g, r] of duties)
    if (!agree(g.deadline, r.deadline)) difference(`duty ${r.section}: ${shown(r.deadline)} ≠ ${shown(g.deadline)}`);
}

function match<G, R>(
  gold: readonly G[],
  read: readonly R[],
  score: (one: G, other: R) => number,
  least: number,
): [G, R][] {
  const candidates = gold.flatMap((g) => read.map((r) => [score(g, r), g, r] as const)).filter(([s]) => s >= least);
  candidates.sort((a, b) => b[0] - a[0]);
  const pairs: [G, R][] = [];
  for (const [, g, r] of candidates) if (!pairs.some(([one, other]) => one === g || other === r)) pairs.push([g, r]);
  return pairs;
}

function tokens(text: string): string[] {
  return foldKey(text)
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .split(' ')
    .filter((one) => one !== '');
}

/** Share of the shorter text's word pairs that the other has, tempered by their lengths. */
function similarity(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const common = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

function containment(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const common = [...a].filter((pair) => b.has(pair)).length;
  return Math.min(a.size, b.size) === 0 ? 0 : common / Math.min(a.size, b.size);
}

function pairsOf(text: string): Set<string> {
  const list = tokens(text);
  return new Set(list.map((word, index) => `${word} ${list[index + 1] ?? ''}`));
}

function core(name: string): string {
  return tokens(name.replace(/\s*(?:có )?liên quan$/u, '').replace(/^(?:các|những)\s+/iu, '')).join(' ');
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return (
    one
      .map((name) => tokens(name).join(' '))
      .sort()
      .join('|') ===
    other
      .map((name) => tokens(name).join(' '))
      .sort()
      .join('|')
  );
}

function figure(value: string | null): string | null {
  return value === null ? null : (/\d+(?:[.,]\d+)?/.exec(value)?.[0].replace(',', '.') ?? null);
}

/** A recurrence is compared by how often, and by its days where the gold reading gives them. */
function agree(gold: GoldDeadline | null, read: Deadline | null): boolean {
  if (shown(gold) !== shown(read)) return false;
  return gold?.rrule === undefined || gold.rrule === read?.rrule;
}

function shown(deadline: GoldDeadline | Deadline | null): string {
  if (deadline === null) return '-';
  if (deadline.kind === 'date') return `${deadline.on ?? '?'}${deadline.exclusive === true ? ' exclusive' : ''}`;
  if (deadline.kind === 'period') return `period ${deadline.from ?? ''}..${deadline.to ?? ''}`;
  return deadline.kind === 'recurring' ? `recurring ${deadline.note?.split(',')[0] ?? ''}` : deadline.kind;
}

function share<P>(label: string, pairs: readonly P[], right: (pair: P) => boolean, tell: (pair: P) => string): void {
  const wrong = pairs.filter((pair) => !right(pair));
  if (pairs.length === 0) return;
  line(label, pairs.length - wrong.length, pairs.length, pairs.length);
  for (const pair of wrong) difference(`${label} ${tell(pair)}`);
}

function count(label: string, hit: number, read: number, wanted: number): void {
  const sum = sums.get(label) ?? { hit: 0, read: 0, wanted: 0 };
  sums.set(label, { hit: sum.hit + hit, read: sum.read + read, wanted: sum.wanted + wanted });
}

function line(label: string, hit: number, read: number, wanted: number): void {
  count(label, hit, read, wanted);
  say(label, hit, read, wanted);
}

function say(label: string, hit: number, read: number, wanted: number): void {
  const precision = read === 0 ? (wanted === 0 ? 1 : 0) : hit / read;
  const recall = wanted === 0 ? 1 : hit / wanted;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  console.log(
    `${label.padEnd(16)} P ${precision.toFixed(3)}  R ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}   (${hit} right, ${read} read, ${wanted} wanted)`,
  );
}

function difference(text: string): void {
  if (!quiet) console.log(`   · ${text}`);
}
