/**
 * The ladders that were set, each also for the versions of its plan that came after and their tasks that follow, unless a nearer one was set there:
 * a new version must not fall back to the default by itself. A ladder of a plan has task 0. Walked forwards from the few that were set.
 */
export const HELD_LADDERS = `
  with recursive held as (
    select plan_id, task_id, before_days, after_days, set_by, 0 as away from nudge_ladder
    union all
    select p.id, coalesce(t.id, 0), h.before_days, h.after_days, h.set_by, h.away + 1
      from held h join plan p on p.replaces_id = h.plan_id
      left join plan_task t on h.task_id <> 0 and t.plan_id = p.id and t.follows_id = h.task_id
     where (h.task_id = 0 or t.id is not null) and h.away < 100
  )
  select distinct on (plan_id, task_id) plan_id as "planId", task_id as "taskId", before_days as before, after_days as after, set_by as "setBy"
    from held order by plan_id, task_id, away`;
