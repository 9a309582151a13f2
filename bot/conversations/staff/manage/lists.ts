import { formatNumber } from '../../../../content/format.js';
import type { Button, Part } from '../../../../content/message.js';
import { shorten } from '../../../../content/shorten.js';
import { sayPlace } from '../../../../people/audience/sayAudience.js';
import { mayDo } from '../../../../people/permissions.js';
import { heldBecause } from '../../../../scheduler/broadcast/heldBecause.js';
import { type OpenBroadcast, readJustFinished } from '../../../../scheduler/broadcast/open.js';
import { isPersonal } from '../../../../scheduler/broadcast/personal.js';
import { type BroadcastStatus, broadcastStatus } from '../../../../scheduler/broadcast/status.js';
import { part } from '../../part.js';
import { manageButton, type Which } from './buttons.js';
import { readArticles, readSorted, readWords } from './read.js';
import { homeButton, listButton, sayMoment, sayWhom } from './say.js';
import { stopLines } from './stops.js';
import { byOf, type ManageTalk } from './talk.js';

const WORDS_CHARS = 60;
const LABEL_CHARS = 40;
const MOST_FINISHED = 3;

/** What there is, how much of it, and the ways there. */
export async function home(talk: ManageTalk, lead: readonly string[] = []): Promise<Part> {
  const { say, staff, places } = talk;
  const { t } = say;
  const { running, waiting, stopped, armed } = await readSorted(talk);
  const articles = await readArticles(talk, ['draft']);
  const where = staff.place === null ? t('manage:home.everywhere') : sayPlace(staff.place, places);
  const mayWrite = mayDo(staff.role, 'broadcast.create');
  const lines = [
    ...(lead.length > 0 ? [...lead, ''] : []),
    t('manage:home.title', { name: staff.name, role: t(`standing:role.${staff.role}`), place: where }),
    '',
    `• ${t('manage:home.running', { count: running.length })}`,
    `• ${t('manage:home.waiting', { count: waiting.length + articles.length })}`,
    `• ${t('manage:home.stopped', { count: stopped.length })}`,
    `• ${t('manage:home.armed', { count: armed.length })}`,
    ...(await stopLines(talk)),
    '',
    t(mayWrite ? 'manage:home.how' : 'manage:home.howSees'),
  ];
  const buttons: Button[] = [
    listButton(say, 'running'),
    listButton(say, 'waiting'),
    listButton(say, 'stopped'),
    { label: t('manage:button.week'), data: manageButton.week() },
    ...(mayWrite ? [{ label: t('manage:button.write'), data: manageButton.write() }] : []),
  ];
  // Zalo shows five: the reports that wait are found by their words.
  const all = buttons.length < say.manner.buttons ? [...buttons, say.listButton()] : buttons;
  return part(
    lines,
    all.map((one) => [one]),
  );
}

/** A page of one list, each with how far it is or why it stands still. */
export async function list(talk: ManageTalk, which: Which, wanted: number): Promise<Part> {
  const { say } = talk;
  const { t } = say;
  const all = (await readSorted(talk))[which];
  const articles = which === 'waiting' ? await readArticles(talk, ['draft']) : [];
  const aside = [
    ...articles.map(({ id, title }) => `• ${t('manage:list.article', { id, title: shorten(title, WORDS_CHARS) })}`),
    ...(which === 'running' ? [...(await stopLines(talk)), ...(await justFinished(talk))] : []),
  ];
  if (all.length === 0)
    return part([...(articles.length > 0 ? [] : [t(`manage:none.${which}`)]), ...aside], [[homeButton(say)]]);
  const most = Math.min(6, say.manner.buttons - 2);
  const pages = Math.ceil(all.length / most);
  // What was on that page has gone on meanwhile.
  const page = Math.min(wanted, pages);
  const shown = all.slice((page - 1) * most, page * most);
  const words = await readWords(
    talk,
    shown.map(({ id }) => id),
  );
  const lines: string[] = [];
  for (const one of shown) lines.push(await line(talk, one, nameOf(talk, one, words.get(one.id))), '');
  const more = pages > 1 ? [t('answers:list.page', { page, pages })] : [];
  const next = page < pages ? [[{ label: t('answers:button.more'), data: manageButton.list(which, page + 1) }]] : [];
  return part(
    [
      t(`manage:list.${which}`, { count: all.length }),
      '',
      ...lines,
      ...(page === pages ? aside : []),
      [...more, t('manage:list.press')].join(' '),
    ],
    [...shown.map((one) => [openButton(talk, one, words.get(one.id))]), ...next, [homeButton(say)]],
  );
}

