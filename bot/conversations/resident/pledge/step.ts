import { loadPledges, type PledgeTexts } from '../../../../content/loadPledges.js';
import type { Part } from '../../../../content/message.js';
import { givePledge, pledgesHeldOf, withdrawPledge } from '../../../../people/pledges/pledge.js';
import type { Incoming } from '../../../incoming.js';
import { endForm, openForm } from '../../chatForm.js';
import { localeOf } from '../../localeOf.js';
import type { Turn } from '../decide.js';
import type { Person } from '../person.js';
import type { ResidentDeps } from '../turn.js';
import { PLEDGE_FORM, readPledgeForm } from './form.js';
import { SayPledge } from './say.js';
import { type Which, type Wish, wishOf } from './wish.js';

interface Pledging {
  deps: ResidentDeps;
  incoming: Incoming;
  texts: PledgeTexts;
  say: SayPledge;
}

/**
 * Pledges of a person, a family, a class or a business, given with a button under the words. No name is asked for or kept, of anybody
 * or anything: what counts is how many, by place, and a chat is no place to sign in. Families, classes and businesses say a number. A pledge
 * can be taken back, and then nothing of it is left.
 */
export async function pledgeStep(deps: ResidentDeps, incoming: Incoming, person: Person | null): Promise<Turn | null> {
  const wish = wishOf(incoming);
  if (wish === null) return null;
  const texts = loadPledges();
  const say = new SayPledge(localeOf(incoming, person), texts);
  const reply = await replyTo({ deps, incoming, texts, say }, wish, person);
  return reply === null
    ? null
    : { effects: [], replies: [reply], ...(incoming.kind === 'button' ? { urgent: true } : {}) };
}

async function replyTo(pledging: Pledging, wish: Wish, person: Person | null): Promise<Part | null> {
  const { deps, say } = pledging;
  if (wish.do === 'menu') return say.menu();
  if (wish.do === 'show') return say.text(wish);
  // A number may be anything; without a person nothing was asked.
  if (person === null) return wish.do === 'count' && wish.form === null ? null : say.joinFirst();
  switch (wish.do) {
    case 'give':
      return give(pledging, wish, wish.version, person);
    case 'count':
      return count(pledging, wish, person);
    case 'leave':
      return leave(pledging, wish.form);
    case 'list':
      return say.list(await pledgesHeldOf(deps.database, person.contactId));
    case 'withdraw':
      await withdrawPledge(deps.database, person.contactId, wish);
      return say.withdrawn();
  }
}

/** Agreed to: a person's own is given, the others are asked for a number. */
async function give(
  { deps, incoming, texts, say }: Pledging,
  { kind, campaign }: Which,
  version: number,
  person: Person,
): Promise<Part> {
  const current = texts[kind];
  // Nobody agrees to words that they did not read.
  if (version !== current.version) return say.text({ kind, campaign }, say.changed());
  const shown = incoming.kind === 'button' ? incoming.shown : null;
  const wording = shown ?? say.text({ kind, campaign }).body.text;
  if (current.people === null) {
    await givePledge(deps.database, person.contactId, {
      kind,
      campaign,
      version,
      wording,
      people: null,
      at: incoming.at,
    });
    return say.given({ kind, campaign, people: null });
  }
  const form = await openForm(
    deps.database.pool,
    incoming,
    { kind: PLEDGE_FORM, step: 'people', obligationId: null, data: { kind, campaign, version, wording } },
    incoming,
  );
  return say.askPeople(form, kind);
}

/** How many it is for. A typed number while nothing asks for one is somebody else's to answer. */
async function count(
  { deps, incoming, texts, say }: Pledging,
  wish: Wish & { do: 'count' },
  person: Person,
): Promise<Part | null> {
  const on = deps.database.pool;
  const form = await readPledgeForm(on, incoming, incoming.at);
  if (form !== null && form.lastUpdate === incoming.updateId && form.step === null) return say.givenBefore();
  const { kind, campaign = '', version = 1, wording = '' } = form?.data ?? {};
  if (form === null || form.step === null || kind === undefined)
    return wish.form === null ? null : say.menu(say.oldButton());
  if (wish.form !== null && wish.form !== form.no) return say.askPeople(form.no, kind);
  const { people } = wish;
  const bounds = texts[kind].people;
  if (people === null || bounds === null || people < bounds.least || people > bounds.most)
    return say.askPeople(form.no, kind, say.notThatMany(kind));
  // First the pledge: after a crash between the two it is given once more, which changes nothing.
  await givePledge(deps.database, person.contactId, { kind, campaign, version, wording, people, at: incoming.at });
  await endForm(on, incoming, form, incoming);
  return say.given({ kind, campaign, people });
}

async function leave({ deps, incoming, say }: Pledging, no: number): Promise<Part> {
  const form = await readPledgeForm(deps.database.pool, incoming, incoming.at);
  if (form !== null && form.step !== null && form.no === no)
    await endForm(deps.database.pool, incoming, form, incoming);
  return say.left();
}
