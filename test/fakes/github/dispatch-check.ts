import { parse } from 'yaml';
import { workflowId } from './objects.ts';
import { notFound, type Reply, unprocessable } from './route.ts';
import type { Repository } from './state.ts';

const folder = '.github/workflows/';

/** What a dispatch asks for, once GitHub finds nothing wrong with it. */
export type Dispatch = { file: string; ref: string; inputs: Record<string, string>; runName: string | null };

/** Checks a dispatch as GitHub does: file, ref, trigger, then inputs; GitHub's refusal, or what to start. */
export function checkDispatch(
  repository: Repository,
  workflow: string,
  body: Record<string, unknown>,
): Reply | Dispatch {
  const onDefault = [...(repository.branches.get(repository.defaultBranch)?.keys() ?? [])]
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length));
  const file = onDefault.find((name) => name === workflow || String(workflowId(repository, name)) === workflow);
  if (file === undefined) return notFound;
  if (repository.disabledWorkflows.has(file)) {
    return unprocessable("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  }
  const { ref, inputs = {} } = body;
  if (typeof ref !== 'string') return unprocessable('Invalid request.\n\n"ref" wasn\'t supplied.');
  const text = repository.branches.get(ref.replace(/^refs\/(heads|tags)\//, ''))?.get(folder + file);
  if (text === undefined) return unprocessable(`No ref found for: ${ref}`);
  if (typeof inputs !== 'object' || inputs === null)
    return unprocessable('Invalid request.\n\n"inputs" is not an object.');
  const definition = asObject(parse(text));
  const trigger = triggerOf(definition);
  if (trigger === undefined) return unprocessable("Workflow does not have 'workflow_dispatch' trigger");
  const given = asObject(inputs);
  const refused = refuseInputs(asObject(asObject(trigger).inputs), given);
  if (refused !== null) return unprocessable(refused);
  const runName = typeof definition['run-name'] === 'string' ? definition['run-name'] : null;
  const strings = Object.entries(given).map(([name, value]) => [name, String(value)]);
  return { file, ref: ref.replace(/^refs\/(heads|tags)\//, ''), inputs: Object.fromEntries(strings), runName };
}

function triggerOf(definition: Record<string, unknown>): unknown {
  const { on } = definition;
  if (on === 'workflow_dispatch') return {};
  if (Array.isArray(on)) return on.includes('workflow_dispatch') ? {} : undefined;
  const events = asObject(on);
  return Object.hasOwn(events, 'workflow_dispatch') ? (events.workflow_dispatch ?? {}) : undefined;
}

function refuseInputs(declared: Record<string, unknown>, given: Record<string, unknown>): string | null {
  const count = Object.keys(given).length;
  if (count > 25) return `Invalid request.\n\nNo more than 25 properties are allowed; ${count} were supplied.`;
  if (JSON.stringify(given).length > 65_535) return 'inputs are too large.';
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  for (const [name, raw] of Object.entries(declared)) {
    const input = asObject(raw);
    const value = given[name];
    if (value === undefined) {
      if (input.required === true && input.default === undefined) return `Required input '${name}' not provided`;
      continue;
    }
    if (typeof value !== 'string') return "Invalid request.\n\nFor 'properties/inputs', a value is not a string.";
    if (Array.isArray(input.options) && !input.options.map(String).includes(value)) {
      return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
    }
    if (input.type === 'boolean' && value !== 'true' && value !== 'false') {
      return `Provided value '${value}' for input '${name}' is not a boolean`;
    }
  }
  return null;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
