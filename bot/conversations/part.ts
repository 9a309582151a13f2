import { type Button, type Part, plainPart } from '../../content/message.js';

/** Lines as one message, with buttons below it. */
export const part = (lines: readonly string[], buttons: Button[][] = []): Part => plainPart(lines.join('\n'), buttons);
