-- A broadcast of a campaign that goes only to those who join while it runs, one by one. Only adds; the index is built in seconds on a million consents.

ALTER TABLE "broadcast" ADD COLUMN "catch_up" BOOLEAN NOT NULL DEFAULT false;

CREATE INDEX "consent_given_at_idx" ON "consent"("given_at");
