import { resolve } from 'node:path';
import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import type { JoinPayload } from '../bot/joinPayload.js';
import { drawPosters } from '../bot/poster/draw.js';
import { type PosterChannel, posterSheet, type Sheet } from '../bot/poster/sheet.js';
import type { Translate } from '../content/i18n.js';
import { readPermit } from '../people/channelPermit.js';
import { checkGroupName, suggestGroupName } from '../people/groupName.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import type { Place } from '../people/places.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { answer, textOption, withJson, withSession } from './command.js';
import { telegramName } from './officials.js';
import { printLine } from './output.js';
import type { Session } from './session.js';

const CHANNELS = ['zalo', 'telegram'] as const;

/** `poster`: sheets to hang up, a page for a place; a province gives a page for each of its communes. */
export function posterCommand(program: Command, say: Translate): void {
  withJson(program.command('poster').description(say('poster:describe.poster')))
    .requiredOption('--place <code>', say('poster:option.place'))
    .option('--group <name>', say('poster:option.group'))
    .option('--channel <channel>', say('poster:option.channel'), 'zalo')
    .requiredOption('--out <file>', say('poster:option.out'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, locale, clock, say: t } = session;
        const places = await loadPlaceFinder(db);
        const place = resolvePlace(places, textOption(options, 'place') ?? '', locale);
        const groups = readGroup(textOption(options, 'group'), t);
        const to = await channelOf(session, textOption(options, 'channel') ?? '');
        const shown = place.parent === null ? await below(session, place) : [place];
        const name = ({ code, parent, name: own }: Place): string => {
          const above = parent === null ? undefined : places.byCode(parent);
          return above === undefined ? own || code : `${own}, ${above.shortName}`;
        };
        const file = resolve(textOption(options, 'out') ?? '');
        const title = `${t('poster:sheet.title')} – ${place.name}`;
        const pages = await drawPosters(sheets(shown, groups, to, name, t), file, { title, at: clock.now() });
        answer(options, { file, pages, channel: to.channel, place: place.code, groups }, () =>
          printLine(t('poster:done', { file, count: pages })),
        );
      }),
    );
}

function* sheets(
  places: readonly Place[],
  groups: string[],
  to: PosterChannel,
  name: (place: Place) => string,
  t: Translate,
): Iterable<Sheet> {
  for (const place of places) {
    const joining: JoinPayload = { place: place.code, groups };
    yield posterSheet(to, name(place), joining, t);
  }
}

/** The communes of a province, in the order of their names. */
async function below({ db }: Session, province: Place): Promise<Place[]> {
  return db.prisma.place.findMany({ where: { parent: province.code }, orderBy: [{ foldKey: 'asc' }, { code: 'asc' }] });
}

function readGroup(text: string | undefined, t: Translate): string[] {
  if (text === undefined) return [];
  const check = checkGroupName(text);
  if (check === 'ok') return [text];
  const values = { group: text.slice(0, 60), suggestion: suggestGroupName(text) || 'hoc-sinh' };
  throw new InputError('bad-group', [
    check === 'malformed'
      ? argumentFault(t('people:group.malformed', values), t('people:group.malformedMend', values))
      : argumentFault(t('people:group.marksAPerson', values), t('people:group.marksAPersonMend', values)),
  ]);
}

/** Zalo is what residents have. Telegram stands on a poster only where an admin has recorded the decision that permits it. */
async function channelOf(session: Session, wanted: string): Promise<PosterChannel> {
  const { db, settings, say: t } = session;
  const refuse = (code: string, what: string, mend: string): never => {
    throw new InputError(code, [argumentFault(what, mend)]);
  };
  const channel = CHANNELS.find((one) => one === wanted);
  if (channel === undefined)
    return refuse(
      'unknown-channel',
      t('people:channel.unknown', { channel: wanted.slice(0, 20), channels: CHANNELS.join(', ') }),
      t('people:channel.unknownMend', { channels: CHANNELS.join(', '), channel: wanted.slice(0, 20) }),
    );
  if (channel === 'zalo') {
    if (settings.zalo === undefined) return refuse('no-zalo', t('cli:fault.noZalo'), t('cli:fault.noZaloMend'));
    return { channel, oaId: settings.zalo.oaId };
  }
  if ((await readPermit(db, channel)) === null)
    return refuse('telegram-not-permitted', t('poster:telegram.notPermitted'), t('poster:telegram.notPermittedMend'));
  const bot = await telegramName(session);
  if (bot === null) return refuse('no-telegram', t('poster:telegram.noBot'), t('poster:telegram.noBotMend'));
  return { channel, bot };
}
