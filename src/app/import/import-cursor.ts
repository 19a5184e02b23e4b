import { isObject, type JsonObject } from '../../core/json.ts';
import type { ImportProgress } from '../../core/views/import-view.ts';

/** The cursor of an import's job: where it continues, and its results so far. */
export type ImportCursor = ImportProgress & {
  /** The page to read next; 0: the first page of a list whose number of pages is not known yet. */
  page: number;
  /** The pass to read next for the current repository. */
  pass: number;
  /** How often the current request has failed. */
  attempts: number;
  /** The kinds that the App may not read. */
  refused: string[];
};

/** The maximum number of problems that are kept, and the maximum length of each. */
const kept = { problems: 100, characters: 300 };

/** The cursor of a new import. */
export const firstCursor: ImportCursor = {
  phase: 'listing',
  repositories: { found: 0, done: 0, skipped: 0 },
  repository: null,
  kinds: {},
  problems: [],
  problemCount: 0,
  waits: null,
  page: 0,
  pass: 0,
  attempts: 0,
  refused: [],
};

/** Reads the cursor of a job. */
export function readCursor(cursor: JsonObject): ImportCursor {
  return { ...firstCursor, ...(isObject(cursor) ? (cursor as unknown as Partial<ImportCursor>) : {}) };
}

/** The part of a cursor that the API shows. */
export function progressOf(cursor: JsonObject): ImportProgress {
  const { phase, repositories, repository, kinds, problems, problemCount, waits } = readCursor(cursor);
  return { phase, repositories, repository, kinds, problems, problemCount, waits };
}

/** A cursor with more problems, each of which is reported once. */
export function withProblems(cursor: ImportCursor, sentences: readonly string[]): ImportCursor {
  const reported = new Set(cursor.problems);
  const fresh = [...new Set(sentences.map((sentence) => sentence.slice(0, kept.characters)))].filter(
    (sentence) => !reported.has(sentence),
  );
  const problems = [...cursor.problems, ...fresh].slice(0, kept.problems);
  return { ...cursor, problems, problemCount: cursor.problemCount + fresh.length };
}

/** A cursor with a higher count of objects of one kind. */
export function withRead(cursor: ImportCursor, kind: string, count: number): ImportCursor {
  return { ...cursor, kinds: { ...cursor.kinds, [kind]: (cursor.kinds[kind] ?? 0) + count } };
}

/** The cursor after a repository is complete; the next one begins with its first pass. */
export function withRepositoryEnded(cursor: ImportCursor, end: 'done' | 'skipped'): ImportCursor {
  const repositories = { ...cursor.repositories, [end]: cursor.repositories[end] + 1 };
  return { ...cursor, repositories, repository: null, pass: 0, page: 0, attempts: 0 };
}
