-- Forms that officials are filling in, one for each chat, and what was told of decisions. Only adds; quick on any table.

CREATE TABLE "chat_form" (
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "no" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "step" TEXT,
    "official_id" INTEGER,
    "obligation_id" INTEGER,
    "data" JSONB NOT NULL,
    "last_update" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_form_pkey" PRIMARY KEY ("channel", "external_id")
);
CREATE INDEX "chat_form_expires_at_idx" ON "chat_form"("expires_at");

-- Which decisions of the standing agency have been handed on to the official they are about.
CREATE TABLE "decision_told" (
    "event_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decision_told_pkey" PRIMARY KEY ("event_id")
);