/** What came through lately: whoever looks for it among what runs finds how it ended. */
async function justFinished(talk: ManageTalk): Promise<string[]> {
  const { db, places, staff, say, at } = talk;
  const { t, locale } = say;
  const found = (await readJustFinished(db, places, { place: staff.place, now: at })).slice(0, MOST_FINISHED);
  const words = await readWords(
    talk,
    found.map(({ id }) => id),
  );
  const lines: string[] = [];
  for (const one of found) {
    const { sent, planned } = await broadcastStatus(db, String(one.id), {
      ...byOf(talk),
      ratePerSecond: talk.ratePerSecond,
    });
    const name = nameOf(talk, one, words.get(one.id));
    const values = { name, sent: formatNumber(sent, locale), planned: formatNumber(planned, locale) };
    lines.push(`• ${t('manage:list.finished', values)}`);
  }
  return lines;
}

/** Đợt 12 “Không với ma túy…” */
export function nameOf(
  { say: { t } }: Pick<ManageTalk, 'say'>,
  { id, audience }: Pick<OpenBroadcast, 'id' | 'audience'>,
  words = '',
): string {
  return isPersonal(audience)
    ? t('manage:nudges', { id })
    : t('manage:name', { id, words: shorten(words, WORDS_CHARS) });
}

function openButton({ say: { t } }: ManageTalk, { id, audience }: OpenBroadcast, words = ''): Button {
  const label = isPersonal(audience) ? t('manage:nudges', { id }) : `${id}. ${shorten(words, LABEL_CHARS)}`;
  return { label, data: manageButton.one('card', id) };
}

async function line(talk: ManageTalk, one: OpenBroadcast, name: string): Promise<string> {
  const { say, db } = talk;
  const { t } = say;
  const whom = isPersonal(one.audience) ? '' : sayWhom(talk, one);
  const status =
    one.state === 'draft'
      ? null
      : await broadcastStatus(db, String(one.id), { ...byOf(talk), ratePerSecond: talk.ratePerSecond });
  const when = one.at === null ? '' : t('manage:at', { when: sayMoment(say, one.at) });
  const stands =
    status !== null
      ? howFar(talk, status)
      : one.sentBackBy !== null
        ? [t('manage:sentBack', { name: one.sentBackBy, reason: shorten(one.sentBackReason ?? '', 120) })]
        : [t('manage:writtenBy', { name: one.createdBy })];
  return [
    name,
    ...[[whom, when].filter((text) => text !== '').join('; '), ...stands]
      .filter((text) => text !== '')
      .map((text) => `   ${text}`),
  ].join('\n');
}

/** How far a broadcast is: its state, sent of planned, what failed, when it should be through, why it stands still. */
export function howFar({ say }: Pick<ManageTalk, 'say'>, status: BroadcastStatus): string[] {
  const { t, locale } = say;
  const n = (value: number): string => formatNumber(value, locale);
  const begun = status.planned > 0;
  const state = begun
    ? t('manage:far.sent', {
        state: t(`scheduler:state.${status.state}`),
        sent: n(status.sent),
        planned: n(status.planned),
      })
    : t('manage:far.state', { state: t(`scheduler:state.${status.state}`) });
  const rest = (['failed', 'unknown', 'expired'] as const)
    .filter((key) => status[key] > 0)
    .map((key) => t(`manage:far.${key}`, { count: status[key] }));
  const capped = status.skippedFor['capped'] ?? 0;
  if (capped > 0) rest.push(t('caps:held', { count: capped }));
  const inExam = status.skippedFor['exam-day'] ?? 0;
  if (inExam > 0) rest.push(t('caps:heldForExam', { count: inExam }));
  const lines = [[state, ...rest].join('; ')];
  if (status.waitsFor !== null) lines.push(t(`manage:waitsFor.${status.waitsFor}`));
  else if (status.forecast !== null)
    lines.push(t('manage:far.forecast', { when: sayMoment(say, new Date(status.forecast)) }));
  if (status.heldReason !== null) lines.push(t('manage:far.held', { reason: heldBecause(status.heldReason, t) }));
  if (status.state === 'approved' && status.at === null) lines.push(t('manage:far.notStarted'));
  return lines;
}
