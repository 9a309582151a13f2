import { InputError } from '../../base/errors.js';
import { readPlan } from '../readPlan.js';
import { isOutOfMemory } from './outOfMemory.js';
import type { Answer } from './readPlanApart.js';

/**
 * The process in which a document is read (`readPlanApart` starts it): the bytes come in, one answer goes out. Of the
 * document's name it is told the ending alone.
 */
async function answerTo(extension: string, locale: string): Promise<Answer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
  try {
    return { reading: await readPlan(Buffer.concat(pieces), `plan${extension}`, locale) };
  } catch (error) {
    if (error instanceof InputError) return { refused: error.code };
    if (isOutOfMemory(error)) return { refused: 'plan-too-much-memory' };
    throw error;
  }
}

const [extension = '', locale = 'vi'] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await answerTo(extension, locale)));
