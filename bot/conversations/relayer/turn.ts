import { formatMoment, formatShortDay } from '../../../content/format.js';
import { type Translate, translator } from '../../../content/i18n.js';
import type { Button, Part } from '../../../content/message.js';
import type { Database } from '../../../prisma/database.js';
import {
  type Answer,
  filesOf,
  MOST_PEOPLE,
  MOST_TIMES,
  packagesOf,
  recordAnswer,
  type SentPackage,
} from '../../../scheduler/relays/answers.js';
import { answerButtons, relayButton } from '../../../scheduler/relays/compose.js';
import type { ChatFiles, OutgoingDocument } from '../../chatFiles.js';
import type { Incoming } from '../../incoming.js';
import { openFormOf } from '../chatForm.js';
import { localeOf } from '../localeOf.js';
import { part } from '../part.js';
import type { Turn } from '../resident/decide.js';
import type { Person } from '../resident/person.js';
import { type RelayWish, readRelayWish } from './words.js';

export interface RelayerDeps {
  database: Database;
  files: ChatFiles;
}

/** `r1:f:12`, `r1:f:12:100`: a verb, a package, and how many people or times. */
const BUTTON = /^r1:([bfnd]):(\d{1,9})(?::(\d{1,6}))?$/;
const ROUND = [30, 50, 100, 200] as const;
/** A bare number belongs to what was said a moment ago. */
const ASKED_MS = 24 * 3_600_000;

interface Talk {
  db: Database;
  t: Translate;
  locale: string;
  at: Date;
  updateKey: string;
  files: ChatFiles;
  packages: SentPackage[];
  documents: OutgoingDocument[];
}

/**
 * What somebody who relays is answered, or null where the update is about something else. "Đã phát", "đã chuyển, khoảng 120 người", in whatever spelling or by
 * a button, is kept with the package it is about, with who and when; said again it takes the place of what was said before. What nobody is relaying
 * to them these weeks they cannot answer, and their words belong to other conversations.
 */
export async function relayTurn(deps: RelayerDeps, incoming: Incoming, person: Person | null): Promise<Turn | null> {
  if (incoming.externalId.startsWith('-') || person === null || incoming.forwarded === true) return null;
  const pressed = incoming.kind === 'button' ? BUTTON.exec(incoming.data) : null;
  const wish = incoming.kind === 'text' ? readRelayWish(incoming.text) : null;
  if (pressed === null && wish === null) return null;
  const { database: db, files } = deps;
  const { channel, externalId, updateId, at } = incoming;
  // Words may be the answer to what another conversation is asking.
  if (wish !== null && (await openFormOf(db.pool, { channel, externalId }, at)) !== null) return null;
  const packages = await packagesOf(db, person.contactId, at);
  const locale = localeOf(incoming, person);
  const t = translator(locale);
  if (packages.length === 0) return pressed === null ? null : told([part([t('relay:said.nothingOpen')])]);
  const talk: Talk = { db, t, locale, at, updateKey: `${channel}:${updateId}`, files, packages, documents: [] };
  const replies = pressed === null ? await typed(talk, wish) : [await onButton(talk, pressed)];
  if (replies === null) return null;
  return talk.documents.length === 0 ? told(replies) : { ...told(replies), documents: talk.documents };
}

const told = (replies: Part[]): Turn => ({ effects: [], replies, urgent: true });

async function onButton(talk: Talk, [, verb, id, number]: RegExpExecArray): Promise<Part> {
  const { t } = talk;
  const found = talk.packages.find((one) => one.id === Number(id));
  if (found === undefined) return part([t('relay:said.nothingOpen')]);
  const count = number === undefined ? null : Number(number);
  switch (verb) {
    case 'd':
      return giveFiles(talk, found);
    case 'n':
      return keep(talk, found, { said: 'nothing', times: null, people: null });
    case 'b':
      return keep(talk, found, { said: 'broadcast', times: count, people: null });
    default:
      return keep(talk, found, { said: 'forwarded', times: null, people: count });
  }
}

async function typed(talk: Talk, wish: RelayWish | null): Promise<Part[] | null> {
  const { t, packages, at } = talk;
  const [newest] = packages;
  if (wish === null || newest === undefined) return null;
  switch (wish.do) {
    case 'package': {
      const open = packages.filter(({ week }) => week === newest.week);
      return Promise.all(open.map((one) => giveFiles(talk, one)));
    }
    case 'correct': {
      const last = lastAnswered(packages) ?? newest;
      return [part([...standing(talk, last), '', t(`relay:said.correctHow.${kindOf(last)}`)], again(talk, last))];
    }
    case 'people': {
      const last = lastAnswered(packages);
      const asked =
        last?.answer?.said === 'forwarded' &&
        last.answer.people === null &&
        at.getTime() - last.answer.at.getTime() < ASKED_MS;
      if (last === null || !asked) return null;
      return [await keep(talk, last, { said: 'forwarded', times: null, people: wish.people })];
    }
    case 'nothing': {
      const open = packages.find(({ answer }) => answer === null) ?? lastAnswered(packages) ?? newest;
      return [await keep(talk, open, { said: 'nothing', times: null, people: null })];
    }
    case 'broadcast':
    case 'forwarded': {
      const kind = wish.do;
      const number = wish.do === 'broadcast' ? wish.times : wish.people;
      const ofKind = packages.filter((one) => kindOf(one) === kind);
      const meant = ofKind.length > 0 ? ofKind : packages;
      const open = meant.filter(({ answer }) => answer === null);
      if (open.length > 1) return [which(talk, open, kind, number)];
      const one = open[0] ?? lastAnswered(meant) ?? newest;
      const answer: Answer = {
        said: kind,
        times: kind === 'broadcast' ? number : null,
        people: kind === 'forwarded' ? number : null,
      };
      return [await keep(talk, one, answer)];
    }
  }
}

