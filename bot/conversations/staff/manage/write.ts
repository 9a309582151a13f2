import { HOUR_MS } from '../../../../base/clock.js';
import { vietnamDay } from '../../../../base/vietnamDay.js';
import { translator } from '../../../../content/i18n.js';
import type { Part } from '../../../../content/message.js';
import { shorten } from '../../../../content/shorten.js';
import { sayPlace } from '../../../../people/audience/sayAudience.js';
import { mayDo } from '../../../../people/permissions.js';
import type { Place } from '../../../../people/places.js';
import { requireStaff } from '../../../../people/requireStaff.js';
import { createBroadcast, type NewBroadcast } from '../../../../scheduler/broadcast/create.js';
import { cancelBroadcast } from '../../../../scheduler/broadcast/verbs.js';
import { installedChannels } from '../../../../scheduler/sender/register.js';
import { endForm, moveForm, openForm } from '../../chatForm.js';
import { part } from '../../part.js';
import { manageButton } from './buttons.js';
import { findTheirs } from './card.js';
import type { ManageForm, ManageStep } from './form.js';
import { type Linted, lintQuick } from './lint.js';
import { placeOfQuick } from './read.js';
import { asRead, terms } from './review.js';
import { homeButton, told } from './say.js';
import { byOf, type ManageTalk, refusalOf } from './talk.js';
import { readWhen } from './when.js';
import { readAnswer } from './words.js';

/** What is said in a hurry is old the next day. */
const USEFUL_MS = 24 * HOUR_MS;
const LABEL_CHARS = 60;

type Open = ManageForm & { step: ManageStep };

/** Begins a quick message: to the place of whoever writes; who has a province, or everywhere, names the ward first. */
export async function beginWriting(talk: ManageTalk, replaces: number | null): Promise<Part[]> {
  const { say, staff, db, chat, places } = talk;
  const { t } = say;
  if (!mayDo(staff.role, 'broadcast.create')) return [told(say, [t('manage:no.write')])];
  const own = staff.place === null ? undefined : places.byCode(staff.place);
  const data: ManageForm['data'] = {
    ...(own === undefined || own.parent === null ? {} : { place: own.code }),
    ...(replaces === null ? {} : { broadcast: replaces }),
  };
  if (replaces !== null) {
    const found = await findTheirs(talk, replaces);
    if (!('createdBy' in found)) return [found];
    const code = placeOfQuick(talk, found);
    // Already written anew, on this phone or another; or no quick message.
    if (found.state !== 'draft' || found.createdBy !== staff.name || code === null)
      return [told(say, [t('manage:no.rewrite', { id: replaces })])];
    data.place = code;
  }
  const step: ManageStep = data.place === undefined ? 'place' : 'text';
  const by = { updateId: talk.updateId, at: talk.at };
  const no = await openForm(db.pool, chat, { kind: 'manage-write', step, obligationId: null, data }, by);
  return askWriting(talk, { no, kind: 'manage-write', step, data, lastUpdate: talk.updateId });
}

/** The question of the step at which a quick message is, after what was wrong with the last answer. */
export async function askWriting(talk: ManageTalk, form: Open, lead: readonly string[] = []): Promise<Part[]> {
  const { say, places } = talk;
  const { t } = say;
  const leave = { label: t('answers:button.cancel'), data: manageButton.form('leave', form.no) };
  const first = lead.length > 0 ? [...lead, ''] : [];
  const place = sayPlace(form.data.place ?? '', places);
  switch (form.step) {
    case 'place':
      return [part([...first, t('manage:ask.place')], [[leave]])];
    case 'text':
      return [part([...first, t('manage:ask.text', { place })], [[leave]])];
    case 'time': {
      const linted = await lint(talk, form);
      if ('faults' in linted) return [part([...first, t('manage:ask.text', { place })], [[leave]])];
      const long = linted.words === null ? [] : [t('manage:ask.manyWords', { count: linted.words }), ''];
      return [
        // Once read, it is not shown again below every hour that could not be.
        ...(lead.length > 0 ? [] : asRead(talk, linted.message)),
        part(
          [...first, ...long, t('manage:ask.time')],
          [
            [{ label: t('manage:button.now'), data: manageButton.form('now', form.no) }],
            [{ label: t('manage:button.reword'), data: manageButton.form('reword', form.no) }],
            [leave],
          ],
        ),
      ];
    }
    default: {
      const linted = await lint(talk, form);
      if ('faults' in linted) return askWriting(talk, { ...form, step: 'text' }, lead);
      const wanted = draftOf(talk, form, linted);
      return [
        ...asRead(talk, linted.message),
        part(
          [...first, t('manage:ask.check'), '', ...(await terms(talk, { ...wanted, boundPlace: talk.staff.place }))],
          [
            [{ label: t('manage:button.submit'), data: manageButton.form('submit', form.no) }],
            [{ label: t('manage:button.reword'), data: manageButton.form('reword', form.no) }],
            [leave],
          ],
        ),
      ];
    }
  }
}

