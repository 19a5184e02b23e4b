import { didYouMean } from '../closest.ts';
import type { Desired, Foreign, PlanWarning } from './change.ts';

/**
 * What a source keeps that others are taken over from as a whole: that folder may live on with it, and then nothing is wrong;
 * or it has moved, and then nobody looks after what is left.
 */
export function leftHints(
  adopt: readonly string[],
  desired: readonly Desired[],
  others: readonly Foreign[],
): PlanWarning[] {
  const kept = new Set(desired.map(({ automation }) => automation.identifier));
  const left = others.filter(({ automation, owner, movable }) => {
    return owner !== null && movable === true && adopt.includes(owner) && !kept.has(automation.identifier);
  });
  return left.map(({ automation: { identifier }, owner }) => ({
    identifier,
    message:
      `It stays with ${owner} and goes on firing, for no file here defines it. If that folder is gone, ` +
      `delete it (DELETE /v1/actions/${identifier}).`,
  }));
}

/** Names in `adopt` that are neither a desired automation's nor those of somebody who holds one: mistyped, or out of date. */
export function adoptHints(
  adopt: readonly string[],
  desired: readonly Desired[],
  others: readonly Foreign[],
): PlanWarning[] {
  const names = new Set<string>(desired.map(({ automation }) => automation.identifier));
  for (const { owner } of others) if (owner !== null) names.add(owner);
  return [...new Set(adopt)]
    .filter((name) => !names.has(name))
    .map((name) => ({
      message:
        `Nothing to adopt is called \`${name}\`${didYouMean(name, [...names])} An automation of these files is named by its ` +
        'identifier, another path of this repository as `owner/repo:path`.',
    }));
}
