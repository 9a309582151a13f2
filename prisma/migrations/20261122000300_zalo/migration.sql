-- Zalo lets an account write to a person only for a while after the person last did something: the clock of that, kept
-- per address, and per sender for how long it lasts. Adding empty columns and a table touches no row that is there.

-- AlterTable
ALTER TABLE "address" ADD COLUMN "heard_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sender" ADD COLUMN "awareness_within_s" INTEGER,
ADD COLUMN "nudge_within_s" INTEGER;

-- CreateTable
CREATE TABLE "attended_chat" (
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attended_chat_pkey" PRIMARY KEY ("channel","external_id")
);
