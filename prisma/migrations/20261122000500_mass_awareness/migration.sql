-- Articles to everybody who follows an account: one row for each such broadcast. A new table touches no row that is there.

-- CreateEnum
CREATE TYPE "mass_state" AS ENUM ('draft', 'approved', 'creating', 'ready', 'publishing', 'sending', 'sent', 'finished', 'rejected', 'unknown', 'expired', 'cancelled', 'held');

-- CreateTable
CREATE TABLE "mass_post" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "state" "mass_state" NOT NULL DEFAULT 'draft',
    "article" JSONB NOT NULL,
    "pictures" TEXT[],
    "audience" TEXT NOT NULL,
    "target" JSONB NOT NULL,
    "address" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "approved_hash" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "budget_day" DATE,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "ticket" TEXT,
    "article_id" TEXT,
    "shown_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "message_id" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "held_from" "mass_state",
    "reached" INTEGER,
    "reported_by" TEXT,
    "reported_at" TIMESTAMPTZ(3),

    CONSTRAINT "mass_post_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mass_post_sender_state_idx" ON "mass_post"("sender", "state");
