import type { Automation } from '../../automation.ts';
import { valueAt } from '../../json.ts';
import { splitTemplate } from '../../template/split.ts';

/** Automations by identifier. */
export type ByIdentifier = ReadonlyMap<string, Automation>;

/** Paths to the identifier of the entity that an event is about. */
const ownIdentifiers: ReadonlySet<string> = new Set([
  'event.context.entityIdentifier',
  'event.diff.after.identifier',
  'event.diff.before.identifier',
]);

/** Through how many automations a value is traced. */
const maxSteps = 10;

/**
 * Finds the automation whose event is about the entity with this identifier; null if that is uncertain. The identifier
 * may come from a run of another automation: the run's payload is what that automation sent, and its `entity` is what
 * triggered that automation.
 */
export function originOf(automation: Automation, identifier: string, others: ByIdentifier): Automation | null {
  return follow(automation, pathIn(identifier), others, maxSteps);
}

function follow(
  automation: Automation,
  path: readonly string[] | null,
  others: ByIdentifier,
  steps: number,
): Automation | null {
  if (path === null || steps === 0) return null;
  const { event } = automation.trigger;
  if ('blueprintIdentifier' in event) return ownIdentifiers.has(path.join('.')) ? automation : null;
  const other = others.get(event.actionIdentifier);
  const [root, diff, side, field, ...rest] = path;
  if (!other || root !== 'event' || diff !== 'diff' || (side !== 'after' && side !== 'before')) return null;
  if (field === 'entity' && rest.join('.') === 'identifier') return follow(other, subjectOf(other), others, steps - 1);
  if (field !== 'payload') return null;
  const sent = valueAt(other.invocationMethod, ...rest);
  return typeof sent === 'string' ? follow(other, pathIn(sent), others, steps - 1) : null;
}

/** The path, in an automation's event, to the entity that its runs belong to. */
function subjectOf({ trigger: { event } }: Automation): string[] {
  return 'blueprintIdentifier' in event
    ? ['event', 'context', 'entityIdentifier']
    : ['event', 'diff', 'after', 'entity', 'identifier'];
}

const step = /\.(?:([A-Za-z_]\w*)|"([^"\\]*)"|\["([^"\\]*)"\])|\["([^"\\]*)"\]/y;

/** The keys of a text that is a single template with a single path; null for any other text. */
function pathIn(text: string): string[] | null {
  const split = splitTemplate(text);
  if (!split.ok || split.mode !== 'exact') return null;
  const expression =
    split.parts
      .find((part) => part.type === 'jq')
      ?.expression.replace(/\|\s*@uri\s*$/, '')
      .trim() ?? '';
  const keys: string[] = [];
  for (step.lastIndex = 0; step.lastIndex < expression.length; ) {
    const found = step.exec(expression);
    if (!found) return null;
    keys.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
  }
  return keys;
}
