import { entriesOf, type Faq, type FaqEntry } from '../../../../content/faq/faq.js';
import { faqFolder, loadFaq } from '../../../../content/faq/loadFaq.js';
import { createFaqSearch, type FaqSearch } from '../../../../content/faq/search.js';
import { loadSpeech } from '../../../../content/faq/speech.js';

export interface Knowledge {
  faq: Faq;
  search: FaqSearch;
  entry(id: string): FaqEntry | undefined;
}

let opened: Promise<Knowledge> | undefined;

/** The questions and answers that come with Loa, read and indexed once, with the first question. */
export function knowledge(): Promise<Knowledge> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Knowledge> {
  const faq = await loadFaq();
  const byId = new Map(entriesOf(faq).map((entry) => [entry.id, entry]));
  return { faq, search: createFaqSearch(faq, await loadSpeech(faqFolder)), entry: (id) => byId.get(id) };
}
