import type { Translate } from '../content/i18n.js';
import type { Refreshed } from '../plans/obligations/refreshObligations.js';
import { pageWidth, wrapWords } from './wrap.js';

const MOST = 10;

/** What could be given to nobody, and how that is mended; nothing where there is none. */
export function ungivenLines(ungiven: Refreshed['ungiven'], say: Translate): string[] {
  if (ungiven.length === 0) return [];
  const lines = ungiven
    .slice(0, MOST)
    .map(({ planId, task, section, printed }) => say('owed:ungiven.line', { plan: planId, task, section, printed }));
  const more = ungiven.length > MOST ? [say('owed:ungiven.more', { count: ungiven.length - MOST })] : [];
  const mend = say('owed:ungiven.mend', { plan: ungiven[0]?.planId ?? 0, task: ungiven[0]?.task ?? 0 });
  return ['', say('owed:ungiven.title', { count: ungiven.length }), ...[...lines, ...more, mend].flatMap(indented)];
}

const indented = (text: string): string[] => wrapWords(text, pageWidth() - 2).map((line) => `  ${line}`);

/** As JSON; numbers as opaque text. */
export const ungivenJson = (ungiven: Refreshed['ungiven']): object[] =>
  ungiven.map(({ planId, ...rest }) => ({ plan: String(planId), ...rest }));
