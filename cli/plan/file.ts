import { readFile, stat } from 'node:fs/promises';
import { argumentFault, InputError, messageOf } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { MAX_BYTES } from '../../plans/refuse.js';

/** The bytes of a plan document. Throws InputError for what cannot be read, or is too large and therefore is not. */
export async function readDocument(file: string, say: Translate): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= MAX_BYTES) return await readFile(file);
  } catch (error) {
    const what = say('cli:fault.unreadable', { file, reason: messageOf(error) });
    throw new InputError('unreadable-file', [argumentFault(what, say('cli:fault.unreadableMend'))]);
  }
  throw new InputError('plan-too-big', [
    argumentFault(say('cli:fault.planTooBig', { file }), say('cli:fault.planTooBigMend')),
  ]);
}

/** The reader keeps a file's name out of its errors, which may be logged; here the person who named it sees them. */
export async function withFileName<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const ofDocument = error.code.startsWith('plan-');
    throw new InputError(
      error.code,
      error.faults.map((fault) => (ofDocument ? { ...fault, file } : fault)),
    );
  }
}
