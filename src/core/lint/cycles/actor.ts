import type { Automation } from '../../automation.ts';
import type { Reference } from '../../definition/reference.ts';

/** An automation, together with what it changes. */
export type ActingAutomation = { automation: Automation; references: readonly Reference[] };
