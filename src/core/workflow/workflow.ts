import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import { messageOf } from '../error.ts';
import { isObject, type Json, valueAt } from '../json.ts';
import { isTooNested } from '../source/nesting.ts';

/** An input of a workflow_dispatch trigger. */
export type WorkflowInput = { type: string; required: boolean; hasDefault: boolean; options: readonly string[] };

/** The workflow_dispatch trigger of a workflow file; `inputs` is null if it has no such trigger. */
type Workflow = { inputs: ReadonlyMap<string, WorkflowInput> | null };

/** The folder where GitHub looks for workflows. */
export const workflowFolder = '.github/workflows';

/** The path of a workflow, by its file name. */
export function workflowPath(name: string): string {
  return `${workflowFolder}/${name}`;
}

/** The trigger of a workflow file, or the reason why it cannot be read. */
export type ReadWorkflow = Workflow | { error: string };

/**
 * Reads the trigger of a workflow file and nothing else: a parser for the complete syntax would reject future
 * additions. The trigger may be a name, a list of names or a map (GitHub's workflow syntax).
 */
export function readWorkflow(text: string): ReadWorkflow {
  if (isTooNested(text, true)) return { error: 'it is nested too deeply' };
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  if (error) return { error: error.message.replace(/\.$/, '') };
  let value: Json;
  try {
    value = document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
  // YAML 1.1 reads a bare `on` as true, which GitHub accepts.
  const on = valueAt(value, 'on') ?? valueAt(value, 'true');
  const names = Array.isArray(on) ? on : [on];
  if (names.includes('workflow_dispatch')) return { inputs: new Map() };
  if (!isObject(on) || !Object.hasOwn(on, 'workflow_dispatch')) return { inputs: null };
  const inputs = valueAt(on, 'workflow_dispatch', 'inputs');
  const repeated = repeatedInput(document);
  if (repeated !== null) return { error: `it declares the input \`${repeated}\` twice` };
  return {
    inputs: new Map(isObject(inputs) ? Object.entries(inputs).map(([name, input]) => [name, readInput(input)]) : []),
  };
}

/** The first duplicate input, which GitHub rejects; names of inputs are case-insensitive. */
function repeatedInput(document: Document): string | null {
  const inputs = ['on', true]
    .map((key) => document.getIn([key, 'workflow_dispatch', 'inputs']))
    .find((found) => isMap(found));
  const seen = new Set<string>();
  for (const { key } of isMap(inputs) ? inputs.items : []) {
    const name = String(isScalar(key) ? key.value : key);
    if (seen.has(name.toLowerCase())) return name;
    seen.add(name.toLowerCase());
  }
  return null;
}

function readInput(input: Json): WorkflowInput {
  const { type, required, default: preset, options } = isObject(input) ? input : {};
  return {
    type: typeof type === 'string' ? type : 'string',
    required: required === true || required === 'true',
    hasDefault: preset !== undefined && preset !== null && preset !== '',
    options: Array.isArray(options) ? options.map(String) : [],
  };
}

/** Explains why a literal value is not valid for an input; null if it is valid or a template. */
export function checkInputValue(input: WorkflowInput, value: Json): string | null {
  if (typeof value === 'string' && value.includes('{{')) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (input.type === 'boolean' && text !== 'true' && text !== 'false') return 'must be true or false';
  if (input.type === 'number' && (text.trim() === '' || !Number.isFinite(Number(text)))) return 'must be a number';
  if (input.type === 'choice' && !input.options.includes(text)) {
    return `must be one of ${input.options.map((option) => `"${option}"`).join(', ')}`;
  }
  return null;
}
