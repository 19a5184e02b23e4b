import { sha256 } from '../checkout/sha256.ts';
import { type Change, type ChangeAction, isEffective, type Plan } from '../core/plan/planned-change.ts';

/**
 * The part of a plan that a comment records: its hash, and each change with a digest; null when there were too many.
 */
type ShownPlan = { hash: string; changes: ReadonlyMap<string, ShownChange> | null };

type ShownChange = { action: string; digest: string };

/** The maximum length of that line in a comment. */
const maxLine = 6_000;

/** Formats the invisible line in which a comment records the plan that it shows, so that a later job recognizes it. */
export function shownPlanLine(plan: Plan): string {
  const parts = plan.changes.filter(isEffective).map((change) => {
    return `${change.action}:${encodeURIComponent(change.identifier).replaceAll('-', '%2D')}:${digestOf(change)}`;
  });
  const line = parts.join(' ');
  return `<!-- plan ${plan.hash} ${line.length > maxLine ? '*' : line} -->`;
}

/** Finds the line with the recorded plan in a comment, or null. */
export function findShownPlanLine(body: string): string | null {
  return /^<!-- plan p_[0-9a-f]{32} .*-->$/m.exec(body.replaceAll('\r\n', '\n'))?.[0] ?? null;
}

/** Reads the line with a recorded plan. */
export function readShownPlan(line: string): ShownPlan {
  const [, , hash = '', ...parts] = line.split(' ');
  const entries = parts.slice(0, -1).filter(Boolean);
  if (entries.includes('*')) return { hash, changes: null };
  const changes = entries.map((entry): [string, ShownChange] => {
    const [action = '', identifier = '', digest = ''] = entry.split(':');
    return [decodeURIComponent(identifier), { action, digest }];
  });
  return { hash, changes: new Map(changes) };
}

/** Lists how a plan differs from the one that was shown, as clauses. */
export function differencesFrom(shown: ShownPlan, plan: Plan): string {
  if (shown.changes === null) return 'it makes different changes';
  const left = new Map(shown.changes);
  const clauses = plan.changes.filter(isEffective).flatMap((change) => {
    const { identifier, action } = change;
    const was = left.get(identifier);
    left.delete(identifier);
    const name = `\`${identifier}\``;
    if (was === undefined) return [`${name} would be ${participles[action]} as well`];
    if (was.action !== action) return [`${name} would be ${participles[action]}, not ${participleOf(was.action)}`];
    return was.digest === digestOf(change) ? [] : [`${name} would be ${participles[action]} differently`];
  });
  for (const [identifier, { action }] of left) {
    clauses.push(`\`${identifier}\` would no longer be ${participleOf(action)}`);
  }
  const more = clauses.length - named;
  // The same changes to different definitions: the compared state has changed in parts that are not shown.
  if (clauses.length === 0) return 'the definitions that it changes are no longer the same';
  return `${clauses.slice(0, named).join('; ')}${more > 0 ? `; and ${more} more differences` : ''}`;
}

/** How many differences a message lists. */
const named = 5;

const participles: Record<ChangeAction, string> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  adopt: 'taken over',
  conflict: 'in conflict',
  unchanged: 'left unchanged',
};

function participleOf(action: string): string {
  return Object.hasOwn(participles, action) ? participles[action as ChangeAction] : 'changed';
}

function digestOf({ fields, definition }: Change): string {
  return sha256(JSON.stringify([fields ?? null, definition ?? null])).slice(0, 10);
}
