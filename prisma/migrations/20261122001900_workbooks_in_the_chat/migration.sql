-- Drafts of figures that came as a whole workbook keep its other columns too. Columns with constant defaults on a small table: at once, and the former program goes on.

ALTER TABLE "figure_draft" ADD COLUMN "cumulative" DOUBLE PRECISION;
ALTER TABLE "figure_draft" ADD COLUMN "same_period" DOUBLE PRECISION;
ALTER TABLE "figure_draft" ADD COLUMN "whole" BOOLEAN NOT NULL DEFAULT false;
