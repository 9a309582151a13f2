/** The plans that count: those that are active, or the one of `$1`. */
const LIVE = `live as (select * from plan where state = 'active' and ($1::int is null or id = $1))`;

/** The tasks and duties of active plans with their deadlines, as they are kept. */
export const READ = `
  with ${LIVE}, own as (
    select t.plan_id, t.id as task_id, null::int as duty_id, t.mode, t.id as of_task from plan_task t join live on live.id = t.plan_id where t.dropped_at is null
    union all
    select d.plan_id, null, d.id, t.mode, t.id from plan_duty d join live on live.id = d.plan_id join plan_task t on t.id = d.task_id where t.dropped_at is null
  ), kept as (
    select d.task_id, d.duty_id,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object('phrase', d.phrase, 'kind', d.kind, 'on', d.on_day::text, 'exclusive', nullif(d.exclusive, false),
             'rrule', d.rrule, 'note', d.note, 'from', d.from_day::text, 'to', d.to_day::text)) ||
             jsonb_build_object('source', d.source, 'no', d.no, 'basis', d.basis) order by d.no, d.id) as deadlines
      from plan_deadline d join live on live.id = d.plan_id group by d.task_id, d.duty_id
  )
  select own.plan_id as "planId", own.task_id as "taskId", own.duty_id as "dutyId", own.mode, live.issued_on::text as "issuedOn", live.created_at as "createdAt",
         live.activated_at as "activatedAt", live.replaces_id is not null as follows, live.period_to::text as "periodTo",
         coalesce(k.deadlines, '[]') as deadlines
    from own join live on live.id = own.plan_id
    left join kept k on k.task_id = own.task_id or k.duty_id = own.duty_id`;

/**
 * What is owed, body by body. A duty is owed by those who lead its task, and not where the task itself is owed by that day; a follow-up
 * day by those who have not reported a task without a day. Whoever `asked` names is asked ("đề nghị") and not ordered, whatever the task says.
 */
const LAID = `
  wanted as (
    select * from jsonb_to_recordset($1::jsonb -> 'owed') as w(plan int, task int, duty int, mode text, kind text, source text, phrase text, basis text,
      occurrence text, written date, exclusive boolean, due date, "from" date)
  ), leads as (
    select distinct b.task_id, b.agency_id, x.agency is not null as asked
      from task_agency b left join jsonb_to_recordset($1::jsonb -> 'asked') as x(task int, agency int) on x.task = b.task_id and x.agency = b.agency_id
     where b.role = 'lead' and b.agency_id is not null
       and b.task_id in (select task from wanted union select d.task_id from plan_duty d join wanted w on w.duty = d.id)
  ), laid as materialized (
    select w.plan, w.task, w.duty, case when l.asked then 'đề nghị' else w.mode end as mode, w.kind, w.source, w.phrase, w.basis, w.occurrence, w.written,
           w.exclusive, w.due, w."from", l.agency_id, coalesce(w.task, -w.duty) as owner
      from wanted w left join plan_duty d on d.id = w.duty join leads l on l.task_id = coalesce(w.task, d.task_id)
     where (w.duty is null or not exists (select from wanted o where o.task = d.task_id and o.written = w.written))
       and (w.occurrence <> 'follow-up' or not exists (
         select from obligation o where o.task_id = w.task and o.agency_id = l.agency_id and o.occurrence = '' and o.kind = 'undated' and o.state in ('reported', 'confirmed')))
  )`;

/**
 * What is laid out beside what is owed, in one pass over both: a full join is hashed or merged and never compares each with each, whatever
 * the planner believes of rows that were written a moment ago; materialized, so that it stays one. `oid` is null for what is new, `owner`
 * for what nothing asks for.
 */
const MATCHED = `${LAID}, matched as materialized (
    select o.id as oid, l.* from obligation o
      full join laid l on o.agency_id = l.agency_id and o.occurrence = l.occurrence and coalesce(o.task_id, -o.duty_id) = l.owner
  )`;

