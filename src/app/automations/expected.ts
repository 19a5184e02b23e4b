import { AppError } from '../../core/error.ts';
import type { StoredAutomation } from '../../store/automations.ts';

/** The revisions that a caller's change may be based on; `any`: the current one, whichever it is. */
export type Expected = 'any' | readonly string[];

/**
 * Refuses a change that is based on another revision, and returns the current one so that the caller can merge or start
 * over.
 */
export function requireExpected({ automation, hash, updatedBy }: StoredAutomation, expected: Expected = 'any'): void {
  if (expected === 'any' || expected.includes(hash)) return;
  throw new AppError(
    'precondition_failed',
    `${automation.identifier} was changed in the meantime by ${updatedBy ?? 'someone'}; reload it and repeat your change`,
    { details: { revision: hash, definition: automation } },
  );
}
