/** What a plan document says, as `loa plan read --json` prints it. The shape is a contract with scripts and other systems. */

/**
 * When something is due. `phrase` is the wording it was read from; what the wording does not give stays absent, so
 * that a person fills it in and nobody takes a guess for the plan's own word.
 */
export interface Deadline {
  phrase: string;
  kind: 'date' | 'recurring' | 'period' | 'ongoing';
  /** The day named in the text, YYYY-MM-DD; the last day of a named month, quarter or year. */
  on?: string;
  /** "trước ngày": the day itself is already too late. */
  exclusive?: true;
  /** RFC 5545 recurrence; two rules stand on two lines. */
  rrule?: string;
  /** yearly, half-yearly, quarterly, monthly, weekly, per-term, unspecified, done, takes-effect, or a remark. */
  note?: string;
  from?: string;
  to?: string;
}

export type Deliverable = 'kế hoạch' | 'báo cáo' | 'danh sách';
export type Mode = 'giao' | 'đề nghị';

export interface PlanTask {
  /** Path of headings as printed: "V.1.a", "II.2.-3", "VI.2.-11.(3)", "II.10.¶2", "Phụ lục.7". */
  section: string;
  /** The bodies that lead, as written in the heading or sentence. Empty where the plan names none. */
  agencies: string[];
  /** The bodies that take part ("phối hợp với"). */
  with: string[];
  mode: Mode;
  deliverable: Deliverable | null;
  text: string;
  deadline: Deadline | null;
  /** Further days the same task states ("trước ngày 15/6 và 15/12/2027"); left out where there are none. */
  otherDeadlines?: Deadline[];
  /** UTF-16 offsets into `normalisedText`. */
  start: number;
  end: number;
}

export interface PlanTarget {
  section: string;
  text: string;
  value: number | null;
  comparison: '=' | '>' | '>=' | '<' | '<=' | null;
  unit: string | null;
  /** A year, a day (YYYY-MM-DD), "hằng năm", or null where the plan does not say. */
  by: number | string | null;
}

export interface PlanDuty {
  section: string;
  who: string;
  /** To whom the report goes, or null where the plan does not say. */
  to: string | null;
  text: string;
  deadline: Deadline | null;
  start: number;
  end: number;
}

export interface PlanPeriod {
  from: string | null;
  to: string | null;
}

export interface PlanReading {
  title: string | null;
  number: string | null;
  issuer: string | null;
  place: string | null;
  issuedOn: string | null;
  period: PlanPeriod | null;
  tasks: PlanTask[];
  targets: PlanTarget[];
  duties: PlanDuty[];
  /** What a person has to look at, in the reader's language. */
  warnings: string[];
  normalisedText: string;
}
