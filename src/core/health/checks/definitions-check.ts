import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted } from '../phrases.ts';

/** Checks whether the current state of the folder of definitions is in effect. */
export const definitionsCheck: HealthCheck<ServiceFacts> = {
  name: 'definitions',
  title: 'Definitions',
  about: 'Errors in the definitions folder that keep its latest contents from taking effect.',
  look({ report: { folder } }) {
    if (folder === null) return null;
    const { path, error } = folder;
    if (error === null) return { state: 'ok', message: `the folder ${path} is in effect` };
    const [first] = error.issues;
    const more = error.issues.length > 1 ? ` and ${counted(error.issues.length - 1, 'other problem')}` : '';
    // The message itself names the first problems, too.
    const message =
      first === undefined
        ? error.message
        : `the folder ${path} has errors, so nothing is changed until they are fixed: ${first.file}:${first.line} ${first.message.replace(/\.$/, '')}`;
    return {
      state: 'error',
      message: `${message}${more}`,
      fix: `correct it (catalog-automations validate ${path}), then catalog-automations reload`,
    };
  },
};
