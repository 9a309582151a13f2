-- How much awareness one person is sent at most: of this installation, and of a broadcast where two people decided otherwise. Only adds; quick on any table.

CREATE TABLE "awareness_cap" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "per_day" INTEGER NOT NULL,
    "per_week" INTEGER NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "awareness_cap_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "broadcast" ADD COLUMN "cap_per_day" INTEGER,
ADD COLUMN "cap_per_week" INTEGER,
ADD COLUMN "shares_noted" BOOLEAN NOT NULL DEFAULT false;

-- Whom a broadcast reached on a day, twelve people to a number: what a fan-out counts a week by. Gone after eight days.
CREATE TABLE "awareness_share" (
    "broadcast_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "word" INTEGER NOT NULL,
    "bits" BIGINT NOT NULL,

    CONSTRAINT "awareness_share_pkey" PRIMARY KEY ("broadcast_id","day","word")
);

-- Five bits for each person count to 31 (scheduler/cap/noteShares.ts).
ALTER TABLE "awareness_cap" ADD CONSTRAINT "awareness_cap_counts" CHECK ("per_day" BETWEEN 1 AND 30 AND "per_week" BETWEEN 1 AND 30);
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_cap_counts" CHECK ("cap_per_day" BETWEEN 1 AND 30 AND "cap_per_week" BETWEEN 1 AND 30);
ALTER TABLE "awareness_cap" ADD CONSTRAINT "awareness_cap_single_row" CHECK ("id" = 1);
