-- Talks of residents with officers. A new table only; the former program does not know it.

CREATE TABLE "handover" (
    "id" SERIAL NOT NULL,
    "place" TEXT,
    "kind" TEXT,
    "duty" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "channel" TEXT,
    "external_id" TEXT,
    "called" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "staff_id" INTEGER,
    "staff_channel" TEXT,
    "staff_chat" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "quiet_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_how" TEXT,

    CONSTRAINT "handover_pkey" PRIMARY KEY ("id"),
    -- Whose chats they are stands here only while it lasts.
    CONSTRAINT "handover_state_check" CHECK (
      CASE "state"
        WHEN 'waiting' THEN "channel" IS NOT NULL AND "staff_id" IS NULL AND "staff_chat" IS NULL AND "quiet_at" IS NOT NULL
        WHEN 'joined' THEN "channel" IS NOT NULL AND "staff_id" IS NOT NULL AND "staff_chat" IS NOT NULL AND "quiet_at" IS NOT NULL
        ELSE "state" = 'over' AND "channel" IS NULL AND "external_id" IS NULL AND "staff_chat" IS NULL AND "quiet_at" IS NULL AND "ended_at" IS NOT NULL
      END)
);
CREATE INDEX "handover_quiet_at_idx" ON "handover"("quiet_at");
CREATE INDEX "handover_ended_at_idx" ON "handover"("ended_at");

-- A chat asks for one officer at a time, and an officer is in one talk at a time, however often and wherever a button is pressed.
CREATE UNIQUE INDEX "handover_of_chat" ON "handover" ("channel", "external_id") WHERE "channel" IS NOT NULL;
CREATE UNIQUE INDEX "handover_of_staff" ON "handover" ("staff_id") WHERE "state" = 'joined';
CREATE UNIQUE INDEX "handover_of_staff_chat" ON "handover" ("staff_channel", "staff_chat") WHERE "staff_chat" IS NOT NULL;
