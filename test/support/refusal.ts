import { InputError } from '../../base/errors.js';

/** The code with which a person is refused, or a word that no test expects when they are not. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
  return 'not refused';
}
