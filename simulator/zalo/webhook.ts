import { Agent, request } from 'undici';
import type { Agenda } from '../agenda.js';
import { draw } from '../luck.js';
import type { MovableClock } from '../movableClock.js';
import type { EventSink, ZaloEvent } from './events.js';
import { macOf } from './secrets.js';
import {
  defaultWebhookSettings,
  type WebhookChanges,
  type WebhookSettings,
  webhookSettingsSchema,
} from './webhookSettings.js';

/** One try to deliver an event. */
export interface Delivery {
  event: string;
  numRetry: number;
  /** HTTP status; null: no connection, or no answer in time. */
  status: number | null;
  tookMs: number;
  /** No answer within the deadline. */
  late: boolean;
  signed: 'right' | 'wrong';
}

interface Outgoing {
  event: string;
  body: Buffer;
  mac: string;
  signed: 'right' | 'wrong';
  zns: boolean;
  numRetry: number;
}

const KEPT_DELIVERIES = 1_000;

/** Sends events to the app's address: signed over the exact bytes, in no promised order, with Zalo's ladder of retries. */
export class ZaloWebhook implements EventSink {
  settings: WebhookSettings;
  readonly counts = { made: 0, answered: 0, refused: 0, failed: 0, late: 0, retried: 0, dropped: 0 };
  /** After the last retry has failed nothing is sent until an admin switches it on again. */
  unsubscribed = false;
  readonly deliveries: Delivery[] = [];
  readonly #clock: MovableClock;
  readonly #agenda: Agenda;
  readonly #appId: string;
  readonly #secretKey: string;
  readonly #retriesStatus: () => boolean;
  readonly #isGranted: () => boolean;
  readonly #waiting: Outgoing[] = [];
  /** One for each delivery under way: its deadline, and the end of all. */
  readonly #aborts = new Set<AbortController>();
  #closed = false;
  #agent: Agent;
  #head = 0;
  #flying = 0;
  #idle: (() => void)[] = [];
  #newest: Outgoing | null = null;

  constructor(
    changes: WebhookChanges,
    who: {
      clock: MovableClock;
      agenda: Agenda;
      appId: string;
      secretKey: string;
      retriesStatus: () => boolean;
      isGranted: () => boolean;
    },
  ) {
    this.settings = webhookSettingsSchema.parse({ ...defaultWebhookSettings, ...changes });
    this.#clock = who.clock;
    this.#agenda = who.agenda;
    this.#appId = who.appId;
    this.#secretKey = who.secretKey;
    this.#retriesStatus = who.retriesStatus;
    this.#isGranted = who.isGranted;
    this.#agent = new Agent({ connections: this.settings.connections });
  }

  /** Events flow only while the OA lets the app in. */
  get wants(): boolean {
    return this.settings.url !== null && this.#isGranted();
  }

  /** Changes what is named; a new address begins subscribed. */
  set(changes: WebhookChanges): void {
    this.settings = webhookSettingsSchema.parse({ ...this.settings, ...changes });
    if (changes.url !== undefined) this.unsubscribed = false;
    void this.#agent.close();
    this.#agent = new Agent({ connections: this.settings.connections });
  }

