import { isObject, type Json } from '../json.ts';

/** GitHub's limits for a workflow_dispatch (REST reference; the size is that of all inputs as JSON). */
export const dispatchLimits = { inputs: 25, characters: 65_535 } as const;

/** What is sent with a dispatch: `ref` is null for the default branch; `nulls` lists inputs whose value is null. */
export type DispatchInputs = { ref: string | null; inputs: Record<string, string>; nulls: string[] };

/**
 * Converts rendered `workflowInputs` to GitHub's inputs: `ref` is taken out and selects the branch or tag, text stays
 * text, and everything else becomes compact JSON (a workflow reads it with `fromJson`). A null becomes the text `null`,
 * as in Port's integrations: without it, a definition that works there would fail with "Required input not provided".
 */
export function dispatchInputs(workflowInputs: Json | undefined): DispatchInputs | { problem: string } {
  if (workflowInputs === undefined || workflowInputs === null) return { ref: null, inputs: {}, nulls: [] };
  if (!isObject(workflowInputs))
    return { problem: '`workflowInputs` must be an object after its templates are rendered.' };
  const entries = Object.entries(workflowInputs).filter(([name]) => name !== 'ref');
  const ref = Object.hasOwn(workflowInputs, 'ref') ? workflowInputs.ref : null;
  if (ref !== null && typeof ref !== 'string') {
    return { problem: '`workflowInputs.ref` must be the name of a branch or tag.' };
  }
  const inputs = Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  const problem = exceeds(inputs);
  if (problem !== null) return { problem };
  return { ref: ref || null, inputs, nulls: entries.filter(([, value]) => value === null).map(([name]) => name) };
}

function exceeds(inputs: Record<string, string>): string | null {
  const count = Object.keys(inputs).length;
  if (count > dispatchLimits.inputs) {
    return (
      `\`workflowInputs\` has ${count} inputs, but GitHub accepts at most ${dispatchLimits.inputs}; ` +
      'combine several values into one JSON object and read it with fromJson.'
    );
  }
  const characters = JSON.stringify(inputs).length;
  if (characters > dispatchLimits.characters) {
    return (
      `\`workflowInputs\` has ${characters} characters, but GitHub accepts at most ${dispatchLimits.characters}; ` +
      'send less of the event, for example only the fields that the workflow needs.'
    );
  }
  return null;
}
