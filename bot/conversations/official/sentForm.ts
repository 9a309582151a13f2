import { createHash } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../../../base/clock.js';
import { type Fault, LoaError } from '../../../base/errors.js';
import type { Part } from '../../../content/message.js';
import { type DraftedWorkbook, draftWorkbook } from '../../../plans/reporting/draftWorkbook.js';
import { openWorkbookApart } from '../../../plans/reporting/openWorkbookApart.js';
import type { Opened } from '../../../plans/reporting/readWorkbook.js';
import { MAX_WORKBOOK_BYTES } from '../../../plans/reporting/xlsx/readXlsx.js';
import type { IncomingFile } from '../../incoming.js';
import { openForm } from '../chatForm.js';
import { part } from '../part.js';
import { ask } from './ask.js';
import { leaving } from './begin.js';
import type { FormData } from './form.js';
import { figuresOf } from './sayFigures.js';
import { keyOf, type Talk, waiting, withForms } from './talk.js';
import { readTask } from './tasks.js';
import { readWish } from './words.js';

/** What is looked into: by its name, or by its kind, or, where the platform tells neither, on the chance. */
const NAMED = /\.xls[xmb]?$/i;
const KINDS = /spreadsheetml|ms-excel/i;
/** A message of the first faults can be read; who mends those sends the file again. */
const FAULTS_SHOWN = 8;
const NAME_CHARS = 60;
/** Opened at a time in this process, each in a process of its own: the others come back a moment later. */
const OPENED_AT_ONCE = 2;
const LOOK_AGAIN_MS = 2 * SECOND_MS;
/** A platform that gives no files out for so long: the person is told instead of waited for. */
const PATIENCE_MS = 2 * MINUTE_MS;

let opening = 0;

/**
 * What an official is answered who sent a filled form, or null where the file is none and goes on as any other: the figures become the draft of the
 * report and are shown as after the last question, to be sent by the same word. Nothing is sent by the file alone, and the file
 * itself is not kept. Throws LoaError with a time to try again while the platform does not give the file out.
 */
export async function takeSentForm(talk: Talk, file: IncomingFile, caption: string): Promise<Part[] | null> {
  const { say, files, form } = talk;
  const { t } = say;
  const isAsked = form?.step != null && form.kind === 'figures';
  if (files.fetch === null || !mayBeForm(file)) return null;
  const meant = await withForms(talk);
  const asked = isAsked && form.obligationId !== null ? await readTask(talk.db, form.obligationId) : null;
  const expected = asked === null ? null : await figuresOf(talk, asked);
  const wrong = async (faults: readonly Fault[]): Promise<Part[]> => [
    part(
      [t('figures:file.wrong', { file: nameOf(file) }), '', ...linesOf(talk, faults), '', t('figures:file.mend')],
      [[say.mine()]],
    ),
    ...(await waiting(talk)),
  ];
  const got = await get(talk, file);
  // Whoever owes no report did not mean one by it.
  const isMeant = isAsked || meant.length > 0;
  if ('failed' in got)
    return isMeant ? [part([t('figures:file.gone')], [[say.mine()]]), ...(await waiting(talk))] : null;
  if ('notRead' in got.opened) return isMeant ? wrong([faultOf(talk, got.opened.notRead)]) : null;
  const drafted = await draftWorkbook(
    talk.db,
    got.opened,
    {
      file: nameOf(file),
      sha256: got.sha256,
      agencies: talk.officials.map(({ agencyId }) => agencyId),
      expected: expected === null ? null : { period: expected.period, agencyId: expected.agencyId },
    },
    expected?.by ?? {
      officialId: talk.officials[0]?.id ?? null,
      at: talk.at,
      say: t,
      locale: say.locale,
      key: keyOf(talk),
    },
  );
  return answer(talk, drafted, { file, caption, sha256: got.sha256, wrong });
}