/** New ones only; whoever lays out at the same moment makes each once. */
export const LAY_OUT = `
  with ${MATCHED}, made as (
    insert into obligation (plan_id, task_id, duty_id, agency_id, occurrence, mode, kind, source, phrase, basis, written_on, exclusive, due_on, first_due_on, owed_from)
    select plan, task, duty, agency_id, occurrence, mode, kind, source, phrase, basis, written, exclusive, due, due, "from" from matched where oid is null order by due, task, duty, agency_id
    on conflict do nothing returning 1
  )
  select count(*)::int as count from made`;

/**
 * What the plan or its clerk says otherwise now. The last day in time follows only where the day itself is another one, so that a day that
 * was granted stays; each move is an event, from which boards of earlier days know the day before it.
 *
 * The obligations are looked at one by one, by their ids, in a subquery that locks: that cannot be turned round. As a plain join, in tables
 * without statistics, the planner went through all that is matched anew for every obligation: 10,000 took eight seconds.
 */
export const CHANGE = `
  with ${MATCHED}, other as (
    select o.id, o.was, o.gone, o.moved, m.*
      from (select * from matched where owner is not null and oid is not null order by oid) m
     cross join lateral (
       select o.id, o.due_on as was, o.state = 'dropped' as gone, (o.written_on, o.exclusive, o.kind) is distinct from (m.written, m.exclusive, m.kind) as moved
         from obligation o
        where o.id = m.oid and (o.state = 'dropped' or (o.plan_id, o.mode, o.kind, o.source, o.phrase, o.basis, o.written_on, o.exclusive)
             is distinct from (m.plan, m.mode, m.kind, m.source, m.phrase, m.basis, m.written, m.exclusive))
          for update) o
  ), changed as (
    update obligation o
       set plan_id = w.plan, mode = w.mode, kind = w.kind, source = w.source, phrase = w.phrase, basis = w.basis, written_on = w.written, exclusive = w.exclusive,
           due_on = case when w.moved then w.due else o.due_on end,
           first_due_on = case when w.kind = 'dated' then coalesce(o.first_due_on, w.due) end,
           state = case when w.gone then 'open' else o.state end
      from other w where w.id = o.id
    returning o.id, w.was, w.gone, o.due_on as due
  ), noted as (
    insert into obligation_event (obligation_id, at, kind, on_day, due_on, data)
    select id, $2::timestamptz, 'restored', $3::date, null, '{}'::jsonb from changed where gone
    union all
    select id, $2::timestamptz, 'due-changed', $3::date, due, jsonb_build_object('from', was, 'on', due) from changed where due is distinct from was
  )
  select count(*)::int as count from changed`;

/** Open ones that no active plan asks for. What a reporting period asks for is owed until the period ends it. Looked at one by one, as in CHANGE. */
export const DROP = `
  with ${MATCHED}, gone as (
    select o.id
      from (select oid from matched where owner is null order by oid) m
     cross join lateral (
       select o.id from obligation o join plan p on p.id = o.plan_id
        where o.id = m.oid and o.state = 'open' and o.period_id is null and (p.state = 'replaced' or (p.state = 'active' and ($4::int is null or p.id = $4)))
          for update of o) o
  ), dropped as (
    update obligation o set state = 'dropped', asked_on = null from gone where gone.id = o.id returning o.id
  ), noted as (
    insert into obligation_event (obligation_id, at, kind, on_day) select id, $2::timestamptz, 'dropped', $3::date from dropped order by id
  )
  select count(*)::int as count from dropped`;

/** Each task of an active plan with the tasks of all earlier versions that it follows, however many lie between. */
const LINEAGE = `
  with recursive lineage as (
    select t.id as now, t.plan_id as plan, t.follows_id as former from plan_task t join plan p on p.id = t.plan_id
     where p.state = 'active' and ($1::int is null or p.id = $1) and t.follows_id is not null
    union
    select l.now, l.plan, t.follows_id from lineage l join plan_task t on t.id = l.former where t.follows_id is not null
  )`;

