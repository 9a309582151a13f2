-- Reporting periods: what a form asks, who owes it by when, what each body said. Only adds; the check that is made wider is read on a small table.

CREATE TABLE "report_form" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_form_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "reporting_period" (
    "id" SERIAL NOT NULL,
    "form_id" INTEGER NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "cut_off" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "next_due_on" DATE,
    "standing_id" INTEGER NOT NULL,
    "asks" TEXT NOT NULL,
    "next_asks" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reporting_period_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "figure" (
    "period_id" INTEGER NOT NULL,
    "agency_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "cumulative" DOUBLE PRECISION,
    "same_period" DOUBLE PRECISION,
    "words" TEXT,

    CONSTRAINT "figure_pkey" PRIMARY KEY ("period_id", "agency_id", "code")
);

CREATE TABLE "figure_draft" (
    "period_id" INTEGER NOT NULL,
    "agency_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "words" TEXT,

    CONSTRAINT "figure_draft_pkey" PRIMARY KEY ("period_id", "agency_id", "code")
);

CREATE TABLE "report_filing" (
    "id" SERIAL NOT NULL,
    "period_id" INTEGER NOT NULL,
    "agency_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "via" TEXT NOT NULL,
    "taken" BOOLEAN NOT NULL,
    "official_id" INTEGER,
    "staff" TEXT,
    "sha256" TEXT,
    "entries" JSONB NOT NULL,
    "questions" JSONB NOT NULL,

    CONSTRAINT "report_filing_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "obligation" ADD COLUMN "period_id" INTEGER;

CREATE UNIQUE INDEX "report_form_key_sha256_key" ON "report_form"("key", "sha256");
CREATE UNIQUE INDEX "reporting_period_plan_id_name_key" ON "reporting_period"("plan_id", "name");
CREATE INDEX "reporting_period_form_id_idx" ON "reporting_period"("form_id");
CREATE INDEX "report_filing_period_id_agency_id_id_idx" ON "report_filing"("period_id", "agency_id", "id");
CREATE UNIQUE INDEX "obligation_period_id_agency_id_occurrence_key" ON "obligation"("period_id", "agency_id", "occurrence");

-- A period is owed by itself, or gives the form to what a duty of the plan has laid out already; a task is never a period's.
ALTER TABLE "obligation" DROP CONSTRAINT "obligation_owner_check";
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_owner_check"
    CHECK (num_nonnulls("task_id", "duty_id") = 1 AND ("period_id" IS NULL OR "task_id" IS NULL) OR num_nonnulls("task_id", "duty_id") = 0 AND "period_id" IS NOT NULL);
ALTER TABLE "reporting_period" ADD CONSTRAINT "reporting_period_days_check" CHECK ("from_day" <= "to_day" AND "from_day" <= "cut_off" AND "cut_off" <= "due_on" AND ("next_due_on" IS NULL OR "next_due_on" >= "due_on"));
ALTER TABLE "report_filing" ADD CONSTRAINT "report_filing_via_check" CHECK ("via" IN ('workbook', 'chat'));

-- What was filed, was filed: a correction is another filing.
CREATE FUNCTION loa_report_filing_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'report_filing is append-only';
END;
$$;
CREATE TRIGGER report_filing_append_only BEFORE UPDATE OR DELETE ON "report_filing"
    FOR EACH STATEMENT EXECUTE FUNCTION loa_report_filing_append_only();
