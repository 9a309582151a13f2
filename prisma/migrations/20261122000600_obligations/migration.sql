-- What active plans owe, body by body and day by day, and all that happened to it. Only adds; quick on any table.

CREATE TABLE "obligation" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "task_id" INTEGER,
    "duty_id" INTEGER,
    "agency_id" INTEGER NOT NULL,
    "occurrence" TEXT NOT NULL DEFAULT '',
    "mode" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "phrase" TEXT,
    "basis" TEXT,
    "written_on" DATE,
    "exclusive" BOOLEAN NOT NULL DEFAULT false,
    "due_on" DATE,
    "first_due_on" DATE,
    "owed_from" DATE NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "done_on" DATE,
    "asked_on" DATE,
    "official_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "obligation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "obligation_event" (
    "id" SERIAL NOT NULL,
    "obligation_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "due_on" DATE,
    "official_id" INTEGER,
    "staff" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "key" TEXT,

    CONSTRAINT "obligation_event_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "obligation_task_id_agency_id_occurrence_key" ON "obligation"("task_id", "agency_id", "occurrence");
CREATE UNIQUE INDEX "obligation_duty_id_agency_id_occurrence_key" ON "obligation"("duty_id", "agency_id", "occurrence");
CREATE INDEX "obligation_plan_id_idx" ON "obligation"("plan_id");
CREATE INDEX "obligation_agency_id_state_idx" ON "obligation"("agency_id", "state");
CREATE INDEX "obligation_state_due_on_idx" ON "obligation"("state", "due_on");
CREATE UNIQUE INDEX "obligation_event_key_key" ON "obligation_event"("key");
CREATE INDEX "obligation_event_obligation_id_id_idx" ON "obligation_event"("obligation_id", "id");
-- What decides how a day stood, and what was put off: far fewer than all events, and read for every board and every run of nudges.
CREATE INDEX "obligation_event_standing_idx" ON "obligation_event"("obligation_id", "id") INCLUDE ("kind", "on_day", "due_on")
    WHERE "kind" IN ('reported', 'amended', 'undone', 'sent-back', 'dropped', 'restored', 'due-changed', 'extension-granted');
CREATE INDEX "obligation_event_snoozed_idx" ON "obligation_event"("on_day", "obligation_id") WHERE "kind" = 'snoozed';

ALTER TABLE "obligation" ADD CONSTRAINT "obligation_owner_check" CHECK (("task_id" IS NULL) <> ("duty_id" IS NULL));
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_mode_check" CHECK ("mode" IN ('giao', 'đề nghị'));
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_kind_check" CHECK ("kind" IN ('dated', 'ongoing', 'undated') AND ("kind" = 'dated') = ("due_on" IS NOT NULL) AND ("kind" = 'dated') = ("first_due_on" IS NOT NULL));
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_source_check" CHECK ("source" IN ('plan', 'clerk', 'follow-up'));
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_state_check" CHECK ("state" IN ('open', 'reported', 'confirmed', 'dropped') AND ("state" NOT IN ('reported', 'confirmed') OR "done_on" IS NOT NULL));

-- What happened, happened: what was wrong is put right by what happens next.
CREATE FUNCTION loa_obligation_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'obligation_event is append-only';
END;
$$;
CREATE TRIGGER obligation_event_append_only BEFORE UPDATE OR DELETE ON "obligation_event"
    FOR EACH ROW EXECUTE FUNCTION loa_obligation_event_append_only();
