-- Places to which nothing is sent for a while (national mourning, a disaster), until somebody lifts it. Only adds; quick on any table.

CREATE TABLE "place_stop" (
    "id" SERIAL NOT NULL,
    "place" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "nudges" BOOLEAN NOT NULL DEFAULT true,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_by" TEXT,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "place_stop_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "place_stop_lifted_at_idx" ON "place_stop"("lifted_at");