/** An answer to the question that is open: kept, or asked again with what is to be mended. */
export async function fillWriting(talk: ManageTalk, form: Open, typed: string): Promise<Part[]> {
  const { say, at } = talk;
  const { t } = say;
  switch (form.step) {
    case 'place':
      return choosePlace(talk, form, typed);
    case 'text': {
      const linted = await lint(talk, { ...form, data: { ...form.data, text: typed } });
      if ('faults' in linted) {
        const mend = linted.faults.map(({ what, mend }) => `• ${what}. ${mend}`);
        return goOn(talk, form, 'text', form.data, [t('manage:ask.mend'), ...mend]);
      }
      return goOn(talk, form, form.data.at === undefined ? 'time' : 'check', { ...form.data, text: typed.trim() });
    }
    default: {
      const said = readAnswer(typed);
      if (said === 'reword') return reword(talk, form);
      if (said === 'submit' && form.step === 'check') return submit(talk, form);
      const when = readWhen(typed, at);
      if (when === 'now') return setTime(talk, form, 'now');
      if ('at' in when) return setTime(talk, form, when.at.toISOString());
      return goOn(talk, form, 'time', form.data, [t(`manage:wrong.${when.wrong}`)]);
    }
  }
}

/** When it is to go: `now`, or a time. */
export function setTime(talk: ManageTalk, form: Open, at: string): Promise<Part[]> {
  return goOn(talk, form, 'check', { ...form.data, at });
}

/** Back to the words; what was said of the time stays. */
export function reword(talk: ManageTalk, form: Open): Promise<Part[]> {
  return goOn(talk, form, 'text', form.data);
}

/** A ward by its name, within the bounds of whoever writes; of several that are called so one is pressed. */
export async function choosePlace(talk: ManageTalk, form: Open, typed: string): Promise<Part[]> {
  const { say, places, staff } = talk;
  const { t } = say;
  const found = places.find(typed);
  const inside = ({ path, parent }: Place): boolean =>
    parent !== null && (staff.place === null || path.split('/').includes(staff.place));
  const all = found.kind === 'one' ? [found.place] : found.kind === 'several' ? found.candidates : found.near;
  const theirs = all.filter(inside);
  const [only] = theirs;
  if (found.kind !== 'none' && only !== undefined && theirs.length === 1)
    return goOn(talk, form, form.data.text === undefined ? 'text' : 'check', { ...form.data, place: only.code });
  if (only === undefined) {
    const why =
      all.length === 0
        ? 'manage:wrong.noPlace'
        : all.some(({ parent }) => parent === null)
          ? 'manage:wrong.province'
          : 'manage:wrong.outside';
    return goOn(talk, form, 'place', form.data, [t(why)]);
  }
  const by = { updateId: talk.updateId, at: talk.at };
  await moveForm(talk.db.pool, talk.chat, form, { step: 'place', data: form.data }, by);
  const shown = theirs.slice(0, say.manner.buttons - 1).slice(0, 8);
  return [
    part(
      [t('manage:ask.which')],
      [
        ...shown.map(({ code }) => [
          { label: shorten(sayPlace(code, places), LABEL_CHARS), data: manageButton.place(form.no, code) },
        ]),
        [{ label: t('answers:button.cancel'), data: manageButton.form('leave', form.no) }],
      ],
    ),
  ];
}

