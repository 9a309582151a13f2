-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "address_state" AS ENUM ('active', 'blocked', 'opted_out', 'gone');

-- CreateEnum
CREATE TYPE "staff_role" AS ENUM ('author', 'approver', 'admin', 'viewer');

-- CreateEnum
CREATE TYPE "broadcast_state" AS ENUM ('draft', 'approved', 'running', 'paused', 'held', 'finished', 'cancelled');

-- CreateEnum
CREATE TYPE "broadcast_kind" AS ENUM ('awareness', 'nudge');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('waiting', 'sending', 'sent', 'failed', 'skipped', 'expired', 'unknown');

-- CreateTable
CREATE TABLE "home" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "identity" TEXT NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,
    "held_at" TIMESTAMPTZ(3),
    "held_reason" TEXT,

    CONSTRAINT "home_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "secret_mark" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "mark" BYTEA NOT NULL,

    CONSTRAINT "secret_mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_pass" (
    "name" TEXT NOT NULL,
    "ran_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "clock_pass_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "place" (
    "code" TEXT NOT NULL,
    "parent" TEXT,
    "name" TEXT NOT NULL,
    "short_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fold_key" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "place_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" SERIAL NOT NULL,
    "place" TEXT NOT NULL,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "locale" TEXT NOT NULL DEFAULT 'vi',
    "name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "address" (
    "id" SERIAL NOT NULL,
    "contact_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "key" BYTEA NOT NULL,
    "state" "address_state" NOT NULL DEFAULT 'active',
    "state_reason" TEXT,
    "state_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),

    CONSTRAINT "address_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "key" BYTEA NOT NULL,
    "channel" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" SERIAL NOT NULL,
    "contact_id" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "wording" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "role" "staff_role" NOT NULL,
    "place" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" INTEGER NOT NULL,
    "entry" TEXT NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media" (
    "sha256" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "media_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "upload" (
    "sender" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("sender","sha256","kind")
);

-- CreateTable
CREATE TABLE "broadcast" (
    "id" SERIAL NOT NULL,
    "kind" "broadcast_kind" NOT NULL DEFAULT 'awareness',
    "state" "broadcast_state" NOT NULL DEFAULT 'draft',
    "month" DATE NOT NULL,
    "message" JSONB NOT NULL,
    "audience" TEXT NOT NULL,
    "bound_place" TEXT,
    "at" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "on_unknown" TEXT NOT NULL DEFAULT 'leave',
    "if_late" TEXT NOT NULL DEFAULT 'send',
    "any_hour" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "approved_hash" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "held_reason" TEXT,
    "held_from" "broadcast_state",
    "fanned_out_at" TIMESTAMPTZ(3),
    "planned" INTEGER NOT NULL DEFAULT 0,
    "parent_id" INTEGER,
    "retry_unknown" BOOLEAN NOT NULL DEFAULT false,
    "campaign" TEXT,
    "campaign_item" TEXT,

    CONSTRAINT "broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast_lane" (
    "broadcast_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "part" SMALLINT NOT NULL DEFAULT 0,
    "cursor" INTEGER NOT NULL DEFAULT 0,
    "ends" INTEGER NOT NULL DEFAULT 2147483647,
    "turn_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "work_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "drained" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "broadcast_lane_pkey" PRIMARY KEY ("broadcast_id","channel","part")
);

-- Deliveries are partitioned by the month of their broadcast, so that an old month leaves by one DROP. Written by hand:
-- Prisma has no word for partitions. The partitions themselves are made by loa_delivery_partition, months ahead.
CREATE TABLE "delivery" (
    "month" DATE NOT NULL,
    "broadcast_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "contact_id" INTEGER NOT NULL,
    "channel" TEXT,
    "state" "delivery_state" NOT NULL DEFAULT 'waiting',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_part" SMALLINT NOT NULL DEFAULT 0,
    "address_id" INTEGER,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "message_ids" TEXT[],
    "reason" TEXT,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("month","broadcast_id","seq")
) PARTITION BY RANGE ("month");

-- CreateTable
CREATE TABLE "sender" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "stopped_reason" TEXT,
    "tripped_at" TIMESTAMPTZ(3),
    "probe_at" TIMESTAMPTZ(3),
    "probes" INTEGER NOT NULL DEFAULT 0,
    "slot_at" TIMESTAMPTZ(6),
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "beat_at" TIMESTAMPTZ(3),
    "recent_rate" DOUBLE PRECISION,

    CONSTRAINT "sender_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "update_id" TEXT NOT NULL,
    "chat" TEXT NOT NULL,
    "body" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "place_parent_idx" ON "place"("parent");

-- CreateIndex
CREATE INDEX "place_fold_key_idx" ON "place"("fold_key");

-- CreateIndex
CREATE INDEX "contact_place_idx" ON "contact"("place");

-- CreateIndex
CREATE INDEX "address_contact_id_idx" ON "address"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "address_channel_external_id_key" ON "address"("channel", "external_id");

-- CreateIndex
CREATE INDEX "consent_contact_id_idx" ON "consent"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_name_key" ON "staff"("name");

-- CreateIndex
CREATE INDEX "broadcast_state_idx" ON "broadcast"("state");

-- CreateIndex
-- Partial, on a column that an ordinary delivery never sets: leasing and recording then touch no index (HOT updates).
CREATE INDEX "delivery_broadcast_id_retry_at_idx" ON "delivery"("broadcast_id", "retry_at") WHERE "retry_at" IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "delivery_month_broadcast_id_contact_id_key" ON "delivery"("month", "broadcast_id", "contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_channel_update_id_key" ON "inbound"("channel", "update_id");


-- What is stored of a name is what a search can find.
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_on_unknown_check" CHECK ("on_unknown" IN ('leave', 'resend'));
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_if_late_check" CHECK ("if_late" IN ('send', 'expire', 'ask'));
ALTER TABLE "home" ADD CONSTRAINT "home_single_row" CHECK ("id" = 1);

-- Makes the partition of one month if it is not there. Two processes may call it at once. fillfactor leaves room on
-- each page for the two updates that every delivery sees (lease, outcome), so that they stay on the page.
CREATE FUNCTION loa_delivery_partition(any_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first_day date := date_trunc('month', any_day)::date;
BEGIN
  EXECUTE format(
    'CREATE TABLE IF NOT EXISTS %I PARTITION OF delivery FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 35, autovacuum_vacuum_scale_factor = 0.05)',
    'delivery_' || to_char(first_day, 'YYYY_MM'), first_day, (first_day + interval '1 month')::date);
EXCEPTION WHEN duplicate_table OR unique_violation THEN
  NULL; -- another process made it between the look and the leap
END
$$;

-- The audit chain is only ever appended to.
CREATE FUNCTION loa_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_event is append-only';
END
$$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION loa_audit_append_only();
CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION loa_audit_append_only();