async function answer(
  talk: Talk,
  drafted: DraftedWorkbook,
  came: {
    file: IncomingFile;
    caption: string;
    sha256: string;
    wrong: (faults: readonly Fault[]) => Promise<Part[]>;
  },
): Promise<Part[] | null> {
  const { t } = talk.say;
  switch (drafted.kind) {
    case 'not-ours':
      return null;
    case 'faults':
      return came.wrong(drafted.faults);
    case 'same': {
      const task = await readTask(talk.db, drafted.body.obligationId);
      const told = t('figures:sent.already', { period: drafted.period.name });
      return task === null ? [part([told])] : [talk.say.card(task, [told]), ...(await waiting(talk))];
    }
    case 'drafted': {
      const { period, body, filled, asked, replaced } = drafted;
      const task = await readTask(talk.db, body.obligationId);
      if (task === null) return null;
      const left = await leaving(talk, 'figures', task.id);
      const data: FormData = {
        ...saidWith(came.caption, talk.say.today),
        amends: task.state === 'reported',
        sha256: came.sha256,
      };
      const state = { kind: 'figures', step: 'check', obligationId: task.id, data } as const;
      const no = await openForm(talk.db.pool, talk.chat, state, { updateId: talk.updateId, at: talk.at });
      const lead = [
        ...left,
        t('figures:file.read', { file: nameOf(came.file), period: period.name, filled, asked }),
        ...(replaced ? [t('figures:file.replaced')] : []),
      ];
      return [await ask(talk, { no, kind: 'figures', step: 'check', data, task }, lead)];
    }
  }
}

/** Number, day and note that stood under the file. */
function saidWith(caption: string, today: string): FormData {
  if (caption.trim() === '') return {};
  const wish = readWish(caption, today);
  if (wish?.do !== 'done') return { note: caption.trim().slice(0, 1_000) };
  if (wish.document === null) return wish.note === '' ? {} : { note: wish.note };
  const { number, symbol, date } = wish.document;
  return { number, symbol, ...(date === null || date > today ? {} : { date }), note: wish.note };
}

/** Whether a file is looked into: it is called a workbook, or nobody says what it is. */
export function mayBeForm({ kind, name, mime }: IncomingFile): boolean {
  if (kind !== 'document') return false;
  return name === null && mime === null ? true : NAMED.test(name ?? '') || KINDS.test(mime ?? '');
}

/** The bytes, opened apart. */
async function get(talk: Talk, file: IncomingFile): Promise<{ opened: Opened; sha256: string } | { failed: true }> {
  const { files, clock, at } = talk;
  if (files.fetch === null) return { failed: true };
  if (opening >= OPENED_AT_ONCE) throw later('forms-busy', 'Other forms are being opened');
  opening += 1;
  try {
    const fetched = await files.fetch(file, MAX_WORKBOOK_BYTES);
    if (fetched.kind === 'too-big') return { opened: { notRead: 'tooBig' }, sha256: '' };
    if (fetched.kind === 'fetched')
      return {
        opened: await openWorkbookApart(fetched.bytes),
        sha256: createHash('sha256').update(fetched.bytes).digest('hex'),
      };
    if (fetched.kind === 'away' && clock.now().getTime() - at.getTime() < PATIENCE_MS)
      throw later('file-not-fetched', `A form that was sent could not be fetched: ${fetched.reason}`);
    return { failed: true };
  } finally {
    opening -= 1;
  }
}

const later = (code: string, message: string): LoaError =>
  new LoaError(code, message, { again: 'after', waitMs: LOOK_AGAIN_MS });

function faultOf({ say }: Talk, reason: Extract<Opened, { notRead: unknown }>['notRead']): Fault {
  return {
    file: null,
    line: null,
    what: say.t(`reporting:workbook.${reason}`),
    mend: say.t(`reporting:workbook.${reason}Mend`),
  };
}

function linesOf({ say }: Talk, faults: readonly Fault[]): string[] {
  const more = faults.length - FAULTS_SHOWN;
  const shown = faults.slice(0, FAULTS_SHOWN).map(({ what, mend }) => `• ${what}. ${mend}`);
  return more > 0 ? [...shown, say.t('figures:file.more', { count: more })] : shown;
}

const nameOf = ({ name }: IncomingFile): string => {
  const said = (name ?? 'bieu.xlsx')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return said.length <= NAME_CHARS ? said : `${said.slice(0, NAME_CHARS - 6)}…${said.slice(-5)}`;
};
