import type { CallerFacts, HealthCheck } from '../health-check.ts';

/** Whether the service answers and accepts the credentials. */
export const serviceCheck: HealthCheck<CallerFacts> = {
  name: 'service',
  title: 'Service',
  about: 'The service answers at the address and accepts the credentials.',
  look({ url, answer }) {
    if ('version' in answer) return { state: 'ok', message: `${url} answers, version ${answer.version}` };
    const fix = answer.refused
      ? 'set CLIENT_ID and CLIENT_SECRET to a client of this service, or run this where its .data folder is (DATA_DIR)'
      : 'start it, or give its address with --server-url; a service that does not start says why at the end of its log';
    return { state: 'error', message: answer.problem, fix };
  },
};
