import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { EVERYWHERE } from '../../people/placeTotals.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import { type Options, textOption } from '../command.js';
import type { Session } from '../session.js';

/** Figures by campaign that the options ask for: `--campaign` by name or with its year, `--place` with everything below it. */
export async function wantedFigures<
  Result extends { place: string },
  Of extends { campaign: string; results: Result[] },
>(
  { db, say, locale }: Session,
  options: Options,
  read: (places: PlaceFinder) => Promise<Of[]>,
): Promise<{ figures: Of[]; places: PlaceFinder }> {
  const places = await loadPlaceFinder(db);
  const all = await read(places);
  const campaign = textOption(options, 'campaign');
  const of = campaign === undefined ? all : all.filter((one) => isOf(one.campaign, campaign));
  if (campaign !== undefined && of.length === 0 && all.length > 0) {
    const known = all.map((one) => one.campaign || '-').join(', ');
    throw new InputError('unknown-campaign', [
      argumentFault(
        say('quiz:cli.unknownCampaign', { name: campaign }),
        say('quiz:cli.unknownCampaignMend', { known }),
      ),
    ]);
  }
  const text = textOption(options, 'place');
  if (text === undefined) return { figures: of, places };
  const place = resolvePlace(places, text, locale);
  const isIn = (code: string): boolean => places.byCode(code)?.path.startsWith(place.path) === true;
  return {
    figures: of.map((one) => ({ ...one, results: one.results.filter((result) => isIn(result.place)) })),
    places,
  };
}

const isOf = (key: string, wanted: string): boolean =>
  wanted === '-' ? key === '' : key === wanted || key.startsWith(`${wanted}/`);

/** "Phường Hàm Rồng", indented below what it belongs to. */
export function placeLabel(code: string, places: PlaceFinder, say: Translate): string {
  if (code === EVERYWHERE) return say('quiz:cli.everywhere');
  const place = places.byCode(code);
  if (place === undefined) return code;
  const depth = place.path.split('/').length - 1;
  return `${'  '.repeat(depth)}${place.name}`;
}

/** A campaign's key for a heading. */
export function campaignLabel(key: string, say: Translate): string {
  return key === '' ? say('quiz:cli.noCampaign') : key;
}
