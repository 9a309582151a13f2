-- In which position somebody approves, and the plan or letter that it rests on. Only adds; quick on any table.

ALTER TABLE "staff" ADD COLUMN "position" TEXT;

ALTER TABLE "broadcast" ADD COLUMN "approved_position" TEXT,
ADD COLUMN "approved_basis" TEXT;
