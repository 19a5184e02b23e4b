import { AppError } from '../../core/error.ts';
import type { StoredAutomation } from '../../store/automations.ts';

/** The revisions from which a caller made its change; `any`: whatever there is now. */
export type Expected = 'any' | readonly string[];

/** Refuses a change made from another revision, with the current one, so that the caller can merge or start again. */
export function requireExpected({ automation, hash, updatedBy }: StoredAutomation, expected: Expected = 'any'): void {
  if (expected === 'any' || expected.includes(hash)) return;
  throw new AppError(
    'precondition_failed',
    `${automation.identifier} was changed in the meantime by ${updatedBy ?? 'someone'}; reload it and repeat your change`,
    { details: { revision: hash, definition: automation } },
  );
}
