import type { ZaloCore } from '../zalo/core.js';
import { FREE_WINDOW_MS, WINDOW_MS } from '../zalo/hours.js';
import type { ZaloMessage } from '../zalo/message.js';
import type { ZaloUser } from '../zalo/user.js';
import type { PhoneFile, PhoneRow, PhoneSource, SourceTotals } from './source.js';

/** A message as the page draws it: its head as Telegram's have it, the rest as it is. */
interface ZaloPhoneMessage extends Omit<ZaloMessage, 'from' | 'id' | 'atMs'> {
  message_id: string;
  date: number;
  from: { is_bot: boolean };
  byAdmin: boolean;
}

const PREVIEW_LENGTH = 80;

/** The phones of the simulated Zalo, and until when the OA may write to each. */
export class ZaloPhones implements PhoneSource {
  readonly channel = 'zalo';
  readonly #core: ZaloCore;
  readonly #changed = new Set<ZaloUser>();
  readonly #listener = (user: ZaloUser): void => {
    this.#changed.add(user);
  };

  constructor(core: ZaloCore) {
    this.#core = core;
  }

  bot(): { name: string; username: string } {
    const { name, id } = this.#core.world.oa.spec;
    return { name, username: id };
  }

  rows(limit: number): PhoneRow[] {
    const rows: PhoneRow[] = [];
    for (const user of this.#core.world.users.values()) {
      if (rows.length >= limit) break;
      rows.push(rowOf(user));
    }
    return rows;
  }

  view(id: string): unknown {
    const user = this.#core.world.users.get(id.slice(1));
    if (user === undefined) return null;
    const { follower, lastInteractionMs, spec } = user;
    const ageMs = lastInteractionMs === null ? WINDOW_MS + 1 : this.#core.clock.nowMs() - lastInteractionMs;
    const kind = ageMs <= FREE_WINDOW_MS ? 'free' : ageMs <= WINDOW_MS ? 'paid' : 'closed';
    const untilMs = (lastInteractionMs ?? 0) + (kind === 'free' ? FREE_WINDOW_MS : WINDOW_MS);
    return {
      ...{ row: rowOf(user), started: true, language: 'vi', typing: false, keyboard: null, notice: null, commands: [] },
      ...{ follower, phone: spec.phone ?? '', window: { kind, until: Math.floor(untilMs / 1_000) } },
      messages: user.messages.map(drawn),
    };
  }

  file(id: string): PhoneFile | undefined {
    const upload = this.#core.uploads.find(id) ?? this.#core.sentFiles.find(id);
    return upload === undefined ? undefined : { bytes: upload.bytes, fileName: upload.name };
  }

  totals(): SourceTotals {
    const { journal, world } = this.#core;
    const { refusedTotal: refused, unanswered } = journal;
    return { delivered: world.delivered, refused, unanswered, people: world.users.size };
  }

  watch(): void {
    this.#core.world.listeners.add(this.#listener);
  }

  unwatch(): void {
    this.#core.world.listeners.delete(this.#listener);
    this.#changed.clear();
  }

  takeChanged(): PhoneRow[] {
    const rows = [...this.#changed].map(rowOf);
    this.#changed.clear();
    return rows;
  }
}

function rowOf(user: ZaloUser): PhoneRow {
  const { id, spec, unread, delivered, revision, blocks } = user;
  const last = user.messages.at(-1);
  const said =
    last === undefined ? '' : last.text || (last.articles?.[0]?.title ?? last.request?.title ?? last.file?.name ?? '');
  return {
    id: `z${id}`,
    channel: 'zalo',
    name: spec.name,
    place: spec.place ?? '',
    tags: spec.tags ?? [],
    unread,
    delivered,
    preview: said.slice(0, PREVIEW_LENGTH).replace(/\s+/g, ' '),
    at: last === undefined ? 0 : Math.floor(last.atMs / 1_000),
    blocked: blocks.has('all'),
    revision,
  };
}

function drawn({ id, atMs, from, ...rest }: ZaloMessage): ZaloPhoneMessage {
  return {
    ...rest,
    message_id: id,
    date: Math.floor(atMs / 1_000),
    from: { is_bot: from !== 'user' },
    byAdmin: from === 'admin',
  };
}
