// What the package exports: the parts of the core that other tools build on, with a jq that works out of the box.
import { createJq as createJqWith } from './jq/jq.ts';

export { backends } from './backends/index.ts';
export type { Automation, Condition, InvocationMethod, Trigger, TriggerEvent, TriggerType } from './core/automation.ts';
export type { EntityEvent, Event, RunEvent } from './core/event/event.ts';
export type { Jq, JqResult } from './core/expression/expression.ts';
export type { Issue } from './core/issue/issue.ts';
export type { Json, JsonObject } from './core/json.ts';
export { lint } from './core/lint/index.ts';
export type { SourceFile } from './core/source/source.ts';
export { type Validation, validate } from './core/validate/validate.ts';

/** Starts jq in worker threads; close it when done. Nothing is evaluated on the calling thread. */
export function createJq() {
  return createJqWith({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });
}