  emit(event: ZaloEvent): void {
    const { muted, syntaxFilter, duplicates, disorder, disorderMs, wrongSignatures, seed } = this.settings;
    if (muted.includes(event.name)) return;
    if (syntaxFilter && event.name === 'user_send_text' && !textOf(event).startsWith('#')) return;
    this.counts.made += 1;
    const luck = (question: number): number => draw(seed, this.counts.made, question);
    const wrong = wrongSignatures > 0 && luck(1) < wrongSignatures;
    const outgoing = this.#sign(event, wrong);
    this.#newest = outgoing;
    const copies = duplicates > 0 && luck(2) < duplicates ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      if (disorder > 0 && luck(3 + copy) < disorder)
        this.#agenda.after(luck(5 + copy) * disorderMs, () => this.#put(outgoing));
      else this.#put(outgoing);
    }
  }

  /** Sends bytes as they are, with a signature over them or a wrong one: for tests of bad input. */
  sendRaw(body: Buffer, timestamp: string, signed: 'right' | 'wrong' = 'right'): void {
    const mac = macOf(this.#appId, body, timestamp, signed === 'right' ? this.#secretKey : 'wrong');
    this.#put({ event: 'raw', body, mac, signed, zns: false, numRetry: 0 });
  }

  /** Sends the newest event once more as a stranger would who had listened: the same bytes, the same signature. */
  replay(): void {
    if (this.#newest !== null) this.#put({ ...this.#newest, numRetry: 0 });
  }

  /** The console's test button: signed, with ids that are nobody's. */
  test(): void {
    this.#put(
      this.#sign(
        {
          name: 'user_send_text',
          body: {
            sender: { id: '246845883529197922' },
            user_id_by_app: '552177279717587730',
            recipient: { id: '388613280878808645' },
            event_name: 'user_send_text',
            message: { text: 'This is testing message', msg_id: 'This is message id' },
          },
        },
        false,
      ),
    );
  }

  /** What the admin does in the console after an unsubscription. */
  resubscribe(): void {
    this.unsubscribed = false;
  }

  /** Resolves when nothing is under way and nothing waits for a connection; retries that lie ahead do not count. */
  async settled(): Promise<void> {
    while (this.#flying > 0 || this.#waiting.length > this.#head) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const abort of this.#aborts) abort.abort();
    this.#waiting.length = 0;
    this.#head = 0;
    await this.#agent.destroy();
  }

  #sign(event: ZaloEvent, wrong: boolean): Outgoing {
    const timestamp = String(this.#clock.nowMs());
    const body = Buffer.from(JSON.stringify({ app_id: this.#appId, ...event.body, timestamp }));
    const mac = macOf(this.#appId, body, timestamp, wrong ? 'wrong' : this.#secretKey);
    return { event: event.name, body, mac, signed: wrong ? 'wrong' : 'right', zns: event.zns === true, numRetry: 0 };
  }

  #put(outgoing: Outgoing): void {
    if (this.settings.url === null || this.unsubscribed || this.#closed) {
      this.counts.dropped += 1;
      return;
    }
    this.#waiting.push(outgoing);
    this.#work();
  }

  #work(): void {
    while (this.#flying < this.settings.connections) {
      const next = this.#waiting[this.#head];
      if (next === undefined) break;
      this.#head += 1;
      this.#flying += 1;
      void this.#deliver(next).finally(() => {
        this.#flying -= 1;
        this.#work();
      });
    }
    if (this.#head > 1_024 || this.#head === this.#waiting.length) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.#flying === 0 && this.#waiting.length === 0) for (const tell of this.#idle.splice(0)) tell();
  }

  /** Tries once, and puts the next try on the agenda where Zalo would. Never throws. */
  async #deliver(outgoing: Outgoing): Promise<void> {
    const { url, ladderMs } = this.settings;
    if (url === null) return;
    const before = performance.now();
    const outcome = await this.#attempt(url, outgoing);
    if (this.#closed) return;
    const tookMs = performance.now() - before;
    this.#note({ event: outgoing.event, numRetry: outgoing.numRetry, ...outcome, tookMs, signed: outgoing.signed });
    const isDone = outcome.status === 200 || (outcome.status !== null && !this.#retriesStatus());
    if (isDone) return;
    const waitMs = ladderMs[outgoing.numRetry];
    if (waitMs === undefined) {
      // With the toggle off a failed delivery is simply lost.
      if (ladderMs.length > 0) this.unsubscribed = true;
      return;
    }
    this.#agenda.after(waitMs, () => {
      this.counts.retried += 1;
      this.#put({ ...outgoing, numRetry: outgoing.numRetry + 1 });
    });
  }

  async #attempt(url: string, outgoing: Outgoing): Promise<{ status: number | null; late: boolean }> {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-zevent-signature': `mac=${outgoing.mac}`,
    };
    if (outgoing.zns) headers['x-zevent-server'] = 'ZNS';
    if (outgoing.numRetry > 0) headers['num_retry'] = String(outgoing.numRetry);
    const abort = new AbortController();
    this.#aborts.add(abort);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort.abort();
    }, this.settings.deadlineMs);
    try {
      const response = await request(url, {
        method: 'POST',
        headers,
        body: outgoing.body,
        dispatcher: this.#agent,
        signal: abort.signal,
      });
      await response.body.dump();
      return { status: response.statusCode, late: false };
    } catch {
      // Whatever went wrong, Zalo's answer to it is the ladder; counts and deliveries say what it was.
      return { status: null, late };
    } finally {
      clearTimeout(timer);
      this.#aborts.delete(abort);
    }
  }

  #note(delivery: Delivery): void {
    if (delivery.status === 200) this.counts.answered += 1;
    else if (delivery.status !== null) this.counts.refused += 1;
    else if (delivery.late) this.counts.late += 1;
    else this.counts.failed += 1;
    this.deliveries.push(delivery);
    if (this.deliveries.length >= KEPT_DELIVERIES * 2) this.deliveries.splice(0, KEPT_DELIVERIES);
  }
}

function textOf(event: ZaloEvent): string {
  const message = event.body['message'];
  return typeof message === 'object' && message !== null && 'text' in message ? String(message.text) : '';
}
