import { lowerFirst } from '../../../../base/text.js';
import { vietnamDay } from '../../../../base/vietnamDay.js';
import type { FaqEntry } from '../../../../content/faq/faq.js';
import { type Translate, translator } from '../../../../content/i18n.js';
import type { PlaceFinder } from '../../../../people/findPlace.js';
import { isOldFact, type LocalFact, type LocalFactKind, localFact } from '../../../../people/localFacts.js';
import type { Sql } from '../../../../people/queryable.js';
import { hotlines } from '../../../hotlines.js';

/** What belongs below an answer for somebody of that place: what it told, with the day of the check; what is not known is said to be not known. */
export async function factLines(
  on: Sql,
  { local }: Pick<FaqEntry, 'local'>,
  place: string | null,
  { places, locale, now }: { places: PlaceFinder; locale: string; now: Date },
): Promise<string[]> {
  const t = translator(locale);
  if (local.length === 0) return [];
  if (place === null) return [t('asking:fact.placeUnknown', hotlines())];
  const lines: string[] = [];
  for (const kind of local) {
    const fact = await localFact(on, place, kind);
    lines.push(fact === null ? unknown(kind, places.byCode(place)?.name ?? place, t) : known(fact, vietnamDay(now), t));
  }
  return lines;
}

/** What a place told of one kind, in one line with the day of the check; null where nobody told it. */
export async function factLine(
  on: Sql,
  kind: LocalFactKind,
  place: string,
  { locale, now }: { locale: string; now: Date },
): Promise<string | null> {
  const fact = await localFact(on, place, kind);
  return fact === null ? null : known(fact, vietnamDay(now), translator(locale));
}

function unknown(kind: LocalFactKind, name: string, t: Translate): string {
  return t(`asking:fact.unknown.${kind}`, { place: lowerFirst(name), ...hotlines() });
}

function known(fact: LocalFact, today: string, t: Translate): string {
  const told = [fact.phone, fact.address, fact.hours].filter((one) => one !== null).join(', ');
  const [year, month, day] = fact.checkedOn.split('-');
  const values = { name: fact.name, told, day: `${Number(day)}/${Number(month)}/${year}` };
  return t(isOldFact(fact, today) ? 'asking:fact.old' : 'asking:fact.known', values);
}
