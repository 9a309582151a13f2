-- Who relays a campaign beyond the chat, what they were given for which week, and what they say became of it. Only adds; quick on any table.

CREATE TABLE "relayer" (
    "id" SERIAL NOT NULL,
    "place" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "area" TEXT NOT NULL DEFAULT '',
    "contact_id" INTEGER,
    "joined_at" TIMESTAMPTZ(3),
    "left_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relayer_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "relayer_contact_id_idx" ON "relayer"("contact_id");

CREATE TABLE "relayer_code" (
    "id" SERIAL NOT NULL,
    "relayer_id" INTEGER NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "relayer_code_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "relayer_code_code_hash_key" ON "relayer_code"("code_hash");
CREATE INDEX "relayer_code_relayer_id_idx" ON "relayer_code"("relayer_id");

CREATE TABLE "relay_schedule" (
    "id" SERIAL NOT NULL,
    "campaign" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "content_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),

    CONSTRAINT "relay_schedule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "relay_week" (
    "schedule_id" INTEGER NOT NULL,
    "week" DATE NOT NULL,
    "until" DATE NOT NULL,
    "send_on" DATE NOT NULL,
    "remind_on" DATE NOT NULL,
    "said" JSONB NOT NULL,
    "package_sha256" TEXT NOT NULL,
    "paper_sha256" TEXT NOT NULL,

    CONSTRAINT "relay_week_pkey" PRIMARY KEY ("schedule_id","week")
);
CREATE INDEX "relay_week_until_idx" ON "relay_week"("until");

CREATE TABLE "relay_package" (
    "id" SERIAL NOT NULL,
    "schedule_id" INTEGER NOT NULL,
    "week" DATE NOT NULL,
    "relayer_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "contact_id" INTEGER NOT NULL,
    "month" DATE NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "reminder_id" INTEGER,
    "reminded_at" TIMESTAMPTZ(3),

    CONSTRAINT "relay_package_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "relay_package_schedule_id_week_relayer_id_key" ON "relay_package"("schedule_id", "week", "relayer_id");
CREATE INDEX "relay_package_relayer_id_idx" ON "relay_package"("relayer_id");

CREATE TABLE "relay_answer" (
    "id" SERIAL NOT NULL,
    "package_id" INTEGER NOT NULL,
    "said" TEXT NOT NULL,
    "times" INTEGER,
    "people" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "update_key" TEXT NOT NULL,

    CONSTRAINT "relay_answer_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "relay_answer_update_key_key" ON "relay_answer"("update_key");
CREATE INDEX "relay_answer_package_id_idx" ON "relay_answer"("package_id");

ALTER TABLE "relayer" ADD CONSTRAINT "relayer_role_check" CHECK ("role" IN ('loudspeaker', 'village-head', 'respected-person', 'sms', 'portal'));
ALTER TABLE "relay_schedule" ADD CONSTRAINT "relay_schedule_state_check" CHECK ("state" IN ('draft', 'approved', 'cancelled'));
ALTER TABLE "relay_package" ADD CONSTRAINT "relay_package_channel_check" CHECK ("channel" IN ('loudspeaker', 'group', 'sms', 'portal'));
ALTER TABLE "relay_answer" ADD CONSTRAINT "relay_answer_said_check" CHECK ("said" IN ('broadcast', 'forwarded', 'nothing') AND ("times" IS NULL OR "times" BETWEEN 1 AND 99) AND ("people" IS NULL OR "people" BETWEEN 0 AND 100000));
-- Somebody stands once in a place's list, and a place has one calendar of relays for a campaign and year at a time.
CREATE UNIQUE INDEX "relayer_once" ON "relayer" ("place", "role", "name", "area") WHERE "left_at" IS NULL;
CREATE UNIQUE INDEX "relay_schedule_live" ON "relay_schedule" ("campaign", "year", "place") WHERE "state" <> 'cancelled';
