-- A task whose deliverable is a report may be a period's too: only the check is made wider. Every row that is there passes it; reads a small table once.

ALTER TABLE "obligation" DROP CONSTRAINT "obligation_owner_check";
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_owner_check"
    CHECK (num_nonnulls("task_id", "duty_id") = 1 OR num_nonnulls("task_id", "duty_id") = 0 AND "period_id" IS NOT NULL);
