import { nowMs } from './time.js';

/** So many updates a second, come what may, for so long; what came before is warming up. */
export interface RushOptions {
  perSecond: number;
  warmUpSeconds: number;
  seconds: number;
  /** Chats 1 to n write in turn. */
  people: number;
  /** Payload of a join link. */
  payload: string;
}

/** What people do, one after the other in each chat: a quiz with its answers, a place, questions, a link and its button, help. */
const SCRIPT = ['quiz', 'answer', 'answer', 'place', 'question', 'answer', 'link', 'join', 'help', 'other'] as const;
export type Act = (typeof SCRIPT)[number];

/** One update and its answer: when it was due, when it was given out, when the first reply reached the chat (NaN: never). */
export interface Answered {
  act: Act;
  dueAt: number;
  givenAt: number;
  repliedAt: number;
}

interface Waiting {
  json: string;
  answered: Answered;
}

/** People who write to the bot at a steady pace, and what they wait for. A chat that still waits is not written in again: its turn passes. */
export class Rush {
  readonly #options: RushOptions;
  readonly #beganAt = nowMs();
  readonly #all: Answered[] = [];
  readonly #open = new Map<number, Answered>();
  #fresh: Waiting[] = [];
  #made = 0;
  #passed = 0;
  #lastUpdate = 0;

  constructor(options: RushOptions) {
    this.#options = options;
  }

  /** What has become due; the caller hands it out with `take`. */
  due(): boolean {
    const { perSecond, warmUpSeconds, seconds, people } = this.#options;
    const until = Math.min((nowMs() - this.#beganAt) / 1_000, warmUpSeconds + seconds) * perSecond;
    for (; this.#made < until; this.#made += 1) {
      const chat = 1 + (this.#made % people);
      if (this.#open.has(chat)) {
        this.#passed += 1;
        continue;
      }
      const act = SCRIPT[(chat * 3 + Math.floor(this.#made / people)) % SCRIPT.length] ?? 'help';
      const dueAt = this.#beganAt + (this.#made / perSecond) * 1_000;
      const answered = { act, dueAt, givenAt: Number.NaN, repliedAt: Number.NaN };
      if (this.#made >= warmUpSeconds * perSecond) this.#all.push(answered);
      this.#open.set(chat, answered);
      this.#lastUpdate += 1;
      this.#fresh.push({ json: update(this.#lastUpdate, chat, act, this.#options.payload), answered });
    }
    return this.#fresh.length > 0;
  }

  /** Everything that waits to be given out, as it leaves. */
  take(): string[] {
    const now = nowMs();
    for (const { answered } of this.#fresh) answered.givenAt = now;
    return this.#fresh.splice(0).map(({ json }) => json);
  }

  /** A message reached this chat. */
  reached(chat: number): void {
    const answered = this.#open.get(chat);
    if (answered === undefined || Number.isNaN(answered.givenAt)) return;
    answered.repliedAt = nowMs();
    this.#open.delete(chat);
  }

  get isOver(): boolean {
    const { perSecond, warmUpSeconds, seconds } = this.#options;
    return this.#made >= perSecond * (warmUpSeconds + seconds) && (this.#open.size === 0 || this.#isLate());
  }

  result(): { answered: Answered[]; passed: number } {
    return { answered: this.#all, passed: this.#passed };
  }

  /** What has no answer after so long has none. */
  #isLate(): boolean {
    const { warmUpSeconds, seconds } = this.#options;
    return nowMs() - this.#beganAt > (warmUpSeconds + seconds + 10) * 1_000;
  }
}

const TEXTS: Readonly<Partial<Record<Act, string>>> = {
  answer: 'A',
  place: 'phường Hàm Rồng, Thanh Hóa',
  question: 'cho hoi methadone uong o dau vay a',
  help: '/help',
  other: 'cảm ơn kênh nhiều, tin rất bổ ích cho gia đình tôi',
};

function update(id: number, chat: number, act: Act, payload: string): string {
  const date = Math.floor(Date.now() / 1_000);
  const from = { id: chat, is_bot: false, first_name: 'Person', language_code: 'vi' };
  const frame = { message_id: id, date, chat: { id: chat, type: 'private', first_name: 'Person' } };
  if (act === 'quiz' || act === 'join') {
    const message = { ...frame, from: { id: 4242, is_bot: true, first_name: 'Loa' }, text: '…' };
    const data = act === 'quiz' ? ['quiz', 'hoc-sinh'].join(':') : `j:${payload}`;
    return JSON.stringify({
      update_id: id,
      callback_query: { id: String(id), from, chat_instance: '1', data, message },
    });
  }
  const text = act === 'link' ? `/start ${payload}` : (TEXTS[act] ?? '?');
  const command = /^\/\w+/.exec(text)?.[0];
  const entities = command === undefined ? [] : [{ type: 'bot_command', offset: 0, length: command.length }];
  return JSON.stringify({ update_id: id, message: { ...frame, from, text, entities } });
}
