-- Days that were announced as working or off, the ladders of plans and tasks, and the runs of nudges: what was told to whom
-- on which day. Only adds; quick on any table.

CREATE TABLE "calendar_day" (
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calendar_day_pkey" PRIMARY KEY ("day")
);

CREATE TABLE "nudge_ladder" (
    "plan_id" INTEGER NOT NULL,
    "task_id" INTEGER NOT NULL DEFAULT 0,
    "before_days" INTEGER[],
    "after_days" INTEGER[],
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "nudge_ladder_pkey" PRIMARY KEY ("plan_id","task_id")
);

CREATE TABLE "nudge_run" (
    "on_day" DATE NOT NULL,
    "month" DATE NOT NULL,
    "broadcast_id" INTEGER,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "persons" INTEGER NOT NULL,
    "rungs" INTEGER NOT NULL,
    "unreached" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "nudge_run_pkey" PRIMARY KEY ("on_day")
);

CREATE TABLE "nudge_digest" (
    "month" DATE NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "contact_id" INTEGER NOT NULL,
    "message" JSONB,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "nudge_digest_pkey" PRIMARY KEY ("month","broadcast_id","contact_id")
);

CREATE TABLE "nudge_rung" (
    "obligation_id" INTEGER NOT NULL,
    "official_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "counted_to" DATE NOT NULL,
    "rung" INTEGER NOT NULL,
    "on_day" DATE NOT NULL,
    "month" DATE NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "contact_id" INTEGER NOT NULL,

    CONSTRAINT "nudge_rung_pkey" PRIMARY KEY ("obligation_id","official_id","kind","counted_to","rung")
);

ALTER TABLE "calendar_day" ADD CONSTRAINT "calendar_day_kind_check" CHECK ("kind" IN ('working', 'rest'));
ALTER TABLE "nudge_rung" ADD CONSTRAINT "nudge_rung_kind_check" CHECK ("kind" IN ('dated', 'ongoing', 'snoozed'));
