import type { Command } from 'commander';
import type { Translate } from '../../content/i18n.js';
import { planReadCommand } from './read.js';
import { planReviewCommands } from './review.js';

/** `plan read | import | list | show | edit | activate`. */
export function planCommand(program: Command, say: Translate): void {
  planReviewCommands(planReadCommand(program, say), say);
}
