import {
  startTelegramSimulator,
  type TelegramSimulator,
  type TelegramSimulatorOptions,
} from '../../simulator/index.js';
import { testLog } from './database.js';

/**
 * A simulated Telegram that a test can take off the network and bring back under the same address; what reached a chat
 * is counted over all its lives.
 */
export class Simulators {
  #current: TelegramSimulator;
  readonly #options: TelegramSimulatorOptions;
  readonly #before = new Map<number, number>();
  #plugged = true;
  readonly #people = new Set<number>();

  private constructor(current: TelegramSimulator, options: TelegramSimulatorOptions) {
    this.#current = current;
    this.#options = options;
  }

  static async start(options: TelegramSimulatorOptions): Promise<Simulators> {
    return new Simulators(await startTelegramSimulator({ log: testLog, ...options }), options);
  }

  get current(): TelegramSimulator {
    return this.#current;
  }

  addPeople(chats: readonly number[]): void {
    for (const chat of chats) this.#people.add(chat);
    this.#current.addPeople(chats.map((id) => ({ id, firstName: `Người ${id}` })));
  }

  /** Messages that reached the chat, ever. */
  received(chat: number): number {
    return (this.#before.get(chat) ?? 0) + (this.#plugged ? this.#current.deliveredTo(chat) : 0);
  }

  /** From now on connections are refused. */
  async unplug(): Promise<void> {
    for (const [chat, count] of Object.entries(this.#current.counts().perChat)) {
      this.#before.set(Number(chat), (this.#before.get(Number(chat)) ?? 0) + count);
    }
    this.#plugged = false;
    await this.#current.close();
  }

  async plugIn(): Promise<void> {
    const { port } = this.#current;
    this.#current = await startTelegramSimulator({ log: testLog, ...this.#options, port });
    this.#plugged = true;
    this.addPeople([...this.#people]);
  }

  async close(): Promise<void> {
    if (this.#plugged) await this.#current.close();
  }
}
