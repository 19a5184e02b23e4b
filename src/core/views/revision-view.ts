import type { JsonObject } from '../json.ts';

/** A change in the history of an automation. */
export type RevisionView = {
  id: string;
  /** When it was made (RFC 3339). */
  at: string;
  by: string;
  /** How it was made, such as `UI` or `SYNC`. */
  origin: string;
  action: string;
  /** The revision that it created, as in the automation's etag; null for a deletion. */
  revision: string | null;
  /** The revision that it replaced; null for a creation. */
  previous: string | null;
  before: JsonObject | null;
  after: JsonObject | null;
};

/** The answer of `GET /v1/automations/{id}/revisions`, newest first. */
export type RevisionsAnswer = { ok: true; revisions: RevisionView[]; next: string | null };
