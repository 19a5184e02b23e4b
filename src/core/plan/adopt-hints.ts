import { didYouMean } from '../closest.ts';
import type { Desired, Foreign, PlanWarning } from './planned-change.ts';

/**
 * Warns about automations that stay with a source that is being adopted as a whole. If its folder still exists, nothing
 * is wrong; if the folder was moved, they are no longer maintained.
 */
export function remainingHints(
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
      `No file here defines it, so it stays with ${owner} and keeps firing. If that folder no longer exists, ` +
      `delete the automation (DELETE /v1/actions/${identifier}).`,
  }));
}

/**
 * Warns about names in `adopt` that match neither a desired automation nor the owner of one: they are mistyped or
 * outdated.
 */
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
        `There is nothing to adopt called \`${name}\`${didYouMean(name, [...names])} Give the identifier of an automation in these files, ` +
        'or another path of this repository as `owner/repo:path`.',
    }));
}
