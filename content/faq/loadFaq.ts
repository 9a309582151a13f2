import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { projectRoot } from '../../base/root.js';
import { translator } from '../i18n.js';
import type { Faq } from './faq.js';
import { readFaq } from './readFaq.js';

/** The questions and answers that come with the program. */
export const faqFolder: string = join(projectRoot, 'content', 'faq');

/** Opens the FAQ of a folder. Throws an InputError with every fault that keeps an entry from being said. `locale` is the language of the faults. */
export async function loadFaq(folder: string = faqFolder, locale = 'vi'): Promise<Faq> {
  const { faq, faults } = await readFaq(folder, translator(locale));
  if (faults.length > 0) throw new InputError('bad-faq', faults);
  return faq;
}
