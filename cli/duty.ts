import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import { formatMoment } from '../content/format.js';
import type { MessageKey, Translate } from '../content/i18n.js';
import { parseTime as parseHour } from '../content/monthDay.js';
import { DUTY_KINDS, isOn } from '../people/duty/onDuty.js';
import { setReportPage } from '../people/duty/reportPage.js';
import { setShift, unsetShift } from '../people/duty/setShift.js';
import { getStaff } from '../people/getStaff.js';
import { inTransaction } from '../people/inTransaction.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { requireStaff } from '../people/requireStaff.js';
import { resolvePlace } from '../people/resolvePlace.js';
import { parseTime } from '../scheduler/time/vietnamTime.js';
import { byStaff } from './broadcast.js';
import { answer, flag, type Options, textOption, withJson, withSession } from './command.js';
import { printLine, table } from './output.js';
import type { Session } from './session.js';

/** `duty set | list | unset | page`: who is told when somebody is in danger, and where a place takes information for the police. */
export function dutyCommand(program: Command, say: Translate): void {
  const duty = program.command('duty').description(say('danger:cli.describe.duty'));
  withJson(duty.command('set <staff>').description(say('danger:cli.describe.set')))
    .requiredOption('--place <place>', say('danger:cli.option.place'))
    .requiredOption('--for <kind>', say('danger:cli.option.for'))
    .option('--from <time>', say('danger:cli.option.from'))
    .option('--to <time>', say('danger:cli.option.to'))
    .option('--hours <hours>', say('danger:cli.option.hours'))
    .option('--days <days>', say('danger:cli.option.days'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(set));
  withJson(duty.command('list').description(say('danger:cli.describe.list')))
    .option('--place <place>', say('danger:cli.option.place'))
    .action(withSession(list));
  withJson(duty.command('unset <id>').description(say('danger:cli.describe.unset')))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(unset));
  withJson(duty.command('page <place> [url]').description(say('danger:cli.describe.page')))
    .option('--off', say('danger:cli.option.off'))
    .option('--as <name>', say('cli:option.as'))
    .action(withSession(page));
}

async function set(session: Session, [name = '']: string[], options: Options): Promise<void> {
  const { db, clock, locale, say: t } = session;
  const finder = await loadPlaceFinder(db);
  const place = resolvePlace(finder, textOption(options, 'place') ?? '', locale);
  const by = await requireStaff(db, byStaff(session, options).name, 'duty.set', { place: place.code, locale });
  const staff = await getStaff(db, name);
  if (staff === null || staff.disabledAt !== null)
    throw new InputError('unknown-staff', [
      argumentFault(t('people:staff.unknown', { name: name.slice(0, 60) }), t('people:staff.unknownMend')),
    ]);
  const wanted = textOption(options, 'for') ?? '';
  const kind = DUTY_KINDS.find((one) => one === wanted) ?? refuse(t, 'kind', wanted);
  const now = clock.now();
  const startsAt = time(t, textOption(options, 'from')) ?? now;
  const endsAt = time(t, textOption(options, 'to'));
  if (endsAt !== null && (endsAt <= startsAt || endsAt <= now)) refuse(t, 'order', '');
  const hours = readHours(t, textOption(options, 'hours'));
  const days = readDays(t, textOption(options, 'days'));
  const shift = { place: place.code, staffId: staff.id, kind, startsAt, endsAt, hours, days };
  const id = await inTransaction(db, (client) => setShift(client, shift, { name: by.name, at: now }));
  const { rowCount } = await db.pool.query(
    'select from staff_chat where staff_id = $1 and linked_at is not null and unlinked_at is null',
    [staff.id],
  );
  const linked = rowCount !== 0;
  answer(
    options,
    { id: String(id), staff: staff.name, kind, place: place.code, startsAt, endsAt, hours, days, linked },
    () => {
      printLine(t('danger:cli.done.set', { id, name: staff.name, kind, place: place.name }));
      if (!linked) printLine(t('danger:cli.done.notLinked', { name: staff.name }));
    },
  );
}

interface Shown {
  id: number;
  name: string;
  kind: string;
  place: string;
  placeName: string;
  startsAt: Date;
  endsAt: Date | null;
  fromMinute: number | null;
  toMinute: number | null;
  days: number[];
  linked: boolean;
}