const kindOf = ({ channel }: SentPackage): 'broadcast' | 'forwarded' =>
  channel === 'loudspeaker' ? 'broadcast' : 'forwarded';

function lastAnswered(packages: readonly SentPackage[]): SentPackage | null {
  const answered = packages.filter(({ answer }) => answer !== null);
  return answered.sort((a, b) => (b.answer?.at.getTime() ?? 0) - (a.answer?.at.getTime() ?? 0))[0] ?? null;
}

/** Keeps what was said and reads it back; a number that can be none is asked again, and nothing is kept. */
async function keep(talk: Talk, found: SentPackage, answer: Answer): Promise<Part> {
  const { t, db, at, updateKey } = talk;
  const { times, people } = answer;
  if ((people ?? 0) > MOST_PEOPLE || (times !== null && (times < 1 || times > MOST_TIMES)))
    return part([t('relay:said.tooMany', { people: MOST_PEOPLE, times: MOST_TIMES })], again(talk, found));
  await recordAnswer(db, found.id, answer, { at, updateKey });
  const lines = standing(talk, { ...found, answer: { ...answer, at } });
  if (answer.said === 'forwarded' && people === null) {
    const buttons = ROUND.map((count): Button => {
      return { label: t('relay:button.about', { count }), data: `${relayButton('f', found.id)}:${count}` };
    });
    return part([...lines, '', t('relay:said.howMany')], [buttons.slice(0, 2), buttons.slice(2)]);
  }
  if (answer.said === 'nothing')
    return part([...lines, '', t('relay:said.stillTime')], answerButtons(found.id, found.channel, t, false));
  return part([...lines, '', t('relay:said.thanks')]);
}

/** What is kept of a package, as a sentence. */
function standing({ t, locale }: Talk, found: SentPackage): string[] {
  const values = { week: weekOf(found, locale), channel: t(`relay:channel.${found.channel}`), place: placeOf(found) };
  const { answer } = found;
  if (answer === null) return [t('relay:said.notYet', values)];
  const when = formatMoment(answer.at, locale);
  if (answer.said === 'nothing') return [t('relay:said.nothing', { ...values, when })];
  if (answer.said === 'broadcast') return [t('relay:said.broadcast', { ...values, when, count: answer.times ?? 1 })];
  return answer.people === null
    ? [t('relay:said.forwarded', { ...values, when })]
    : [t('relay:said.forwardedTo', { ...values, when, count: answer.people })];
}

const placeOf = ({ placeName, area }: SentPackage): string => (area === '' ? placeName : `${area}, ${placeName}`);

function weekOf({ week, until }: SentPackage, locale: string): string {
  const day = (on: string): string => formatShortDay(new Date(`${on}T00:00:00+07:00`), locale);
  return `${day(week)}–${day(until)}`;
}

function again({ t }: Talk, { id, channel }: SentPackage): Button[][] {
  const rows = answerButtons(id, channel, t, false);
  return [...rows, [{ label: t('relay:button.nothing'), data: relayButton('n', id) }]];
}

function which(
  { t, locale }: Talk,
  open: readonly SentPackage[],
  kind: 'broadcast' | 'forwarded',
  number: number | null,
): Part {
  const verb = relayButton(kind === 'broadcast' ? 'b' : 'f', 0).slice(0, -1);
  const rows = open.slice(0, 5).map((one): Button[] => [
    {
      label: t('relay:said.whichOne', {
        week: weekOf(one, locale),
        channel: t(`relay:channel.${one.channel}`),
        place: placeOf(one),
      }).slice(0, 64),
      data: `${verb}${one.id}${number === null ? '' : `:${number}`}`,
    },
  ]);
  return part([t('relay:said.which')], rows);
}

/** The paper and the pictures, as files where the channel takes them, else by addresses that end. */
async function giveFiles(talk: Talk, found: SentPackage): Promise<Part> {
  const { t, db, files, locale, documents } = talk;
  const values = { week: weekOf(found, locale), place: placeOf(found) };
  const buttons = found.answer === null ? answerButtons(found.id, found.channel, t, false) : [];
  if (files.sends) {
    const all = await filesOf(db, found.id);
    documents.push(...all.filter((one) => !documents.some(({ fileName }) => fileName === one.fileName)));
    return part([t('relay:said.files', values)], buttons);
  }
  if (files.relayLink === null) return part([t('relay:said.filesNowhere', values)], buttons);
  const { docx, zip, until } = files.relayLink(found.id);
  return part(
    [t('relay:said.filesLink', { ...values, until: formatMoment(until, locale) })],
    [[{ label: t('relay:button.docx'), url: docx }], [{ label: t('relay:button.zip'), url: zip }], ...buttons],
  );
}
