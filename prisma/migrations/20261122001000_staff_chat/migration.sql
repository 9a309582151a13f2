-- Chats in which a member of staff decides what the standing agency has to decide. Only adds; quick on any table.

CREATE TABLE "staff_chat" (
    "id" SERIAL NOT NULL,
    "staff_id" INTEGER NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "channel" TEXT,
    "external_id" TEXT,
    "linked_at" TIMESTAMPTZ(3),
    "unlinked_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_chat_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "staff_chat_code_hash_key" ON "staff_chat"("code_hash");
CREATE INDEX "staff_chat_staff_id_idx" ON "staff_chat"("staff_id");

-- A chat is at most one member of staff's at a time.
CREATE UNIQUE INDEX "staff_chat_live" ON "staff_chat" ("channel", "external_id") WHERE "linked_at" IS NOT NULL AND "unlinked_at" IS NULL;
