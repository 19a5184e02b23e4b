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
    says: 'Unknown field `state`',
  },
  {
    name: 'a report with a mistyped field',
    send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', '{"sumary":"x"}'),
    ...invalid,
    says: 'Unknown field `sumary`; did you mean `summary`?',
  },
  {
    name: 'a filter with a mistyped name',
    send: (server) => server.send('GET', '/v1/lists/runs?automaton=a'),
    ...invalid,
    says: 'Unknown query parameter `automaton`; did you mean `automation`?',
  },
  {
    name: 'a field that a nested object does not have',
    send: (server) =>
      server.send(
        'POST',
        '/v1/automations/plan',
        '{"path":"a","definitions":[{"file":"a","automation":{},"lines":1}]}',
      ),
    ...invalid,
    says: 'Unknown field `lines` at /definitions/0; did you mean `line`?',
  },
  ...['javascript:alert(1)', 'data:text/html,x', ' https://example.com', 'https://'].map(
    (link): Refusal => ({
      name: `a report with the link ${link}`,
      send: (server) => server.send('PATCH', '/v1/actions/runs/r_unknown', JSON.stringify({ link })),
      ...invalid,
      says: 'The body at /link must be an address that begins with https:// or http://',
    }),
  ),
  {
    name: 'a report with a link among others that is none',
    send: (server) =>
      server.send('PATCH', '/v1/actions/runs/r_unknown', '{"link":["https://example.com","vbscript:x"]}'),
    ...invalid,
    says: 'The body at /link/1 must be an address',
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
  ...[1_000, 2_500, 4_000].map(
    (length): Refusal => ({
      name: `an id of ${length} characters`,
      send: async (server) => {
        const answer = await server.send('GET', `/v1/events/${'x'.repeat(length)}`);
        const { message } = answer.body;
        // The reader needs no more of the name than that.
        return typeof message === 'string' && message.length > 500 ? { ...answer, status: message.length } : answer;
      },
      status: 404,
      error: 'not_found',
      says: 'xxx',
    }),
  ),
  ...[
    ['PUT', '/v1/events', 'GET, HEAD, POST'],
    ['POST', '/v1/events/e_1', 'GET, HEAD'],
    ['GET', '/v1/entities/search', 'POST'],
    ['DELETE', '/v1/lists/runs', 'GET, HEAD'],
    ['QUERY', '/v1/actions', 'GET, HEAD, POST'],
  ].map(
    ([method, path, allowed]): Refusal => ({
      name: `${method} where a path has other methods: ${path}`,
      send: async (server) => {
        const answer = await server.send(String(method), String(path));
        return answer.headers.get('allow') === allowed ? answer : { ...answer, status: 0 };
      },
      status: 405,
      error: 'method_not_allowed',
      says: `There is no ${method} ${path}, only ${allowed}; see /docs`,
    }),
  ),
  ...[
    [{ 'content-encoding': 'gzip' }, 'Content-Encoding: gzip is not supported; send the body uncompressed'],
    [
      { 'content-type': 'application/json; charset=utf-16' },
      'The charset utf-16 is not supported; send the body as UTF-8',
    ],
  ].map(
    ([headers, says]): Refusal => ({
      name: `a body with ${JSON.stringify(headers)}`,
      send: (server) => server.send('POST', '/v1/events', '{}', headers as Record<string, string>),
      status: 415,
      error: 'unsupported_media_type',
      says: String(says),
    }),
  ),
  {
    name: 'a client with a name that is none',
    send: (server) => server.send('POST', '/v1/clients', '{"name":"a b","role":"read"}'),
    ...invalid,
    says: 'The body at /name must be 1 to 100 letters, digits, dots, underscores or hyphens',
  },
  {
    name: 'a client that syncs what cannot be a repository',
    send: (server) => server.send('POST', '/v1/clients', '{"name":"a","role":"sync:../x"}'),
    ...invalid,
    says: '"sync:../x" is not a role',
  },
  {
    name: 'a blueprint with an identifier that is none',
    send: (server) => server.send('POST', '/v1/blueprints', '{"identifier":"a b","schema":{"properties":{}}}'),
    ...invalid,
    says: 'The body at /identifier must be text with only letters, digits and @_.+:=-',
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
    name: 'a filter for runs that people cannot start',
    send: (server) => server.send('GET', '/v1/actions/runs?source[]=AUTOMATON'),
    ...invalid,
    says: 'must be one of UI, API, AUTOMATION',
  },
  {
    name: 'a filter for automations of a kind that does not exist',
    send: (server) => server.send('GET', '/v1/actions?trigger_type=automations'),
    ...invalid,
    says: 'must be one of automation, self-service',
  },
  {
    name: 'a filter for automations by what is neither yes nor no',
    send: (server) => server.send('GET', '/v1/actions?published=yes'),
    ...invalid,
    says: 'must be one of true, false',
  },
  {
    name: 'a limit that is no number',
    send: (server) => server.send('GET', '/v1/actions/runs?limit=many'),
    ...invalid,
    says: 'The query parameter limit must be a whole number',
  },
  ...[
    ['GET', '/v1/lists/runs?from=99999-01-01', 'from'],
    ['GET', '/v1/lists/events?from=99999-01-01', 'from'],
    ['GET', '/v1/lists/events?to=%2B275760-09-13', 'to'],
    ['GET', '/v1/lists/runs?from=0026-01-01', 'from'],
    ['GET', '/v1/audit-log?to=%2B275760-09-13T00:00:00Z', 'to'],
    ['POST', '/v1/actions/known/pause', 'until', { reason: 'x', until: '+275760-09-13T00:00:00Z' }],
    ['POST', '/v1/actions/runs/retry', 'from', { from: '+275760-09-13T00:00:00Z', dryRun: true }],
    ['POST', '/v1/events/replay', 'to', { to: '99999-12-31T00:00:00Z', dryRun: true }],
    ['POST', '/v1/clients', 'expiresAt', { name: 'far', role: 'read', expiresAt: '+275760-09-13T00:00:00Z' }],
  ].map(
    ([method, path, name, body]): Refusal => ({
      name: `${method} ${path} with a time outside the calendar of the database`,
      send: (server) =>
        server.send(String(method), String(path), body === undefined ? undefined : JSON.stringify(body)),
      ...invalid,
      says: `${name} must be a time in the years 1970 to 9999`,
    }),
  ),
  {
    name: 'a filter by a date that does not exist',
    send: (server) => server.send('GET', '/v1/lists/runs?from=2026-02-30'),
    ...invalid,
    says: 'from must be a time, such as',
  },
];
