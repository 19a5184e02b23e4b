import { didYouMean } from '../closest.ts';
import type { Desired, Foreign, PlanWarning } from './change.ts';

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
