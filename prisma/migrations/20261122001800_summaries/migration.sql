-- When the standing agency is told who has not reported, and which of those summaries have been made. Only adds; quick on any table.

CREATE TABLE "summary_setting" (
    "plan_id" INTEGER NOT NULL,
    "period_id" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL,
    "at_minute" SMALLINT,
    "weekday" SMALLINT,
    "staff" INTEGER[],
    "officials" BOOLEAN NOT NULL DEFAULT true,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "summary_setting_pkey" PRIMARY KEY ("plan_id","period_id","kind")
);

CREATE TABLE "summary_run" (
    "kind" TEXT NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "period_id" INTEGER NOT NULL,
    "counted_to" DATE NOT NULL,
    "month" DATE NOT NULL,
    "broadcast_id" INTEGER,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "summary_run_pkey" PRIMARY KEY ("kind","plan_id","period_id","counted_to")
);

ALTER TABLE "summary_setting" ADD CONSTRAINT "summary_setting_kind_check" CHECK ("kind" IN ('daily', 'weekly'));
ALTER TABLE "summary_setting" ADD CONSTRAINT "summary_setting_hour_check" CHECK ("at_minute" BETWEEN 420 AND 1199 AND ("kind" = 'daily' OR "weekday" BETWEEN 1 AND 7));
ALTER TABLE "summary_run" ADD CONSTRAINT "summary_run_kind_check" CHECK ("kind" IN ('daily', 'weekly', 'leaders-daily', 'leaders-weekly'));
