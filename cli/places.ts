import type { Command } from 'commander';
import { writeJoinCode } from '../bot/joinCode.js';
import type { Translate } from '../content/i18n.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { addPlace } from '../people/ownPlaces/addPlace.js';
import { listOwnPlaces } from '../people/ownPlaces/listOwnPlaces.js';
import { OWN_PLACE_KINDS } from '../people/ownPlaces/ownPlace.js';
import { removePlace } from '../people/ownPlaces/removePlace.js';
import { requireStaff } from '../people/requireStaff.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { printLine, table } from './output.js';
import type { Session } from './session.js';

/** `places add | list | remove`: schools and workplaces, so that each has a code and a poster of its own. */
export function placesCommand(program: Command, say: Translate): void {
  const places = program.command('places').description(say('cli:describe.places'));
  withJson(places.command('add').description(say('cli:describe.placesAdd')))
    .requiredOption('--under <place>', say('cli:option.under'))
    .requiredOption('--kind <kind>', OWN_PLACE_KINDS.join(' | '))
    .requiredOption('--name <text>', say('cli:option.placeName'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, clock, locale, say: t } = session;
        const given = (name: string): string => textOption(options, name) ?? '';
        const by = { name: await actor(session, given('under'), options), at: clock.now() };
        const wanted = { under: given('under'), kind: given('kind'), name: given('name') };
        const { added, ...place } = await addPlace(db, wanted, by, locale);
        const joinCode = writeJoinCode({ place: place.code, groups: [] });
        answer(options, { ...place, kind: wanted.kind, added, joinCode }, () => {
          printLine(t(added ? 'cli:places.added' : 'cli:places.there', { name: place.name, code: place.code }));
          printLine(t('cli:places.poster', { code: place.code }));
        });
      }),
    );
  withJson(places.command('list').description(say('cli:describe.placesList')))
    .option('--under <place>', say('cli:option.under'))
    .action(
      withSession(async ({ db, locale, say: t }, _args, options) => {
        const named = textOption(options, 'under');
        const within = named === undefined ? null : resolvePlace(await loadPlaceFinder(db), named, locale).code;
        const rows = await listOwnPlaces(db, within);
        answer(options, rows, () =>
          printLine(
            rows.length === 0
              ? t('cli:places.none')
              : table(rows.map(({ code, kind, name, underName }) => [code, kind, name, underName])),
          ),
        );
      }),
    );
  withJson(places.command('remove <place>').description(say('cli:describe.placesRemove')))
    .option('--move-people', say('cli:option.movePeople'))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, [named = ''], options) => {
        const { db, clock, locale, say: t } = session;
        const by = { name: await actor(session, named, options), at: clock.now() };
        const { place, moved } = await removePlace(
          db,
          { place: named, movePeople: flag(options, 'movePeople') },
          by,
          locale,
        );
        answer(options, { place: place.code, moved }, () =>
          printLine(t('cli:places.removed', { name: place.name, count: moved })),
        );
      }),
    );
}

/** Whoever does it, within their place; without --as whoever sits at the machine. */
async function actor({ db, locale }: Session, place: string, options: Options): Promise<string> {
  const name = textOption(options, 'as');
  if (name === undefined) return 'operator';
  const { code } = resolvePlace(await loadPlaceFinder(db), place, locale);
  return (await requireStaff(db, name, 'places.edit', { locale, place: code })).name;
}
