import { argumentFault, InputError } from '../../base/errors.js';
import { foldKey, nfc } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { type Agency, findAgency, nearestAgency } from '../../people/agencies/agency.js';
import { agencyKey } from '../../people/agencies/agencyKey.js';
import { tidyName } from '../../people/agencies/ensureAgency.js';
import type { PlaceFinder } from '../../people/findPlace.js';
import type { Place } from '../../people/places.js';
import { resolvePlace } from '../../people/resolvePlace.js';
import type { TimeContext } from '../deadlines/when.js';
import type { Member } from './bodies.js';
import { parseDeadline } from './deadlines.js';
import type { Decision } from './decision.js';
import type { StoredQuestion } from './stored.js';

export interface AnswerContext {
  place: Place | null;
  places: PlaceFinder;
  /** The agencies of the plan's place. */
  agencies: readonly Agency[];
  time: TimeContext;
  say: Translate;
  locale: string;
}

const TEXT_MAX = 300;

/** What a clerk's words mean as an answer. Throws InputError with what may be said instead. */
export function parseAnswer(question: StoredQuestion, text: string, context: AnswerContext): Decision {
  const { say } = context;
  const given = nfc(text).replace(/\s+/g, ' ').trim();
  if (given.length > TEXT_MAX)
    throw fault(say('review:fault.answerTooLong', { max: TEXT_MAX }), say('review:fault.answerTooLongMend'));
  const word = foldKey(given);
  if (AGREES.has(word)) {
    if (question.proposal !== null) return question.proposal;
    throw fault(say('review:fault.noProposal', { no: question.no }), say(`review:how.${question.kind}`));
  }
  switch (question.kind) {
    case 'place':
      return { do: 'place', code: resolvePlace(context.places, given, context.locale).code };
    case 'issued-on':
      return parseDay(given, context);
    case 'number':
      return NOBODY.has(word) ? { do: 'none' } : { do: 'text', text: given };
    case 'deadline':
      return NOBODY.has(word) ? { do: 'none' } : parseWhen(given, context);
    case 'no-agency':
      return DROPS.has(word) ? { do: 'drop' } : parseBodies(given, question, context);
    default:
      return parseBodies(given, question, context);
  }
}

const AGREES = new Set(['', 'ok', 'y', 'yes', 'dong y', 'co']);
const NOBODY = new Set(['none', 'khong', 'de nguyen', 'khong co']);
const DROPS = new Set(['drop', 'bo', 'bo qua']);

function parseDay(given: string, context: AnswerContext): Decision {
  const read = parseDeadline(given, context.time);
  if (read?.kind === 'date' && read.on !== undefined) return { do: 'day', day: read.on };
  throw fault(context.say('review:fault.badDay', { text: short(given) }), context.say('review:how.issued-on'));
}

export function parseWhen(
  given: string,
  { time, say }: Pick<AnswerContext, 'time' | 'say'>,
): Decision & { do: 'deadline' } {
  const read = parseDeadline(given, time);
  if (read !== null) return { do: 'deadline', deadline: read };
  throw fault(say('review:fault.badDeadline', { text: short(given) }), say('review:how.deadline'));
}

const CLASSES: Readonly<Record<string, Member>> = {
  communes: 'commune',
  'cac xa': 'commune',
  'moi xa': 'commune',
  departments: 'department',
  'cac so': 'department',
  'cac phong': 'department',
  unions: 'union',
  'doan the': 'union',
  villages: 'village',
  'cac thon': 'village',
  schools: 'school',
  'cac truong': 'school',
};

function parseBodies(given: string, question: StoredQuestion, context: AnswerContext): Decision {
  const word = foldKey(given);
  if (NOBODY.has(word)) return { do: 'none' };
  const classes = word.split('+').map((one) => CLASSES[one.trim()]);
  if (classes.every((one) => one !== undefined)) return { do: 'members', members: classes };
  const made = /^(?:new|tạo mới|tạo|mới)(?:\s*:\s*(.+))?$/iu.exec(given);
  if (made !== null) {
    const names = (made[1] ?? question.subject ?? '')
      .split(';')
      .map(tidyName)
      .filter((name) => name !== '');
    if (names.length > 0) return { do: 'names', names };
  }
  return { do: 'agencies', ids: parseAgencies(given, context).map(({ id }) => id) };
}

/** Agencies by id or name, one after the other with ";". Throws InputError for one that is not there, with the one that comes closest. */
export function parseAgencies(
  given: string,
  context: Pick<AnswerContext, 'agencies' | 'places' | 'place' | 'say'>,
): Agency[] {
  const { agencies, places, place, say } = context;
  return given
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const found = /^#?\d+$/.test(one)
        ? agencies.find(({ id }) => id === Number(one.replace('#', '')))
        : findAgency(agencies, one, places);
      if (found !== undefined && found !== null) return found;
      const near = nearestAgency(agencies, agencyKey(one, place?.shortName ?? null));
      const mend =
        near === null
          ? say('review:fault.unknownAgencyMend', { name: short(one) })
          : say('review:fault.unknownAgencyNear', { id: near.id, near: near.name, name: short(one) });
      throw fault(say('review:fault.unknownAgency', { name: short(one) }), mend);
    });
}

const fault = (what: string, mend: string): InputError => new InputError('bad-answer', [argumentFault(what, mend)]);
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
