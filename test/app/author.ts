import type { Author } from '../../src/app/automations/record-changes.ts';

/** The author of changes in tests that are not about authors. */
export const someone: Author = { name: 'user:ada', origin: 'UI' };
