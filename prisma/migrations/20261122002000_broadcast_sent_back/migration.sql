-- A draft that an approver gave back, with the reason; and what staff were told of in their chat. Only adds; quick on any table.

ALTER TABLE "broadcast" ADD COLUMN "sent_back_at" TIMESTAMPTZ(3),
ADD COLUMN "sent_back_by" TEXT,
ADD COLUMN "sent_back_reason" TEXT;

CREATE TABLE "staff_told" (
    "broadcast_id" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_told_pkey" PRIMARY KEY ("broadcast_id", "what")
);
