-- What an account of a channel is let in with, where that changes while it is used: Zalo's rotating pair of tokens.
-- Adds a table and touches no other: the former program goes on beside it.
CREATE TYPE "credential_state" AS ENUM ('ok', 'reauth_required');

CREATE TABLE "channel_credential" (
    "channel" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "access_token" BYTEA,
    "access_expires_at" TIMESTAMPTZ(3),
    "refresh_token" BYTEA NOT NULL,
    "refresh_issued_at" TIMESTAMPTZ(3) NOT NULL,
    "sends" SMALLINT NOT NULL DEFAULT 0,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "state" "credential_state" NOT NULL DEFAULT 'ok',
    "state_reason" TEXT,
    "state_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "channel_credential_pkey" PRIMARY KEY ("channel","account")
);
