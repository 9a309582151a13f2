import type { PlaceFinder } from './findPlace.js';

/** The code under which everybody is counted, whatever their place. */
export const EVERYWHERE = '';

/** A place and its figures, those of everything below it included. */
export interface PlaceTotal<Figures> {
  code: string;
  parent: string | null;
  figures: Figures;
}

/**
 * Adds figures up the tree: each place of the rows, every place above it and, at the top, everywhere. In the order of a list: a
 * place before those below it, those by name.
 */
export function placeTotals<Figures>(
  rows: readonly { place: string; figures: Figures }[],
  places: PlaceFinder,
  add: (a: Figures, b: Figures) => Figures,
): PlaceTotal<Figures>[] {
  const totals = new Map<string, PlaceTotal<Figures>>();
  for (const { place, figures } of rows) {
    for (const { code, parent } of upwards(place, places)) {
      const known = totals.get(code);
      totals.set(code, { code, parent, figures: known === undefined ? figures : add(known.figures, figures) });
    }
  }
  const nameOf = (code: string): string => places.byCode(code)?.foldKey ?? code;
  const listed: PlaceTotal<Figures>[] = [];
  const list = (parent: string | null): void => {
    const here = [...totals.values()].filter((total) => total.parent === parent);
    for (const total of here.sort((a, b) => (nameOf(a.code) < nameOf(b.code) ? -1 : 1))) {
      listed.push(total);
      list(total.code);
    }
  };
  list(null);
  return listed;
}

/** The place, what is above it, and everywhere. A code that is no place any more stands below everywhere. */
function upwards(place: string, places: PlaceFinder): { code: string; parent: string | null }[] {
  const steps: { code: string; parent: string | null }[] = [];
  for (let code: string | null = place; code !== null; ) {
    const parent: string | null = places.byCode(code)?.parent ?? null;
    steps.push({ code, parent: parent ?? EVERYWHERE });
    code = parent;
  }
  return [...steps, { code: EVERYWHERE, parent: null }];
}

/** Rows by their campaign, in the order in which campaigns first come. */
export function byCampaign<Row extends { campaign: string }>(rows: readonly Row[]): [string, Row[]][] {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    const of = grouped.get(row.campaign);
    if (of === undefined) grouped.set(row.campaign, [row]);
    else of.push(row);
  }
  return [...grouped];
}
