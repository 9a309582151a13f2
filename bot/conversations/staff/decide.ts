import type { Part } from '../../../content/message.js';
import { confirmReports } from '../../../plans/obligations/confirmReports.js';
import { decideExtension } from '../../../plans/obligations/decideExtension.js';
import { sendBack } from '../../../plans/obligations/sendBack.js';
import { sayDay } from '../../../plans/review/say.js';
import { part } from '../part.js';
import type { StaffForm, StaffFormStep } from './form.js';
import { actOf, mayDecide, notAllowed, type StaffTalk } from './talk.js';
import { readReported } from './waiting.js';

/** What a decision came to: told, or asked again at a step with what was wrong. */
export type Decided = { told: Part } | { again: StaffFormStep; why: string };

/** Reports received, one or many, as far as they are still what stood on the screen; what was not is named. */
export async function receive(talk: StaffTalk, ids: readonly number[], seen: number): Promise<Part> {
  const { say, db } = talk;
  const done = await confirmReports(db, { ...actOf(talk), ids, seen });
  if (done.kind === 'not-allowed') return notAllowed(talk, done);
  const { confirmed, already, notReported, changed, outside, unknown } = done;
  const count = (n: number, key: 'confirmed' | 'already' | 'notReported' | 'changed' | 'outside'): string[] =>
    n === 0 ? [] : [say.t(`standing:did.${key}`, { count: n })];
  const lines = [
    ...count(confirmed.length, 'confirmed'),
    ...count(already.length, 'already'),
    ...count(changed.length, 'changed'),
    ...count(notReported.length, 'notReported'),
    ...count(outside.length + unknown.length, 'outside'),
  ];
  const [only] = ids;
  return ids.length === 1 && only !== undefined && outside.length + unknown.length === 0
    ? card(talk, only, lines)
    : part(lines, [[say.listButton()]]);
}

/** Trả lại bổ sung: with what is missing. */
export async function giveBack(talk: StaffTalk, id: number, missing: string): Promise<Decided> {
  const { t } = talk.say;
  const done = await sendBack(talk.db, { ...actOf(talk), id, missing });
  switch (done.kind) {
    case 'done':
    case 'already':
      return { told: await card(talk, id, [t('standing:did.sentBack', { missing: missing.trim() })]) };
    case 'no-reason':
      return { again: 'missing', why: t('answers:ask.text') };
    case 'not-reported':
    case 'closed':
      return { told: await card(talk, id, [t('standing:no.notReported')]) };
    case 'not-allowed':
      return { told: notAllowed(talk, done) };
    case 'unknown':
    case 'outside':
      return { told: await card(talk, id) };
  }
}

/** A changed deadline granted or refused, with number and date of the paper that says so. */
export async function settleDay(talk: StaffTalk, form: StaffForm): Promise<Decided> {
  const { t } = talk.say;
  const { number = '', date = '', on } = form.data;
  const grant = form.kind === 'staff-grant';
  const id = form.obligationId;
  const done = await decideExtension(talk.db, {
    ...actOf(talk),
    id,
    grant,
    decisionNumber: number,
    decisionDate: date,
    on: on ?? null,
  });
  switch (done.kind) {
    case 'done':
    case 'already': {
      const paper = talk.say.paper({ number, date });
      const day = sayDay(done.obligation.dueOn ?? talk.say.today);
      return {
        told: await card(talk, id, [t(grant ? 'standing:did.granted' : 'standing:did.refused', { paper, day })]),
      };
    }
    case 'bad-decision':
      if (done.what === 'number') return { again: 'paper', why: t('answers:ask.paperAgain') };
      return done.what === 'date'
        ? { again: 'date', why: t('answers:ask.future', { day: sayDay(date) }) }
        : { again: 'day', why: t('standing:ask.beforeDecision', { day: sayDay(on ?? ''), date: sayDay(date) }) };
    case 'no-day':
    case 'closed':
      return { told: await card(talk, id, [t('standing:no.notAsked')]) };
    case 'not-allowed':
      return { told: notAllowed(talk, done) };
    case 'unknown':
    case 'outside':
      return { told: await card(talk, id) };
  }
}

/** A task as it stands, after `lead`; or why it is not shown. */
export async function card(talk: StaffTalk, id: number, lead: readonly string[] = []): Promise<Part> {
  const { say } = talk;
  const found = await readReported(talk.db, talk.staff.place, id);
  if (found === null) return part([say.t('answers:no.unknown')], [[say.listButton()]]);
  if (found === 'outside') return part([say.t('standing:no.outside')], [[say.listButton()]]);
  return say.reported(found, mayDecide(talk), lead);
}
