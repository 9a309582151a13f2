import type { HadTheirShare } from '../cap/hadTheirShare.js';
import { EXAM_DAY, type SitsExam } from '../exams/heldForExam.js';

/** Who could be reached and is not to be, each null where that is nobody. */
export interface HeldBack {
  had: HadTheirShare | null;
  exam: SitsExam | null;
}

/**
 * Who the people of a rule are and over which channel each is reached: `contact_id`, `channel` (the first of `channels`,
 * in order of preference, over which there is an active address, not suppressed and inside its channel's window) and `reason`, null where there is
 * one, else why there is none; who could be reached and has had their share (`had`, cap/hadTheirShare.ts) keeps the channel and
 * has the reason `capped`, who sits an examination (`exam`, exams/heldForExam.ts) `exam-day`. `rule` is a condition on `contact c`,
 * `channels` an expression of type text[], `shut` says of address `a` that its window is over (window.ts).
 */
export const reachable = (rule: string, channels: string, shut: string, { had, exam }: HeldBack): string => `
  select contact_id, (${channels}::text[])[best] as channel,
         case when best is not null then ${heldBack({ had, exam })} when outside then 'outside-window' when opted_out then 'opted-out' when blocked then 'blocked'
              when gone then 'gone' else 'no-channel' end as reason
    from (
      select c.id as contact_id,
             min(array_position(${channels}::text[], a.channel)) filter (where a.state = 'active' and s.key is null and not (${shut})) as best,
             coalesce(bool_or(a.state = 'active' and s.key is null and ${shut}), false) as outside,
             bool_or(a.state = 'opted_out' or s.key is not null) as opted_out,
             bool_or(a.state = 'blocked') as blocked,
             bool_or(a.state = 'gone') as gone${exam === null ? '' : `, ${exam('c')} as in_exam`}
        from contact c
        left join address a on a.contact_id = c.id
        left join suppression s on s.key = a.key
       where ${rule}
       group by c.id) one${had === null ? '' : ` ${had.join('one.contact_id')}`}`;

function heldBack({ had, exam }: HeldBack): string {
  const reasons = [
    ...(exam === null ? [] : [`when in_exam then '${EXAM_DAY}'`]),
    ...(had === null ? [] : [`when ${had.had('contact_id')} then 'capped'`]),
  ];
  return reasons.length === 0 ? 'null' : `case ${reasons.join(' ')} end`;
}