async function list({ db, clock, locale, say: t }: Session, _args: string[], options: Options): Promise<void> {
  const named = textOption(options, 'place');
  const place = named === undefined ? null : resolvePlace(await loadPlaceFinder(db), named, locale).code;
  const now = clock.now();
  const { rows } = await db.pool.query<Shown>(
    `select d.id, s.name, d.kind, d.place, p.name as "placeName", d.starts_at as "startsAt", d.ends_at as "endsAt",
            d.from_minute as "fromMinute", d.to_minute as "toMinute", d.days,
            exists (select from staff_chat c where c.staff_id = s.id and c.linked_at is not null and c.unlinked_at is null) as linked
       from duty_shift d join staff s on s.id = d.staff_id and s.disabled_at is null join place p on p.code = d.place
      where (d.ends_at is null or d.ends_at > $2) and ($1::text is null or $1 = any(string_to_array(p.path, '/')))
      order by p.path, d.kind, d.id`,
    [place, now],
  );
  const shown = rows.map((row) => ({ ...row, on: row.startsAt <= now && isOn(row, now) }));
  const value = shown.map(({ id, fromMinute, toMinute, placeName, ...row }) => ({
    id: String(id),
    ...row,
    hours: hoursText(fromMinute, toMinute),
  }));
  answer(options, value, () => {
    if (shown.length === 0) return printLine(t('danger:cli.done.none'));
    printLine(
      table(
        shown.map((row) => [
          String(row.id),
          row.placeName,
          row.kind,
          row.name,
          `${formatMoment(row.startsAt, locale)} – ${row.endsAt === null ? '…' : formatMoment(row.endsAt, locale)}`,
          [hoursText(row.fromMinute, row.toMinute) ?? '', row.days.join(',')].filter(Boolean).join(' · '),
          !row.linked ? t('danger:cli.unlinked') : row.on ? t('danger:cli.on') : '',
        ]),
      ),
    );
  });
}

async function unset(session: Session, [text = '']: string[], options: Options): Promise<void> {
  const { db, clock, locale, say: t } = session;
  const id = /^\d{1,9}$/.test(text) ? Number(text) : refuse(t, 'id', text);
  const { rows } = await db.pool.query<{ place: string }>('select place from duty_shift where id = $1', [id]);
  const [shift] = rows;
  if (shift === undefined) return refuse(t, 'id', text);
  const by = await requireStaff(db, byStaff(session, options).name, 'duty.set', { place: shift.place, locale });
  await inTransaction(db, (client) => unsetShift(client, id, { name: by.name, at: clock.now() }));
  answer(options, { id: String(id) }, () => printLine(t('danger:cli.done.unset', { id })));
}

async function page(session: Session, [named = '', given]: string[], options: Options): Promise<void> {
  const { db, clock, locale, say: t } = session;
  const place = resolvePlace(await loadPlaceFinder(db), named, locale);
  const by = await requireStaff(db, byStaff(session, options).name, 'duty.set', { place: place.code, locale });
  const url = flag(options, 'off') ? null : (readUrl(given) ?? refuse(t, 'url', given ?? ''));
  await inTransaction(db, (client) =>
    setReportPage(client, { place: place.code, url }, { name: by.name, at: clock.now() }),
  );
  answer(options, { place: place.code, url }, () =>
    printLine(
      url === null
        ? t('danger:cli.done.pageOff', { place: place.name })
        : t('danger:cli.done.page', { place: place.name, url }),
    ),
  );
}

const FAULTS = {
  kind: ['danger:cli.fault.kind', 'danger:cli.fault.kindMend'],
  time: ['danger:cli.fault.time', 'danger:cli.fault.timeMend'],
  order: ['danger:cli.fault.order', 'danger:cli.fault.orderMend'],
  hours: ['danger:cli.fault.hours', 'danger:cli.fault.hoursMend'],
  days: ['danger:cli.fault.days', 'danger:cli.fault.daysMend'],
  id: ['danger:cli.fault.id', 'danger:cli.fault.idMend'],
  url: ['danger:cli.fault.url', 'danger:cli.fault.urlMend'],
} as const satisfies Record<string, readonly [MessageKey, MessageKey]>;

function refuse(t: Translate, what: keyof typeof FAULTS, value: string): never {
  const [fault, mend] = FAULTS[what];
  throw new InputError(`duty-${what}`, [argumentFault(t(fault, { value: value.slice(0, 60) }), t(mend))]);
}

function time(t: Translate, text: string | undefined): Date | null {
  return text === undefined ? null : (parseTime(text) ?? refuse(t, 'time', text));
}

function readHours(t: Translate, text: string | undefined): { from: number; to: number } | null {
  if (text === undefined) return null;
  const [from, to, more] = text.split('-').map((one) => parseHour(one.trim()));
  if (!from || !to || more !== undefined) return refuse(t, 'hours', text);
  const hours = { from: from.hour * 60 + from.minute, to: to.hour * 60 + to.minute };
  return hours.from === hours.to ? refuse(t, 'hours', text) : hours;
}

function readDays(t: Translate, text: string | undefined): number[] {
  if (text === undefined) return [];
  if (!/^[1-7](\s*,\s*[1-7])*$/.test(text.trim())) return refuse(t, 'days', text);
  return [...new Set(text.split(',').map(Number))].sort();
}

function readUrl(text: string | undefined): string | null {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'https:' && url.username === '' ? url.href : null;
}

function hoursText(from: number | null, to: number | null): string | null {
  const clockTime = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return from === null || to === null ? null : `${clockTime(from)}-${clockTime(to)}`;
}
