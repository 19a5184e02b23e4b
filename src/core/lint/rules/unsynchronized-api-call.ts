import { isPortApi } from '../../definition/port-api.ts';
import type { AutomationRule } from '../rule.ts';

/** Calls of Port's API that do not wait for the answer. */
export const unsynchronizedApiCall: AutomationRule = {
  code: 'lint/unsynchronized-api-call',
  severity: 'warning',
  title: 'A call of Port’s API that does not wait for the answer',
  why: 'The API never reports to the run, so it stays in progress for ever; a synchronized call ends with the answer.',
  example: '"url": "https://api.getport.io/v1/entities/search", "synchronized": false',
  fix: '"url": "https://api.getport.io/v1/entities/search", "synchronized": true',
  check({ automation }) {
    const { url, synchronized } = automation.invocationMethod;
    if (!isPortApi(url) || synchronized === true || (typeof synchronized === 'string' && synchronized !== 'false'))
      return [];
    const stated = synchronized !== undefined;
    const message = `This calls Port's API, which never reports to the run; ${stated ? 'set' : 'add'} \`"synchronized": true\` so that the answer ends the run.`;
    return [{ message, path: ['invocationMethod', stated ? 'synchronized' : 'url'] }];
  },
};
