import { isPortApi } from '../../definition/port-api.ts';
import type { AutomationRule } from '../rule.ts';

/** Reports calls of Port's API that do not wait for the response. */
export const unsynchronizedApiCall: AutomationRule = {
  code: 'lint/unsynchronized-api-call',
  severity: 'warning',
  title: 'A call to Port’s API that does not wait for the response',
  why: 'The API never reports back to the run, so the run stays in progress forever. A synchronized run ends with the response.',
  example: '"url": "https://api.getport.io/v1/entities/search", "synchronized": false',
  fix: '"url": "https://api.getport.io/v1/entities/search", "synchronized": true',
  check({ automation }) {
    const { url, synchronized } = automation.invocationMethod;
    if (!isPortApi(url) || synchronized === true || (typeof synchronized === 'string' && synchronized !== 'false'))
      return [];
    const isSet = synchronized !== undefined;
    const message = `This calls Port's API, which never reports back to the run; ${isSet ? 'set' : 'add'} \`"synchronized": true\` so that the response ends the run.`;
    return [{ message, path: ['invocationMethod', isSet ? 'synchronized' : 'url'] }];
  },
};
