import { createReadStream } from 'node:fs';
import type { Fault } from '../../base/errors.js';
import { type Translate, translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import type { PlaceFinder } from '../findPlace.js';
import { loadPlaceFinder } from '../loadPlaceFinder.js';
import { describeUnknownPlace } from '../resolvePlace.js';
import { settleSuppressed } from '../settleSuppressed.js';
import { type CsvLine, csvLines } from './csvLines.js';
import { type Header, readHeader } from './header.js';
import { createRowParser, type ImportRow, type RowParser, type RowProblem } from './parseRow.js';
import { Repeats } from './repeats.js';
import { type BatchCounts, writeBatch } from './writeBatch.js';

/** Every row is exactly one of created, updated, unchanged, repeated and bad. Blank lines are no rows. */
export interface ImportCounts extends BatchCounts {
  rows: number;
  /** Good rows that a later row with the same address overrules. */
  repeated: number;
  bad: number;
}

export interface ImportProgress extends ImportCounts {
  /** The list is read once to find repeated addresses and count rows, then once more to write. */
  phase: 'reading' | 'writing';
  /** Rows in the whole file; while reading, those found so far. */
  totalRows: number;
}

export interface ImportResult extends ImportCounts {
  /** The first faults; `bad` counts them all, `onFault` saw them all. */
  faults: Fault[];
  /** The signal stopped it. What was written stays; importing the same file again completes it. */
  stopped: boolean;
}

export interface ImportOptions {
  db: Database;
  secret: string;
  /** An ordinary file: it is read twice. */
  file: string;
  /** As the user named it; stands in the faults. */
  fileName?: string;
  /** Language of the faults. */
  locale?: string;
  /** Called for each bad row as it is met, in order; waited for, so that a slow terminal slows the reading. */
  onFault?: (fault: Fault) => void | Promise<void>;
  /** Called once for each address that stands in the list more than once. No fault: the last row counts. */
  onRepeated?: (note: Fault) => void | Promise<void>;
  /** Called after each piece of work, several times a second. */
  onProgress?: (progress: ImportProgress) => void;
  signal?: AbortSignal;
}

/** The embedded database is one session for everybody: a batch must be over before anybody minds. */
const BATCH_ROWS = { embedded: 1_000, server: 5_000 } as const;
const FAULTS_KEPT = 1_000;
/** Looking for the likeliest places takes a millisecond; a list that is wrong throughout must not take hours. */
const PLACES_DESCRIBED = 500;

/**
 * Imports a list of contacts. Good rows are committed batch by batch while reading goes on; a bad row becomes one fault
 * with its line and spoils nothing else; what is wrong with the file as a whole is an InputError before anything is
 * written. Importing the same file again changes nothing. Memory does not grow with the file, but for a few bytes a row.
 */
export async function importContacts(options: ImportOptions): Promise<ImportResult> {
  const fileName = options.fileName ?? options.file;
  const say = translator(options.locale ?? 'vi');
  const header = await readHeader(options.file, fileName, say);
  const places = await loadPlaceFinder(options.db);
  return new Import(options, fileName, say, header, places).run();
}

class Import {
  private readonly counts: ImportCounts = {
    rows: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    suppressed: 0,
    repeated: 0,
    bad: 0,
  };
  private readonly faults: Fault[] = [];
  private readonly repeats = new Repeats();
  private readonly parse: RowParser;
  private readonly describedPlaces = new Map<string, Pick<Fault, 'what' | 'mend'>>();
  private readonly noted = new Set<string>();
  private totalRows = 0;

  constructor(
    private readonly options: ImportOptions,
    private readonly fileName: string,
    private readonly say: Translate,
    private readonly header: Header,
    private readonly places: PlaceFinder,
  ) {
    this.parse = createRowParser(header, places);
  }

  async run(): Promise<ImportResult> {
    await this.readRepeats();
    if (!this.stopped) await this.write();
    if (this.counts.created > 0) {
      await settleSuppressed(this.options.db);
      // The embedded database never does this by itself; without it explaining an audience took 45 times as long.
      await this.options.db.pool.query('analyze contact, address, suppression');
    }
    return { ...this.counts, faults: this.faults, stopped: this.stopped };
  }

  private async readRepeats(): Promise<void> {
    for await (const lines of this.lines()) {
      for (const found of lines) {
        const row = 'cells' in found ? this.parse(found.cells) : [];
        if (row === 'blank') continue;
        this.totalRows++;
        if (!Array.isArray(row)) this.repeats.note(row.channel, row.externalId, found.line);
      }
      this.progress('reading');
    }
  }

  /** One batch is being written while the next is read; never two at once, so that rows land in the order of the file. */
  private async write(): Promise<void> {
    const batchRows = BATCH_ROWS[this.options.db.kind];
    let batch: ImportRow[] = [];
    let writing: Promise<{ counts: BatchCounts } | { error: unknown }> | null = null;
    const settle = async (): Promise<void> => {
      const written = await writing;
      writing = null;
      if (written === null) return;
      if ('error' in written) throw written.error;
      for (const key of ['created', 'updated', 'unchanged', 'suppressed'] as const)
        this.counts[key] += written.counts[key];
      this.progress('writing');
    };
    const send = async (): Promise<void> => {
      await settle();
      // Caught at once and thrown by `settle`: nobody awaits it while the next rows are read.
      writing = writeBatch(this.options.db, this.options.secret, batch).then(
        (counts) => ({ counts }),
        (error: unknown) => ({ error }),
      );
      batch = [];
    };

    for await (const lines of this.lines()) {
      for (const found of lines) {
        const row = await this.takeLine(found);
        if (row !== null) batch.push(row);
        if (batch.length === batchRows) await send();
      }
    }
    if (batch.length > 0) await send();
    await settle();
    this.progress('writing');
  }

  /** The row to write, or null; counts it, and says what is wrong with it. */
  private async takeLine(found: CsvLine): Promise<ImportRow | null> {
    const row = 'cells' in found ? this.parse(found.cells) : [];
    if (row === 'blank') return null;
    this.counts.rows++;
    if (Array.isArray(row)) {
      this.counts.bad++;
      const fault = this.fault(found, row);
      if (this.faults.length < FAULTS_KEPT) this.faults.push(fault);
      await this.options.onFault?.(fault);
      return null;
    }
    const last = this.repeats.overruledBy(row.channel, row.externalId, found.line);
    if (last === null) return row;
    this.counts.repeated++;
    await this.noteRepeated(row, found.line, last);
    return null;
  }

  private async noteRepeated(row: ImportRow, line: number, last: number): Promise<void> {
    const address = `${row.channel}:${row.externalId}`;
    if (this.noted.has(address)) return;
    this.noted.add(address);
    const what = this.say('people:import.repeated', { line: last });
    await this.options.onRepeated?.({ file: this.fileName, line, what, mend: this.say('people:import.repeatedMend') });
  }

  private fault(found: CsvLine, problems: readonly RowProblem[]): Fault {
    const at = { file: this.fileName, line: found.line };
    if ('fault' in found) {
      return found.fault === 'quote'
        ? { ...at, what: this.say('people:import.quote'), mend: this.say('people:import.quoteMend') }
        : { ...at, what: this.say('people:import.lineTooLong'), mend: this.say('people:import.lineTooLongMend') };
    }
    const told = problems.map((problem) =>
      'unknownPlace' in problem
        ? this.describePlace(problem.unknownPlace)
        : { what: this.say(problem.what, problem.values), mend: this.say(problem.mend, problem.values) },
    );
    return { ...at, what: told.map(({ what }) => what).join('; '), mend: told.map(({ mend }) => mend).join(' ') };
  }

  private describePlace(text: string): Pick<Fault, 'what' | 'mend'> {
    const known = this.describedPlaces.get(text);
    if (known !== undefined) return known;
    if (this.describedPlaces.size >= PLACES_DESCRIBED) {
      return {
        what: this.say('people:place.unknown', { text: text.slice(0, 60) }),
        mend: this.say('people:place.useCode'),
      };
    }
    const described = describeUnknownPlace(this.places, text, this.say);
    this.describedPlaces.set(text, described);
    return described;
  }

  /** The rows below the header, until the file ends or the signal stops it. */
  private async *lines(): AsyncGenerator<CsvLine[]> {
    for await (const lines of csvLines(createReadStream(this.options.file), this.header.delimiter)) {
      if (this.stopped) return;
      yield lines[0] !== undefined && lines[0].line <= this.header.line ? lines.slice(1) : lines;
    }
  }

  private get stopped(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  private progress(phase: ImportProgress['phase']): void {
    this.options.onProgress?.({ ...this.counts, phase, totalRows: this.totalRows });
  }
}
