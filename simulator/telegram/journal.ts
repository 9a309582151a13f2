import type { UploadedFile } from '../http/multipart.js';
import type { Params } from './params.js';

/** One call as it was answered. `outcome` says what the caller saw, `delivered` what the people got. */
export interface LoggedCall {
  n: number;
  /** When the answer was decided, in milliseconds since 1970. */
  atMs: number;
  botId: number;
  method: string;
  chatId: number | null;
  /** As they arrived; an uploaded file stands as its name, type and size. */
  params: Record<string, unknown>;
  outcome: 'answered' | 'refused' | 'cut' | 'silent';
  errorCode: number | null;
  description: string | null;
  /** Messages that reached the chat through this call, whether or not the caller was told. */
  delivered: number;
  messageIds: number[];
}

export interface Counts {
  /** Messages that reached a chat. */
  delivered: number;
  /** Calls of any method. */
  calls: number;
  /** Refused calls by error code. */
  refused: Record<string, number>;
  /** Calls that got no answer, or a cut connection. */
  unanswered: number;
  /** Delivered messages by chat id. */
  perChat: Record<string, number>;
}

/** The last `cap` calls, and totals that never forget. A cap of 0 keeps no calls and costs nothing. */
export class Journal {
  calls = 0;
  unanswered = 0;
  refusedTotal = 0;
  readonly refused = new Map<number, number>();
  #cap: number;
  #kept: LoggedCall[] = [];

  constructor(cap: number) {
    this.#cap = cap;
  }

  get keeps(): boolean {
    return this.#cap > 0;
  }

  add(call: Omit<LoggedCall, 'n'>): void {
    this.#kept.push({ n: this.calls, ...call });
    // Trimmed by halves: shifting one at a time would cost more than the calls do.
    if (this.#kept.length >= this.#cap * 2) this.#kept = this.#kept.slice(-this.#cap);
  }

  countRefusal(code: number): void {
    this.refusedTotal += 1;
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
  }

  list(): LoggedCall[] {
    return this.#kept.slice(-this.#cap);
  }

  clear(): void {
    this.#kept = [];
  }
}

/** The parameters with every upload as `{file, mime, bytes}` in the place of the parameter that it stands for. */
export function loggableParams(params: Params): Record<string, unknown> {
  if (params.files.size === 0) return params.values;
  const shown = (file: UploadedFile) => ({ file: file.fileName, mime: file.mime, bytes: file.bytes.length });
  const attached = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params.values)) {
    const key = typeof value === 'string' && value.startsWith('attach://') ? value.slice(9) : '';
    const file = params.files.get(key);
    values[name] = file === undefined ? value : shown(file);
    if (file !== undefined) attached.add(key);
    // Lists of media name their uploads inside JSON text.
    for (const id of params.files.keys()) {
      if (typeof value === 'string' && value.includes(`attach://${id}`)) attached.add(id);
    }
  }
  for (const [name, file] of params.files) if (!attached.has(name)) values[name] = shown(file);
  return values;
}
