import type { JsonObject } from '../json.ts';
import type { Path } from '../source/places.ts';

/**
 * Something outside of a definition that its invocation method refers to: a workflow it dispatches, an entity it writes, a
 * run it starts. Only literal names count (a template may become anything), and paths lead from the invocation method.
 */
export type Reference = WorkflowReference | EntityReference | RunReference;

/** A workflow that is dispatched. */
export type WorkflowReference = {
  type: 'workflow';
  /** `owner/repo`. */
  repository: string;
  /** The file's name as the method has it, or the workflow's numeric id. */
  workflow: string;
  workflowPath: Path;
  /** The branch or tag it runs on, null where a template decides; the default branch when it is not said. */
  ref?: string | null;
  /** The inputs that reach the workflow; values may be templates. */
  inputs: JsonObject;
  inputsPath: Path;
};

/** Entities of a blueprint that are written or deleted. */
export type EntityReference = {
  type: 'entity';
  change: 'upsert' | 'update' | 'delete';
  blueprint: string;
  blueprintPath: Path;
  /** The entity's identifier as written, template or not. */
  identifier?: string;
  /** What is merged into the entity; absent when the call says nothing certain about the rest of it. */
  merged?: { entity: JsonObject; path: Path };
};

/** A run of an action that is started. */
export type RunReference = { type: 'run'; action: string };
