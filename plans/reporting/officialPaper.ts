import { translator } from '../../content/i18n.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { type Block, columns, rule, text, wholeWidth } from './docxParts.js';
import { isPolice } from './form.js';
import type { Period } from './period.js';

const say = translator('vi');

/** The body that issues a paper; null where nobody has said which it is, and the draft leaves gaps in brackets. */
export type Issuer = Period['standing'] | null;

/** What says of every paper that Loa makes that it is none yet. */
export function draftMark(): Block {
  return text(say('reporting:draft.mark'), { bold: true, italic: true, size: 'small', after: 60 });
}

/**
 * The head of an official paper: who issues it, the nation's name, place and year. Number and day stay blank for the clerk. What the
 * paper is `about` stands under the number, as in a letter (công văn), which has no title.
 */
export function heading({
  issuer,
  places,
  symbol,
  year,
  about,
}: {
  issuer: Issuer;
  places: PlaceFinder;
  symbol: string;
  year: string;
  about?: string;
}): Block {
  const left = Math.round(wholeWidth * 0.42);
  const superior = superiorOf(issuer, places);
  return columns(
    [
      ...(superior === null ? [] : [text(superior, { size: 'small', align: 'center' })]),
      text(issuer?.name.toUpperCase() ?? say('reporting:draft.issuer'), { bold: true, size: 'small', align: 'center' }),
      rule(left, left / 3),
      text(say('reporting:draft.number', { symbol }), { size: 'small', align: 'center' }),
      ...(about === undefined ? [] : [text(about, { size: 'note', align: 'center' })]),
    ],
    [
      text(say('reporting:draft.nation'), { bold: true, size: 'note', align: 'center' }),
      text(say('reporting:draft.motto'), { bold: true, size: 'small', align: 'center' }),
      rule(wholeWidth - left, 3_300),
      text(
        say('reporting:draft.date', {
          place: (issuer === null ? undefined : places.byCode(issuer.place))?.shortName ?? '…',
          year,
        }),
        { italic: true, size: 'small', align: 'center' },
      ),
    ],
    0.42,
  );
}

/** A department stands under its province's committee; a committee under nobody; whom the police stand under is left to the office. */
function superiorOf(issuer: Issuer, places: PlaceFinder): string | null {
  if (issuer?.kind === 'committee') return null;
  const place = issuer === null ? undefined : places.byCode(issuer.place);
  if (issuer === null || isPolice(issuer) || place === undefined || issuer.kind !== 'department')
    return say('reporting:draft.superior');
  return say('reporting:draft.committee', { place: place.name }).toUpperCase();
}

/** The foot: to whom it goes, on the left; on the right who signs, with room for a signature that only a person puts there. */
export function foot(issuer: Issuer, receivers: readonly string[]): Block {
  const signature =
    issuer?.kind === 'committee'
      ? [say('reporting:draft.onBehalf'), say('reporting:draft.chair')]
      : issuer?.kind === 'department'
        ? [say('reporting:draft.director')]
        : [say('reporting:draft.signer')];
  return columns(
    [
      text(say('reporting:draft.receivers'), { bold: true, italic: true, size: 'note' }),
      ...receivers.map((line) => text(line, { size: 'list' })),
      text(say('reporting:draft.archive'), { size: 'list' }),
    ],
    [
      ...signature.map((line) => text(line, { bold: true, align: 'center' })),
      ...Array.from({ length: 4 }, () => text('')),
    ],
    0.5,
  );
}

/** The head of an annex, on a page of its own. */
export function annexTitle(name: string, title: string, attached: string): Block[] {
  return [
    text(name, { bold: true, align: 'center', pageBreakBefore: true }),
    text(title.toUpperCase(), { bold: true, align: 'center' }),
    text(attached, { italic: true, align: 'center', after: 120 }),
  ];
}

/** "ngày 05 tháng 3 năm 2027": days below 10 and the first two months take a nought. */
export function longDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return say('reporting:draft.day', { date, month: Number(month) > 2 ? String(Number(month)) : month, year });
}
