-- Edited copies of campaigns, and which of them a broadcast was made of. Only adds; quick on any table.

CREATE TABLE "campaign_file" (
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "campaign_file_pkey" PRIMARY KEY ("sha256")
);

CREATE TABLE "campaign_version" (
    "id" SERIAL NOT NULL,
    "campaign" TEXT NOT NULL,
    "place" TEXT NOT NULL DEFAULT '',
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "based_on" INTEGER,
    "note" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_version_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "campaign_version_campaign_place_number_key" ON "campaign_version"("campaign", "place", "number");

CREATE TABLE "campaign_version_file" (
    "version_id" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "campaign_version_file_pkey" PRIMARY KEY ("version_id", "path")
);

CREATE TABLE "campaign_use" (
    "campaign" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "version_id" INTEGER,
    "chosen_by" TEXT NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_use_pkey" PRIMARY KEY ("campaign", "place")
);

ALTER TABLE "broadcast" ADD COLUMN "campaign_version" INTEGER,
ADD COLUMN "campaign_hash" TEXT;
