import type { TelegramCore } from '../telegram/core.js';
import type { Dialog } from '../telegram/dialog.js';
import { Refusal } from '../telegram/refusal.js';
import type { PhoneFile, PhoneRow, PhoneSource, SourceTotals } from './source.js';
import { rowOf, rowsOf, viewOf } from './view.js';

/** The phones of the simulated Telegram: those of its first bot. */
export class TelegramPhones implements PhoneSource {
  readonly channel = 'telegram';
  readonly #core: TelegramCore;
  readonly #changed = new Set<Dialog>();
  readonly #listener = (dialog: Dialog): void => {
    this.#changed.add(dialog);
  };

  constructor(core: TelegramCore) {
    this.#core = core;
  }

  bot(): { name: string; username: string } {
    const { first_name: name, username } = this.#core.firstBot().user;
    return { name, username: username ?? '' };
  }

  rows(limit: number): PhoneRow[] {
    return rowsOf(this.#core, this.#core.firstBot(), limit);
  }

  view(id: string): unknown {
    const bot = this.#core.firstBot();
    try {
      return viewOf(this.#core, bot, this.#core.world.dialog(bot, Number(id)));
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  file(id: string): PhoneFile | undefined {
    return this.#core.firstBot().files.find(id);
  }

  totals(): SourceTotals {
    const { journal, world } = this.#core;
    const { delivered } = this.#core.firstBot();
    return { delivered, refused: journal.refusedTotal, unanswered: journal.unanswered, people: world.people.size };
  }

  watch(): void {
    this.#core.world.listeners.add(this.#listener);
  }

  unwatch(): void {
    this.#core.world.listeners.delete(this.#listener);
    this.#changed.clear();
  }

  takeChanged(): PhoneRow[] {
    const { world } = this.#core;
    const bot = this.#core.firstBot();
    const rows: PhoneRow[] = [];
    for (const dialog of this.#changed) {
      if (world.findDialog(bot, dialog.chat.id) === dialog) rows.push(rowOf(this.#core, dialog));
    }
    this.#changed.clear();
    return rows;
  }
}
