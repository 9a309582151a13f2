-- Plans under review and live, the agencies they give work to, and those agencies' officials. Only adds; quick on any table.

ALTER TABLE "contact" ADD COLUMN "resident" BOOLEAN NOT NULL DEFAULT true;

CREATE TYPE "plan_state" AS ENUM ('draft', 'active', 'replaced');

CREATE TABLE "agency" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "parent_id" INTEGER,
    "kind" TEXT NOT NULL,
    "aliases" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "alias_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "defunct_at" TIMESTAMPTZ(3),
    "successor_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agency_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "official" (
    "id" SERIAL NOT NULL,
    "agency_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "phone" BYTEA,
    "contact_id" INTEGER,
    "joined_at" TIMESTAMPTZ(3),
    "left_at" TIMESTAMPTZ(3),
    "handed_to" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "official_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "invite" (
    "id" SERIAL NOT NULL,
    "official_id" INTEGER NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invite_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "plan" (
    "id" SERIAL NOT NULL,
    "state" "plan_state" NOT NULL DEFAULT 'draft',
    "sha256" TEXT NOT NULL,
    "title" TEXT,
    "number" TEXT,
    "issuer" TEXT,
    "place_text" TEXT,
    "place" TEXT,
    "issued_on" DATE,
    "period_from" DATE,
    "period_to" DATE,
    "text" TEXT NOT NULL,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "replaces_id" INTEGER,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_by" TEXT,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "plan_task" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "no" INTEGER NOT NULL,
    "section" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "text_set" TEXT,
    "agencies" TEXT[],
    "with_others" TEXT[],
    "mode" TEXT NOT NULL,
    "deliverable" TEXT,
    "start_offset" INTEGER NOT NULL,
    "end_offset" INTEGER NOT NULL,
    "follows_id" INTEGER,
    "dropped_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_task_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "task_agency" (
    "id" SERIAL NOT NULL,
    "task_id" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "printed" TEXT NOT NULL,
    "body_key" TEXT NOT NULL,
    "agency_id" INTEGER,
    "by_clerk" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "task_agency_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "plan_deadline" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "task_id" INTEGER,
    "duty_id" INTEGER,
    "source" TEXT NOT NULL,
    "no" SMALLINT NOT NULL DEFAULT 0,
    "phrase" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "on_day" DATE,
    "exclusive" BOOLEAN NOT NULL DEFAULT false,
    "rrule" TEXT,
    "note" TEXT,
    "from_day" DATE,
    "to_day" DATE,
    "basis" TEXT,
    "set_by" TEXT,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plan_deadline_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "plan_duty" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "no" INTEGER NOT NULL,
    "task_id" INTEGER,
    "section" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "to_whom" TEXT,
    "text" TEXT NOT NULL,
    "start_offset" INTEGER NOT NULL,
    "end_offset" INTEGER NOT NULL,

    CONSTRAINT "plan_duty_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "plan_target" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "no" INTEGER NOT NULL,
    "section" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "comparison" TEXT,
    "unit" TEXT,
    "by_when" TEXT,
    "owner_id" INTEGER,

    CONSTRAINT "plan_target_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "target_value" (
    "target_id" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "target_value_pkey" PRIMARY KEY ("target_id", "period")
);

CREATE TABLE "plan_question" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "no" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT,
    "task_id" INTEGER,
    "duty_id" INTEGER,
    "proposal" JSONB,
    "answer" JSONB,
    "answered_by" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_question_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "agency_place_key_key" ON "agency"("place", "key");
CREATE UNIQUE INDEX "official_agency_id_name_key" ON "official"("agency_id", "name");
CREATE INDEX "official_contact_id_idx" ON "official"("contact_id");
CREATE UNIQUE INDEX "invite_code_hash_key" ON "invite"("code_hash");
CREATE INDEX "invite_official_id_idx" ON "invite"("official_id");
CREATE UNIQUE INDEX "plan_sha256_key" ON "plan"("sha256");
CREATE UNIQUE INDEX "plan_task_plan_id_no_key" ON "plan_task"("plan_id", "no");
CREATE UNIQUE INDEX "task_agency_task_id_role_ordinal_agency_id_key" ON "task_agency"("task_id", "role", "ordinal", "agency_id");
CREATE INDEX "task_agency_agency_id_idx" ON "task_agency"("agency_id");
CREATE UNIQUE INDEX "plan_deadline_task_id_source_no_key" ON "plan_deadline"("task_id", "source", "no");
CREATE UNIQUE INDEX "plan_deadline_duty_id_source_no_key" ON "plan_deadline"("duty_id", "source", "no");
CREATE INDEX "plan_deadline_plan_id_idx" ON "plan_deadline"("plan_id");
CREATE UNIQUE INDEX "plan_duty_plan_id_no_key" ON "plan_duty"("plan_id", "no");
CREATE UNIQUE INDEX "plan_target_plan_id_no_key" ON "plan_target"("plan_id", "no");
CREATE UNIQUE INDEX "plan_question_plan_id_key_key" ON "plan_question"("plan_id", "key");
CREATE UNIQUE INDEX "plan_question_plan_id_no_key" ON "plan_question"("plan_id", "no");

ALTER TABLE "official" ADD CONSTRAINT "official_role_check" CHECK ("role" IN ('focal', 'head'));
ALTER TABLE "task_agency" ADD CONSTRAINT "task_agency_role_check" CHECK ("role" IN ('lead', 'with'));
-- A deadline belongs to a task or to a duty, and a follow-up day always names the letter it rests on.
ALTER TABLE "plan_deadline" ADD CONSTRAINT "plan_deadline_owner_check" CHECK (("task_id" IS NULL) <> ("duty_id" IS NULL));
ALTER TABLE "plan_deadline" ADD CONSTRAINT "plan_deadline_source_check" CHECK ("source" IN ('plan', 'clerk', 'follow-up') AND ("source" <> 'follow-up' OR "basis" IS NOT NULL));
