import type { Json } from '../json.ts';

/** The definitions that one source wants to be in force, as clients send them to plan and sync. */
export type DesiredSet<Definition = Json> = {
  /** Folder of the definitions, from the repository's root. */
  path: string;
  /** `owner/repo`; a workflow's token names it itself. */
  source?: string;
  /** `settings`: how the runs of an automation are to be treated; `line`: where it begins in its file. */
  definitions: readonly { file: string; automation: Definition; settings?: Json; line?: number }[];
  /** Identifiers, or a whole source, to take over. */
  adopt?: readonly string[];
  maxDeletes?: number;
  confirm?: string;
  /** For a sync: the hash of the only plan to carry out. */
  requirePlan?: string;
  /** False when the client could not read every file: what those define would seem to be deleted. */
  complete?: boolean;
};