const NOTE_CARRIED = `noted as (
    insert into obligation_event (obligation_id, at, kind, on_day, data)
    select id, $2::timestamptz, 'carried', $3::date, jsonb_build_object('from', former, 'to', plan) from carried order by id
  )
  select count(*)::int as count from carried`;

/** Obligations of a replaced version go over to the task that follows, with their history. */
export const CARRY_TASKS = `${LINEAGE}, carried as (
    update obligation o set task_id = l.now, plan_id = l.plan from lineage l, plan was
     where o.task_id = l.former and was.id = o.plan_id and was.state = 'replaced'
       and not exists (select from obligation x where x.task_id = l.now and x.agency_id = o.agency_id and x.occurrence = o.occurrence)
    returning o.id, was.id as former, l.plan
  ), ${NOTE_CARRIED}`;

/** A duty follows where its task does and its words are the same. */
export const CARRY_DUTIES = `${LINEAGE}, pairs as (
    select distinct on (f.id) f.id as former, n.id as now, l.plan from lineage l join plan_duty n on n.task_id = l.now join plan_duty f on f.task_id = l.former and f.text = n.text order by f.id, n.id
  ), carried as (
    update obligation o set duty_id = l.now, plan_id = l.plan from pairs l, plan was
     where o.duty_id = l.former and was.id = o.plan_id and was.state = 'replaced'
       and not exists (select from obligation x where x.duty_id = l.now and x.agency_id = o.agency_id and x.occurrence = o.occurrence)
    returning o.id, was.id as former, l.plan
  ), ${NOTE_CARRIED}`;

/** Reporting periods of a replaced version, and what they ask for by themselves, go over to the version that counts. */
export const CARRY_PERIODS = `
  with recursive version as (
    select id as now, replaces_id as former from plan where state = 'active' and ($1::int is null or id = $1) and replaces_id is not null
    union
    select v.now, p.replaces_id from version v join plan p on p.id = v.former where p.replaces_id is not null
  ), periods as (
    update reporting_period r set plan_id = v.now from version v
     where r.plan_id = v.former and not exists (select from reporting_period x where x.plan_id = v.now and x.name = r.name)
  ), carried as (
    update obligation o set plan_id = v.now from version v
     where o.plan_id = v.former and o.period_id is not null and o.task_id is null and o.duty_id is null
    returning o.id, v.former, v.now as plan
  ), ${NOTE_CARRIED}`;

/** A body that exists no longer: its successor owes what it owed, unless that owes it already. */
export const SUCCEED = `
  with ${LIVE}, carried as (
    update obligation o set agency_id = a.successor_id, official_id = null from agency a, live
     where a.id = o.agency_id and a.successor_id is not null and live.id = o.plan_id
       and not exists (select from obligation x where x.agency_id = a.successor_id and x.occurrence = o.occurrence and (x.task_id = o.task_id or x.duty_id = o.duty_id or x.period_id = o.period_id))
    returning o.id, a.id as former, a.successor_id as successor
  ), noted as (
    insert into obligation_event (obligation_id, at, kind, on_day, data)
    select id, $2::timestamptz, 'agency-changed', $3::date, jsonb_build_object('from', former, 'to', successor) from carried order by id
  )
  select count(*)::int as count from carried`;

/** Bodies that lead a task of an active plan and mean no agency. */
export const UNGIVEN = `
  with ${LIVE}
  select t.plan_id as "planId", t.no as task, t.section, b.printed from task_agency b join plan_task t on t.id = b.task_id join live on live.id = t.plan_id
   where b.role = 'lead' and b.agency_id is null and t.dropped_at is null order by t.plan_id, t.no, b.ordinal`;

/** Bodies that lead a task, with the words by which the plan means each. */
export const LEADS = `
  with ${LIVE}
  select b.task_id as task, b.agency_id as agency, a.name, b.printed
    from task_agency b join agency a on a.id = b.agency_id join plan_task t on t.id = b.task_id join live on live.id = t.plan_id
   where b.role = 'lead' and a.kind not in ('committee', 'village', 'school')`;