/**
 * The draft, which waits for a second person, and the end of the form, in one transaction: however often the button is pressed and wherever a
 * crash comes, there is one. What it takes the place of is cancelled before.
 */
export async function submit(talk: ManageTalk, form: Open): Promise<Part[]> {
  const { say, db, chat, updateId, at, staff } = talk;
  const { t } = say;
  const linted = await lint(talk, form);
  if ('faults' in linted || form.step !== 'check') return askWriting(talk, form);
  const place = form.data.place ?? null;
  const asked = { locale: say.locale, place };
  const not = await refusalOf(() => requireStaff(db, staff.name, 'broadcast.create', asked));
  if (not !== null) return refused(say, not.faults);
  const wanted = draftOf(talk, form, linted);
  if (wanted.at !== null && form.data.at !== 'now' && wanted.at <= at)
    return goOn(talk, form, 'time', form.data, [t('manage:wrong.passed')]);
  const { broadcast: replaces } = form.data;
  if (replaces !== undefined) {
    const gone = await refusalOf(() => cancelBroadcast(db, String(replaces), byOf(talk)));
    if (gone !== null && gone.code !== 'wrong-state') return refused(say, gone.faults);
  }
  const by = {
    ...byOf(talk),
    together: (client: Parameters<typeof endForm>[0]) => endForm(client, chat, form, { updateId, at }),
  };
  let id = '';
  const no = await refusalOf(async () => {
    ({ id } = await createBroadcast(db, wanted, by));
  });
  if (no !== null) return refused(say, no.faults);
  const { rows } = await db.pool.query<{ others: number }>(OTHERS, [staff.name, place]);
  const second = (rows[0]?.others ?? 0) > 0 ? t('manage:did.waits') : t('manage:did.nobody');
  return [told(say, [t('manage:did.written', { id }), second])];
}

/** Who else may approve what goes to that place. */
const OTHERS = `
  select count(*)::int as others from staff s
   where s.disabled_at is null and s.role in ('approver', 'admin') and s.name <> $1
     and (s.place is null or exists (select from place p where p.code = $2 and s.place = any(string_to_array(p.path, '/'))))`;

const refused = (say: ManageTalk['say'], faults: readonly { what: string; mend: string }[]): Part[] => [
  part([...faults.map(({ what, mend }) => `${what}. ${mend}`), say.t('standing:no.change')], [[homeButton(say)]]),
];

function draftOf(talk: ManageTalk, form: Open, { message }: Exclude<Linted, { faults: unknown }>): NewBroadcast {
  const isNow = form.data.at === undefined || form.data.at === 'now';
  const at = isNow ? talk.at : new Date(form.data.at ?? '');
  return {
    message,
    media: new Map(),
    audience: `place:${form.data.place ?? ''}`,
    // A time that has come starts by itself with the approval.
    at,
    until: new Date(at.getTime() + USEFUL_MS),
    onUnknown: 'leave',
    ifLate: isNow ? 'send' : 'ask',
    anyHour: false,
  };
}

async function lint({ db, say, places, at }: ManageTalk, { data }: Pick<ManageForm, 'data'>): Promise<Linted> {
  return lintQuick(data.text ?? '', {
    t: say.t,
    residents: translator('vi'),
    channels: await installedChannels(db),
    place: places.byCode(data.place ?? '')?.name ?? '',
    year: vietnamDay(at).slice(0, 4),
  });
}

async function goOn(
  talk: ManageTalk,
  form: Open,
  step: ManageStep,
  data: ManageForm['data'],
  lead: readonly string[] = [],
): Promise<Part[]> {
  await moveForm(talk.db.pool, talk.chat, form, { step, data }, { updateId: talk.updateId, at: talk.at });
  return askWriting(talk, { ...form, step, data }, lead);
}
