import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { formatMoment } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { type Parked, readParked } from '../scheduler/stop/parked.js';
import { liftStop, setStop } from '../scheduler/stop/setStop.js';
import { settleParked } from '../scheduler/stop/settleParked.js';
import { readStops } from '../scheduler/stop/stopped.js';
import { byStaff } from './broadcast.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { printLine } from './output.js';
import type { Session } from './session.js';

/** `stops set | list | lift | release | drop`: one stop for a place, and nothing that resumes unasked. */
export function stopsCommand(program: Command, say: Translate): void {
  const stops = program.command('stops').description(say('stops:describe.stops'));
  withJson(stops.command('set').description(say('stops:describe.set')))
    .requiredOption('--place <place>', say('cli:option.place'))
    .requiredOption('--reason <text>', say('stops:option.reason'))
    .option('--nudges-go-on', say('stops:option.nudgesGoOn'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(set));
  withJson(stops.command('list').description(say('stops:describe.list'))).action(withSession(list));
  withJson(stops.command('lift <id>').description(say('stops:describe.lift')))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(lift));
  for (const verb of ['release', 'drop'] as const) {
    withJson(stops.command(`${verb} [broadcast...]`).description(say(`stops:describe.${verb}`)))
      .option('--all', say('stops:option.all'))
      .option('--place <place>', say('stops:option.onlyPlace'))
      .option('--as <name>', say('cli:option.as'))
      .action(withSession((session, args, options) => settle(session, verb, args, options)));
  }
}

async function set(session: Session, _args: string[], options: Options): Promise<void> {
  const { db, say: t } = session;
  const place = await placeOf(session, options);
  const nudges = !flag(options, 'nudgesGoOn');
  const wanted = { place: place?.code ?? '', reason: textOption(options, 'reason') ?? '', nudges };
  const { id } = await setStop(db, wanted, byStaff(session, options));
  answer(options, { id: String(id), place: wanted.place, nudges }, () => {
    printLine(t('stops:set', { place: place?.name ?? '', id }));
    printLine(t(nudges ? 'stops:nudgesStop' : 'stops:nudgesGoOn'));
    printLine(t('stops:goesOn'));
    printLine(t('stops:howLift', { id }));
  });
}

async function list({ db, locale, say: t }: Session, _args: string[], options: Options): Promise<void> {
  const stops = await readStops(db);
  const parked = await readParked(db, null);
  const document = {
    stops: stops.map((one) => ({ ...one, id: String(one.id), setAt: one.setAt.toISOString() })),
    waiting: parked.map(asJson),
  };
  answer(options, document, () => {
    if (stops.length === 0) printLine(t('stops:noStops'));
    for (const { id, placeName, reason, setBy, setAt } of stops)
      printLine(t('stops:line', { id, place: placeName, since: formatMoment(setAt, locale), reason, name: setBy }));
    sayParked(parked, t, locale);
  });
}

async function lift(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const { db, locale, say: t } = session;
  const { place } = await liftStop(db, /^\d{1,9}$/.test(id) ? Number(id) : 0, byStaff(session, options));
  const parked = await readParked(db, place);
  const finder = await loadPlaceFinder(db);
  answer(options, { id, place, waiting: parked.map(asJson) }, () => {
    printLine(t('stops:lifted', { place: finder.byCode(place)?.name ?? place }));
    sayParked(parked, t, locale);
  });
}

async function settle(session: Session, verb: 'release' | 'drop', ids: string[], options: Options): Promise<void> {
  const { db, say: t } = session;
  const isAll = flag(options, 'all');
  if (isAll === ids.length > 0) throw new InputError('which', [argumentFault(t('stops:which'), t('stops:whichMend'))]);
  const broadcasts = isAll ? ('all' as const) : ids.map((id) => (/^\d{1,9}$/.test(id) ? Number(id) : 0));
  const place = (await placeOf(session, options))?.code ?? null;
  const settled = await settleParked(db, verb, { broadcasts, place }, byStaff(session, options));
  const document = settled.map(({ broadcast, people }) => ({ broadcast: String(broadcast), people }));
  answer(options, document, () => {
    if (settled.length === 0) printLine(t('stops:noParked'));
    for (const { broadcast: id, people: count } of settled)
      printLine(t(verb === 'release' ? 'stops:released' : 'stops:dropped', { id, count }));
  });
}

async function placeOf({ db, locale }: Session, options: Options) {
  const text = textOption(options, 'place');
  return text === undefined ? null : resolvePlace(await loadPlaceFinder(db), text, locale);
}

const asJson = ({ broadcast, at, until, ...rest }: Parked) => ({
  broadcast: String(broadcast),
  ...rest,
  at: at?.toISOString() ?? null,
  until: until?.toISOString() ?? null,
});

function sayParked(parked: readonly Parked[], t: Translate, locale: string): void {
  if (parked.length === 0) {
    printLine(t('stops:noParked'));
    return;
  }
  printLine(t('stops:parkedTitle'));
  for (const { broadcast: id, people: count, campaign, until, stillStopped } of parked) {
    const ends = until === null ? '' : t('stops:parkedUntil', { until: formatMoment(until, locale) });
    const line = t('stops:parked', { id, count, what: campaign === null ? '' : ` (${campaign})`, until: ends });
    printLine(`  ${line}${stillStopped === 0 ? '' : `, ${t('stops:still', { count: stillStopped })}`}`);
  }
  printLine(t('stops:how'));
}
