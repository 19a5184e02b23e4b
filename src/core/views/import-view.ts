/** The progress of an import from GitHub. */
export type ImportProgress = {
  /** `listing` the repositories, then `reading` what is in them. */
  phase: 'listing' | 'reading';
  repositories: { found: number; done: number; skipped: number };
  /** The current repository. */
  repository: string | null;
  /** How many objects were read, by kind. */
  kinds: Record<string, number>;
  /** What could not be imported, as sentences: the first of them. */
  problems: string[];
  /** How many problems there are in all. */
  problemCount: number;
  /** Until when it waits (RFC 3339), and for what; null: it does not wait. */
  waits: { until: string; why: string } | null;
};
