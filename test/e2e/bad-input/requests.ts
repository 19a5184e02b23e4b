import { invalid, malformed, type Refusal } from './refusal.ts';

/** Runs, logs, paths and queries. */
export const requests: Refusal[] = [
  {
    name: 'an unknown run',
    send: (server) => server.send('GET', '/v1/actions/runs/r_unknown'),
    status: 404,
    error: 'not_found',
    says: 'There is no run r_unknown',
  },
  {
    name: 'a report of an unknown run',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"status":"SUCCESS"}'),
    status: 404,
    error: 'not_found',
    says: 'There is no run r_unknown',
  },
  {
    name: 'a report of an unknown status',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"status":"DONE"}'),
    ...invalid,
    says: 'The body at /status must be one of SUCCESS, FAILURE',
  },
  {
    name: 'a report with an unknown field',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"state":1}'),
    ...invalid,
    says: 'The body has no field state',
  },
  {
    name: 'a log without a message',
    send: (server) => server.send('POST', '/v1/actions/runs/r_unknown/logs', '{}'),
    ...invalid,
    says: 'The body needs the field message',
  },
  {
    name: 'an unknown event',
    send: (server) => server.send('GET', '/v1/events/nothing'),
    status: 404,
    error: 'not_found',
    says: 'There is no event nothing',
  },
  {
    name: 'an unknown path',
    send: (server) => server.send('GET', '/v1/nothing?x=1'),
    status: 404,
    error: 'not_found',
    says: 'There is no GET /v1/nothing; see /docs',
  },
  {
    name: 'a path that is no text',
    send: (server) => server.send('GET', '/v1/events/%zz'),
    ...malformed,
    says: 'The path is not a valid URL',
  },
  { name: 'a NUL in a path', send: (server) => server.send('GET', '/v1/actions/runs/%00'), ...malformed, says: 'NUL' },
  {
    name: 'a NUL in a query',
    send: (server) => server.send('GET', '/v1/actions/runs?entity=a%00b'),
    ...malformed,
    says: 'NUL',
  },
  {
    name: 'a limit that is no number',
    send: (server) => server.send('GET', '/v1/actions/runs?limit=many'),
    ...invalid,
    says: 'The query at /limit must be of the type integer',
  },
];
