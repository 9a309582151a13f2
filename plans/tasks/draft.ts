import type { PlanTask } from '../reading.js';

/** A task with what later steps (duties, targets) still need to know of it. */
export interface TaskDraft extends PlanTask {
  /** Words of the heading over it, for sentences that go on under it. */
  lead: string;
  /** Where in the normalised text the task's own words begin; null where they are not one piece of it (cells of several lines). */
  textStart: number | null;
}

/** Whom the units under a heading inherit. */
export interface Inherited {
  agencies: string[];
  with: string[];
  mode: PlanTask['mode'];
  deadline: PlanTask['deadline'];
}

export const NOBODY: Inherited = { agencies: [], with: [], mode: 'giao', deadline: null };
