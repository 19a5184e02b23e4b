import { createContext } from 'preact';
import type { KnownPath } from '../core/jq-path.ts';

/** The paths of the event that fields complete; in templates they follow `.event`. */
export const KnownPaths = createContext<readonly KnownPath[]>([]);

/** Whether the fields of a form take templates. */
export const TakesTemplates = createContext(false);
