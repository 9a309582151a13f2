-- Columns with constant defaults and new tables: nothing that is there is rewritten, and the former program works on beside it.

ALTER TABLE "contact" ADD COLUMN "minor" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "contact" ADD COLUMN "asked" TEXT[] NOT NULL DEFAULT '{}';
-- No name is kept of a child, whichever statement would write it.
ALTER TABLE "contact" ADD CONSTRAINT "contact_minor_name_check" CHECK (NOT ("minor" AND "name" IS NOT NULL)) NOT VALID;

CREATE TABLE "channel_permit" (
    "channel" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "permitted_by" TEXT NOT NULL,
    "permitted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_permit_pkey" PRIMARY KEY ("channel")
);

CREATE TABLE "album" (
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "album" TEXT NOT NULL,
    "first_update" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "album_pkey" PRIMARY KEY ("channel", "external_id")
);
