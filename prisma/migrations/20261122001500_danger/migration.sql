-- Who is on duty where, the chats in which somebody is in danger just now, and who of those on duty was told. Only adds; quick on any table.

CREATE TABLE "duty_shift" (
    "id" SERIAL NOT NULL,
    "place" TEXT NOT NULL,
    "staff_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "from_minute" SMALLINT,
    "to_minute" SMALLINT,
    "days" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[],
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "duty_shift_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "duty_shift_place_idx" ON "duty_shift"("place");

CREATE TABLE "danger_chat" (
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "step" SMALLINT NOT NULL DEFAULT 0,
    "last_update" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "danger_chat_pkey" PRIMARY KEY ("channel", "external_id")
);
CREATE INDEX "danger_chat_expires_at_idx" ON "danger_chat"("expires_at");

CREATE TABLE "danger_alert" (
    "id" SERIAL NOT NULL,
    "place" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "police" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "next_at" TIMESTAMPTZ(3),
    "reached" SMALLINT NOT NULL DEFAULT 0,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_by" INTEGER,
    "channel" TEXT,
    "external_id" TEXT,
    "told" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "danger_alert_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "danger_alert_channel_external_id_idx" ON "danger_alert"("channel", "external_id");
CREATE INDEX "danger_alert_next_at_idx" ON "danger_alert"("next_at");

CREATE TABLE "danger_call" (
    "alert_id" INTEGER NOT NULL,
    "staff_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reached_at" TIMESTAMPTZ(3),

    CONSTRAINT "danger_call_pkey" PRIMARY KEY ("alert_id", "staff_id")
);

-- Of one chat at most one alert to those who help and one to the police is under way, however often the same message is answered.
CREATE UNIQUE INDEX "danger_alert_of_chat" ON "danger_alert" ("channel", "external_id", "police") WHERE "channel" IS NOT NULL;

CREATE TABLE "report_page" (
    "place" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_page_pkey" PRIMARY KEY ("place")
);
