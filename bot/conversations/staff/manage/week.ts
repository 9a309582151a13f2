import { vietnamDay } from '../../../../base/vietnamDay.js';
import { formatHour } from '../../../../content/format.js';
import type { Button, Part } from '../../../../content/message.js';
import { shorten } from '../../../../content/shorten.js';
import { addDays } from '../../../../plans/deadlines/day.js';
import { readCalendar } from '../../../../scheduler/calendar/announced.js';
import { part } from '../../part.js';
import { manageButton } from './buttons.js';
import { readArticles, readSorted, readWords } from './read.js';
import { homeButton, sayDate, sayWhom } from './say.js';
import type { ManageTalk } from './talk.js';

const DAYS = 7;
const WORDS_CHARS = 50;
/** Of one day's deadlines; how many more there are is counted. */
const MOST_DEADLINES = 3;
const MOST_SENDS = 5;

/** Today and the six days after: what goes by itself, what would and is not approved yet, what falls due in their place, and the holidays. */
export async function weekAhead(talk: ManageTalk): Promise<Part> {
  const { say, db, at, staff } = talk;
  const { t } = say;
  const today = vietnamDay(at);
  const days = Array.from({ length: DAYS }, (_, n) => addDays(today, n));
  const last = days.at(-1) ?? today;
  const { armed, waiting } = await readSorted(talk);
  const sends = [...armed, ...waiting]
    .flatMap((one) => (one.at === null ? [] : [{ ...one, at: one.at, day: vietnamDay(one.at) }]))
    .filter(({ at: goes, day }) => goes >= at && day <= last)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const words = await readWords(
    talk,
    sends.map(({ id }) => id),
  );
  const articles = (await readArticles(talk, ['approved', 'creating', 'ready'])).filter(
    ({ at: goes }) => goes !== null,
  );
  const { rows: due } = await db.pool.query<Due>(DUE, [staff.place, today, last, MOST_DEADLINES]);
  const years = [...new Set(days.map((day) => Number(day.slice(0, 4))))];
  const calendar = (await Promise.all(years.map((year) => readCalendar(db, year, t)))).flat();
  const lines: string[] = [];
  const buttons: Button[] = [];
  for (const day of days) {
    const own: string[] = calendar
      .filter((one) => one.day === day)
      .map(({ kind, name }) => t(`manage:week.${kind}`, { name }));
    const ofDay = sends.filter((one) => one.day === day);
    for (const one of ofDay.slice(0, MOST_SENDS)) {
      const values = {
        hour: formatHour(one.at),
        id: one.id,
        words: shorten(words.get(one.id) ?? '', WORDS_CHARS),
        whom: sayWhom(talk, one),
      };
      const campaign = one.campaign === null ? '' : t('manage:week.campaign', { name: one.campaign });
      own.push(`${t(one.state === 'draft' ? 'manage:week.draft' : 'manage:week.send', values)}${campaign}`);
      if (buttons.length < Math.min(6, say.manner.buttons - 1))
        buttons.push({ label: `${one.id}. ${values.words}`.slice(0, 60), data: manageButton.one('card', one.id) });
    }
    if (ofDay.length > MOST_SENDS) own.push(t('manage:week.moreSends', { count: ofDay.length - MOST_SENDS }));
    for (const { id, title, at: goes } of articles)
      if (goes !== null && vietnamDay(goes) === day)
        own.push(t('manage:week.article', { hour: formatHour(goes), id, title: shorten(title, WORDS_CHARS) }));
    const owed = due.filter((one) => one.day === day);
    for (const { agency, text } of owed) own.push(t('manage:week.due', { agency, text: shorten(text, WORDS_CHARS) }));
    const left = (owed[0]?.total ?? 0) - owed.length;
    if (left > 0) own.push(t('manage:week.moreDue', { count: left }));
    if (own.length > 0) lines.push('', sayDate(say, day), ...own.map((line) => `• ${line}`));
  }
  const range = { from: say.day(today), to: say.day(last) };
  const body = lines.length === 0 ? ['', t('manage:week.none')] : lines;
  return part([t('manage:week.title', range), ...body], [...buttons.map((one) => [one]), [homeButton(say)]]);
}

interface Due {
  day: string;
  total: number;
  agency: string;
  text: string;
}

/** Open obligations of live plans within a place by the day they fall due, the first few of each day and how many there are. */
const DUE = `
  select day, total, agency, text from (
    select o.due_on::text as day, count(*) over (partition by o.due_on)::int as total, row_number() over (partition by o.due_on order by a.name, o.id) as n,
           a.name as agency, coalesce(d.text, k.text_set, k.text, case when o.occurrence = 'next' then r.next_asks else r.asks end, '') as text
      from obligation o join plan p on p.id = o.plan_id join place l on l.code = p.place join agency a on a.id = o.agency_id
      left join plan_duty d on d.id = o.duty_id left join plan_task k on k.id = coalesce(o.task_id, d.task_id) left join reporting_period r on r.id = o.period_id
     where o.state = 'open' and o.due_on between $2::date and $3::date and ($1::text is null or $1 = any(string_to_array(l.path, '/')))
  ) listed where n <= $4 order by day, n`;
