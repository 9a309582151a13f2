import type { Command } from 'commander';
import type { Translate } from '../content/i18n.js';
import { planReadCommand } from './planRead.js';
import { planReviewCommands } from './planReview.js';

/** `plan read | import | list | show | edit | activate`. */
export function planCommand(program: Command, say: Translate): void {
  planReviewCommands(planReadCommand(program, say), say);
}
