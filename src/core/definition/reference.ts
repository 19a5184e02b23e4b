import type { JsonObject } from '../json.ts';
import type { Path } from '../source/places.ts';

/**
 * Something outside a definition that its invocation method refers to: a workflow it dispatches, an entity it writes,
 * or a run it starts. Only literal names count, because a template may become anything. Paths start at the invocation
 * method.
 */
export type Reference = WorkflowReference | EntityReference | RunReference;

/** A workflow that is dispatched. */
export type WorkflowReference = {
  type: 'workflow';
  /** `owner/repo`. */
  repository: string;
  /** The file name as written in the method, or the numeric id of the workflow. */
  workflow: string;
  workflowPath: Path;
  /** The branch or tag to run on; null if a template decides, absent for the default branch. */
  ref?: string | null;
  /** The inputs of the workflow; values may be templates. */
  inputs: JsonObject;
  inputsPath: Path;
};

/** An entity of a blueprint that is written or deleted. */
export type EntityReference = {
  type: 'entity';
  change: 'upsert' | 'update' | 'delete';
  blueprint: string;
  blueprintPath: Path;
  /** The identifier of the entity as written, possibly a template. */
  identifier?: string;
  /** What is merged into the entity; absent if the rest of the call is uncertain. */
  merged?: { entity: JsonObject; path: Path };
};

/** A run of an action that is started. */
export type RunReference = { type: 'run'; action: string };
