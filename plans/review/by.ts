import type { Clock } from '../../base/clock.js';
import type { Translate } from '../../content/i18n.js';

/** Who does something to a plan, when, and in what language they are answered. A name of null is the machine's own shell. */
export interface By {
  name: string | null;
  clock: Clock;
  say: Translate;
  locale: string;
}
