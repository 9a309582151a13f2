-- Quizzes that residents do, and pledges that they give. Only adds; quick on any table.

CREATE TABLE "quiz_sitting" (
    "id" SERIAL NOT NULL,
    "contact_id" INTEGER,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "quiz" TEXT NOT NULL,
    "campaign" TEXT NOT NULL DEFAULT '',
    "questions" TEXT[] NOT NULL,
    "choices" SMALLINT[] NOT NULL DEFAULT '{}',
    "score" SMALLINT NOT NULL DEFAULT 0,
    "last_update" TEXT NOT NULL,
    "touched_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_sitting_pkey" PRIMARY KEY ("id"),
    -- Which answers were given is known only while the sitting lasts.
    CONSTRAINT "quiz_sitting_choices_check" CHECK ("ended_at" IS NULL OR cardinality("choices") = 0)
);
CREATE INDEX "quiz_sitting_contact_id_idx" ON "quiz_sitting"("contact_id");
CREATE INDEX "quiz_sitting_expires_at_idx" ON "quiz_sitting"("expires_at");
-- One open sitting of a quiz for a chat, and for a person with several.
CREATE UNIQUE INDEX "quiz_sitting_open_chat" ON "quiz_sitting"("channel", "external_id", "quiz") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "quiz_sitting_open_contact" ON "quiz_sitting"("contact_id", "quiz") WHERE "ended_at" IS NULL AND "contact_id" IS NOT NULL;

CREATE TABLE "pledge" (
    "contact_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "campaign" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL,
    "wording" TEXT NOT NULL,
    "people" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pledge_pkey" PRIMARY KEY ("contact_id", "kind", "campaign")
);
