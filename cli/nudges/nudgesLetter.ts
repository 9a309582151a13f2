import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Translate } from '../../content/i18n.js';
import { loadPlaceFinder } from '../../people/loadPlaceFinder.js';
import { parsePlanId } from '../../plans/review/planId.js';
import { readPlanRow } from '../../plans/review/stored.js';
import { formatDate } from '../../scheduler/calendar/announced.js';
import { draftLetter } from '../../scheduler/nudges/draftLetter.js';
import { type Late, readLate, standingAgencyOf } from '../../scheduler/nudges/readLate.js';
import { oneAgency } from '../agencies.js';
import { answer, type Options, textOption, withJson, withSession } from '../command.js';
import { printLine } from '../output.js';
import type { Session } from '../session.js';
import { writeOut } from '../tasks/tasks.js';
import { nudgeDay } from './nudgeDay.js';

/** `nudges letter`: the draft of the letter of reminder for the standing agency to sign and issue. Where nobody is late, no file is written. */
export function letterCommand(nudges: Command, say: Translate): void {
  withJson(nudges.command('letter').description(say('nudges:describe.letter')))
    .requiredOption('--plan <id>', say('nudges:option.plan'))
    .option('--on <day>', say('nudges:option.letterOn'))
    .option('--agency <agency>', say('nudges:option.letterAgency'))
    .option('--out <file>', say('nudges:option.letterOut'))
    .action(withSession((session, _args, options) => letter(session, options)));
}

async function letter(session: Session, options: Options): Promise<void> {
  const { db, say } = session;
  const planId = await parsePlanId(db, textOption(options, 'plan') ?? '', say);
  const day = options['on'] === undefined ? vietnamDay(session.clock.now()) : nudgeDay(options, 'on', say);
  const named = textOption(options, 'agency');
  const issuer = named === undefined ? await standingAgencyOf(db, planId) : await oneAgency(db, named, say);
  const all = await readLate(db, planId, day);
  // Nobody writes to themselves.
  const late = all.filter(({ agencyId }) => agencyId !== issuer?.id);
  const own = all.length - late.length;
  const bodies = bodiesOf(late);
  let file: string | null = null;
  if (late.length > 0) {
    const plan = await readPlanRow(db, planId);
    if (plan === null) throw new Error(`plan ${planId} is gone`);
    file = textOption(options, 'out') ?? (await freeName(`cong-van-don-doc-${planId}-${day}`));
    const places = await loadPlaceFinder(db);
    await writeOut(file, await draftLetter({ plan, issuer, late, day, places }), say);
  }
  const tasks = late.map(({ obligationId, agencyId, ...rest }) => ({
    obligation: String(obligationId),
    agencyId: String(agencyId),
    ...rest,
  }));
  answer(options, { file, bodies, tasks }, () => {
    if (file === null) printLine(say('nudges:letterDone.nobody', { plan: planId, day: formatDate(day) }));
    else {
      printLine(say('nudges:letterDone.written', { file }));
      printLine(say('nudges:letterDone.counts', { bodies: bodies.length, tasks: late.length, day: formatDate(day) }));
      if (issuer === null) printLine(say('nudges:letterDone.noIssuer'));
    }
    if (own > 0) printLine(say('nudges:letterDone.own', { count: own, agency: issuer?.name ?? '' }));
  });
}

function bodiesOf(late: readonly Late[]): { id: string; name: string; tasks: number }[] {
  const bodies = new Map<number, { id: string; name: string; tasks: number }>();
  for (const { agencyId, agency } of late) {
    const body = bodies.get(agencyId) ?? { id: String(agencyId), name: agency, tasks: 0 };
    bodies.set(agencyId, body);
    body.tasks += 1;
  }
  return [...bodies.values()];
}

/** A name in this folder that is not taken: somebody may have gone on writing in the draft of an hour ago. */
async function freeName(stem: string): Promise<string> {
  for (let no = 1; ; no += 1) {
    const file = resolve(`${stem}${no === 1 ? '' : `-${no}`}.docx`);
    try {
      await access(file);
    } catch {
      return file;
    }
  }
}
