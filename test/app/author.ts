import type { ChangeAuthor } from '../../src/app/automations/record-changes.ts';

/** The author of changes in tests that are not about authors. */
export const someone: ChangeAuthor = { name: 'user:ada', origin: 'UI' };
