-- What places told about themselves, and what residents sent to staff. New tables only; the former program does not know them.

CREATE TABLE "local_fact" (
    "place" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "address" TEXT,
    "hours" TEXT,
    "source" TEXT NOT NULL,
    "checked_on" DATE NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "local_fact_pkey" PRIMARY KEY ("place", "kind")
);

-- Without name, contact or chat: whoever reads this table learns what was asked, sealed, and nothing of who asked.
CREATE TABLE "question" (
    "no" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "place" TEXT,
    "locale" TEXT NOT NULL,
    "text" BYTEA,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "settled_by" TEXT,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "question_pkey" PRIMARY KEY ("no"),
    CONSTRAINT "question_state_check" CHECK ("state" IN ('open', 'answered', 'closed', 'expired') AND ("state" = 'open') = ("text" IS NOT NULL))
);
CREATE UNIQUE INDEX "question_id_key" ON "question"("id");

-- Where the answer goes: only while the question is open.
CREATE TABLE "question_chat" (
    "question_no" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,

    CONSTRAINT "question_chat_pkey" PRIMARY KEY ("question_no")
);
CREATE INDEX "question_chat_channel_external_id_idx" ON "question_chat"("channel", "external_id");
