import type { ServerResponse } from 'node:http';
import type { PhoneSource, SourceTotals } from './source.js';

/** What the program that runs the simulator tells of its broadcasts; the page draws a bar for each. */
export interface BroadcastProgress {
  id: string;
  title: string;
  /** As in the contract: draft, approved, running, paused, held, finished, cancelled. */
  state: string;
  planned: number;
  waiting: number;
  sending: number;
  sent: number;
  failed: number;
  skipped: number;
  expired: number;
  unknown: number;
  /** ISO time at which it will be through, or null. */
  forecast?: string | null;
}

export type StatusSource = () => readonly BroadcastProgress[] | Promise<readonly BroadcastProgress[]>;

interface Totals extends SourceTotals {
  perSecond: number;
}

const TICK_MS = 250;
const STATUS_MS = 1_000;
/** Speed is taken over this many ticks. */
const SPEED_TICKS = 8;
/** A page that reads slower than this is not fed more; it loads the list anew when it has caught up. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/**
 * Tells open pages what changed, at most four times a second however much that is: totals, the rows that changed, the
 * broadcasts. Costs nothing while no page is open.
 */
export class Feed {
  readonly #sources: readonly PhoneSource[];
  readonly #status: StatusSource | null;
  readonly #onError: (error: unknown) => void;
  readonly #clients = new Map<ServerResponse, { behind: boolean }>();
  readonly #samples: number[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Time since the last question; the first is asked at once. */
  #sinceStatusMs = STATUS_MS;
  /** As text: the source may change the very objects it gave us. */
  #broadcasts = '[]';
  #lastTotals = '';

  constructor(sources: readonly PhoneSource[], status: StatusSource | null, onError: (error: unknown) => void) {
    this.#sources = sources;
    this.#status = status;
    this.#onError = onError;
  }

  attach(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 1000\n\n');
    this.#clients.set(response, { behind: false });
    response.once('close', () => {
      this.#clients.delete(response);
      if (this.#clients.size === 0) this.close();
    });
    this.#write(response, 'totals', JSON.stringify(this.#totals()));
    this.#write(response, 'broadcasts', this.#broadcasts);
    if (this.#timer !== null) return;
    for (const source of this.#sources) source.watch();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const source of this.#sources) source.unwatch();
    this.#samples.length = 0;
    for (const response of this.#clients.keys()) response.end();
    this.#clients.clear();
  }

  #tick(): void {
    const totals = JSON.stringify(this.#totals());
    if (totals !== this.#lastTotals) this.#tell('totals', totals);
    this.#lastTotals = totals;
    const rows = this.#sources.flatMap((source) => source.takeChanged());
    if (rows.length > 0) this.#tell('rows', JSON.stringify(rows));
    this.#sinceStatusMs += TICK_MS;
    if (this.#status !== null && this.#sinceStatusMs >= STATUS_MS) {
      this.#sinceStatusMs = 0;
      void this.#askStatus(this.#status);
    }
  }

  async #askStatus(status: StatusSource): Promise<void> {
    try {
      const broadcasts = JSON.stringify(await status());
      if (broadcasts !== this.#broadcasts) this.#tell('broadcasts', broadcasts);
      this.#broadcasts = broadcasts;
    } catch (error) {
      this.#onError(error);
    }
  }

  #totals(): Totals {
    const sum: SourceTotals = { delivered: 0, refused: 0, unanswered: 0, people: 0 };
    for (const source of this.#sources) {
      const { delivered, refused, unanswered, people } = source.totals();
      sum.delivered += delivered;
      sum.refused += refused;
      sum.unanswered += unanswered;
      sum.people += people;
    }
    const { delivered } = sum;
    if (this.#timer !== null) this.#samples.push(delivered);
    if (this.#samples.length > SPEED_TICKS) this.#samples.shift();
    const spanS = (Math.max(1, this.#samples.length - 1) * TICK_MS) / 1000;
    const perSecond = Math.round(((this.#samples.at(-1) ?? 0) - (this.#samples[0] ?? 0)) / spanS);
    return { ...sum, perSecond };
  }

  #tell(event: string, json: string): void {
    for (const [response, client] of this.#clients) {
      if (response.writableLength > MAX_BUFFERED_BYTES) {
        client.behind = true;
        continue;
      }
      if (client.behind) {
        client.behind = false;
        this.#write(response, 'reload', '{}');
      }
      this.#write(response, event, json);
    }
  }

  #write(response: ServerResponse, event: string, json: string): void {
    response.write(`event: ${event}\ndata: ${json}\n\n`);
  }
}
