-- Days of examination of a place, on which its pupils are sent no awareness. Only adds; quick on any table.

CREATE TABLE "exam_period" (
    "id" SERIAL NOT NULL,
    "place" TEXT,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exam_period_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "exam_period_last_day_idx" ON "exam_period"("last_day");
