import { BlockList, isIP } from 'node:net';
import { providers } from '../../backends/providers.ts';
import { listOf, longEnough, oneOf, url, type Variable, whole } from '../../backends/variable.ts';
import { readDuration } from '../../core/event/duration.ts';
import { readSyncSources } from '../sync/policy.ts';
import { readHeaders } from '../tracing/read-headers.ts';

/** True for HTTPS or a loopback address: keys fetched over plain HTTP could be forged. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));

const networks = ['loopback', 'linklocal', 'uniquelocal'];

function isNetwork(text: string): boolean {
  if (networks.includes(text) || isIP(text) !== 0) return true;
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  try {
    new BlockList().addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

/** Advice on escaping, for characters that would end the user and password part of a URL or begin an escape. */
const inPassword = 'in its user and password write %23 for #, %3F for ?, %2F for /, %40 for @ and %25 for %';

function databaseProblem(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(text)) return 'must be a URL that begins with postgres:// or postgresql://';
  // With an unescaped #, ? or / before the @, part of the password would be taken for the host.
  const [, , authority = '', rest = ''] = /^(postgres(?:ql)?:\/\/)([^/?#]*)(.*)$/s.exec(text) ?? [];
  const isCut = !authority.includes('@') && /^(?:[/#]|\?[^=]*(?=@))[^=]*@/.test(rest);
  return isCut || !URL.canParse(text) || !isDecodable(text)
    ? `is not a URL that can be read; ${inPassword}`
    : undefined;
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

/** The variables that belong to no provider. */
const ownVariables = {
  HOST: { description: 'Address to listen on.', default: '127.0.0.1' },
  PORT: { description: 'Port to listen on; 0 takes a free one.', default: '3000', check: whole(0, 65535) },
  SERVER_URL: {
    description: 'Public base URL of this service; also the audience of OIDC tokens.',
    defaultText: '`http://HOST:PORT`',
    check: url,
  },
  TRUST_PROXY: {
    description:
      'Addresses or networks of proxies whose `X-Forwarded-For` is trusted, separated by commas; `loopback` for a proxy on this machine.',
    check: listOf(isNetwork, `addresses, networks such as 10.0.0.0/8, or ${networks.join(', ')}, separated by commas`),
  },
  DATABASE_URL: {
    description: 'Postgres to use, shared by all replicas. Absent: an embedded database in `DATA_DIR`.',
    secret: true,
    check: databaseProblem,
  },
  DATABASE_SCHEMA: {
    description: "Schema for the service's tables; the queue uses the same name with `_queue` appended.",
    default: 'catalog_automations',
    check: (text: string) =>
      /^[a-z_][a-z0-9_]{0,40}$/.test(text) ? undefined : 'must be lower-case letters, digits and _, 41 at most',
  },
  DATA_DIR: { description: 'Folder of the embedded database.', default: '.data' },
  AUTOMATIONS_DIR: {
    description:
      'Folder of definitions to load at start, and to [reload](operations.md#changing-definitions-in-the-folder) on request or, with the embedded database, when they change. If set, the folder must exist.',
    defaultText: '`automations` with the embedded database, else none',
  },
  ORG_ID: {
    description: 'Organization id in events and topics.',
    default: 'org_local',
    check: (text: string) => (/^[A-Za-z0-9_.-]{1,100}$/.test(text) ? undefined : 'must be letters, digits, _ . and -'),
  },
  CLIENT_ID: {
    description: 'Client id for the API. Required with `DATABASE_URL` and with `NODE_ENV=production`.',
    defaultText: 'created on first start and kept in `DATA_DIR`',
  },
  CLIENT_SECRET: {
    description: 'Client secret for the API; signs outgoing webhooks.',
    defaultText: 'created on first start and kept in `DATA_DIR`',
    secret: true,
    check: longEnough,
  },
  CLIENT_SECRET_OLD: {
    description:
      'The previous client secret, for [rotation](operations.md#rotating-secrets). It is accepted until this variable is removed.',
    secret: true,
    check: longEnough,
  },
  EVENTS_SECRET: {
    description: 'Secret that signs events sent to the service and webhooks that it sends.',
    defaultText: 'the client secret',
    secret: true,
    check: longEnough,
  },
  EVENTS_SECRET_OLD: {
    description:
      'The previous events secret. It is accepted until this variable is removed, and webhooks are signed with both secrets.',
    secret: true,
    check: longEnough,
  },
  SECRETS_DIR: {
    description:
      'Folder with a file for each secret, named after its variable (`SECRET_<NAME>`, `CLIENT_SECRET`, …), as Kubernetes and Docker mount them. `SECRET_<NAME>`, the client secrets and the events secrets are reloaded when they change; other files need a restart.',
  },
  OIDC_ISSUER: {
    description: 'Issuer of the tokens of GitHub workflows; GitHub Enterprise Server has a different one.',
    default: 'https://token.actions.githubusercontent.com',
    check: (text: string) =>
      URL.canParse(text) && isSafe(new URL(text)) ? undefined : 'must be a URL that begins with https://',
  },
  SYNC_SOURCES: {
    description:
      'Repositories whose workflows may sync without a secret: `owner/repo` or `owner/*`, with `@branch` where it is not `main`, separated by commas.',
    check: (text: string) => {
      const sources = readSyncSources(text);
      return 'problem' in sources ? sources.problem : undefined;
    },
  },
  WORKFLOW_BACKTESTS: {
    description:
      "Whether those workflows may also run backtests of proposed definitions on recorded events, for the comment on a pull request. Off by default, because the counts reveal what recorded events contain to anyone who can push a branch. Jobs with a client's id and secret always may.",
    default: 'false',
    check: oneOf('true', 'false'),
  },
  PORT_API_URL: {
    description:
      "API of a real Port, such as `https://api.port.io`, for UPSERT_ENTITY and webhooks to Port's API. Absent: they use the built-in catalog.",
    check: (text: string) =>
      URL.canParse(text) && isSafe(new URL(text)) ? undefined : 'must be a URL that begins with https://',
  },
  PORT_CLIENT_ID: { description: 'Client id of that Port; set together with `PORT_API_URL` and `PORT_CLIENT_SECRET`.' },
  PORT_CLIENT_SECRET: { description: 'Client secret of that Port.', secret: true },
  ALLOWED_HOSTS: {
    description: 'Private addresses that webhooks may call: `host` or `host:port`, separated by commas.',
    defaultText: '`127.0.0.1:4010` (the demo) with the embedded database, else none',
    check: listOf(
      (host) => /^(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/i.test(host),
      'hosts as in a URL, without http://: `host` or `host:port`, separated by commas',
    ),
  },
  HTTPS_PROXY: {
    description:
      'Proxy for calls to `https://` addresses, `http://[user:password@]host:port`; also `https_proxy`. Read by the service, the Action and the command line. The proxy resolves names, so it has to keep calls out of private networks; direct calls are checked as usual.',
    secret: true,
  },
  HTTP_PROXY: {
    description: 'The same for `http://` addresses, and for `https://` without `HTTPS_PROXY`; also `http_proxy`.',
    secret: true,
  },
  NO_PROXY: {
    description:
      "Hosts that are called directly, with their subdomains: `host` or `host:port`, separated by commas, or `*`; also `no_proxy`. Calls to the service's own API never use a proxy.",
  },
  MAX_CHAIN_DEPTH: {
    description:
      'How many runs may follow the first one in a chain of automations that trigger each other; the next run is blocked.',
    default: '10',
    check: whole(1, 1000),
  },
  INVOCATION_TIMEOUT: {
    description:
      'How long an asynchronous run may go without a report before it fails, such as `30m`, `24h` or `7d`. Runs that the service follows have their own limits.',
    defaultText: 'forever, as in Port',
    check: (text: string) =>
      (readDuration(text) ?? 0) < 60_000
        ? 'must be a duration of at least a minute, such as 30m, 24h or 7d'
        : undefined,
  },
  ALERT_FAILURES: {
    description:
      'Number of consecutive failed runs after which an automation is considered failing, for alerts on `_automation`.',
    default: '3',
    check: whole(1, 1000),
  },
  RETENTION_DAYS: {
    description: 'Days after which ended runs, events and webhooks are deleted.',
    default: '30',
    check: whole(1, 3650),
  },
  RETENTION_DAYS_RUNS: {
    description: 'The same for ended runs only.',
    defaultText: '`RETENTION_DAYS`',
    check: whole(1, 3650),
  },
  RETENTION_DAYS_EVENTS: {
    description: 'The same for events only; an event is kept as long as it has runs.',
    defaultText: '`RETENTION_DAYS`',
    check: whole(1, 3650),
  },
  RETENTION_DAYS_DELIVERIES: {
    description: 'The same for webhooks only.',
    defaultText: '`RETENTION_DAYS`',
    check: whole(1, 3650),
  },
  RETENTION_DAYS_AUDIT: {
    description: 'Days after which changes to automations and actions of operators are deleted from the audit log.',
    default: '365',
    check: whole(1, 3650),
  },
  LOG_LEVEL: {
    description: 'Lowest severity of the log lines to write.',
    default: 'info',
    check: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
  LOG_FORMAT: {
    description: 'Format of log lines: `json` for programs, or `pretty` for people.',
    defaultText: '`pretty` on a terminal, else `json`',
    check: oneOf('json', 'pretty'),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    description:
      'Address of an OpenTelemetry collector, such as `http://127.0.0.1:4318`: [traces](operations.md#traces) are sent there (OTLP over HTTP). Absent: no traces are created.',
    check: url,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    description: 'Headers for the collector, such as credentials: `name=value`, separated by commas, URL-encoded.',
    secret: true,
    check: (text: string) =>
      readHeaders(text) === null ? 'must be name=value, separated by commas, in URL encoding' : undefined,
  },
  OTEL_SERVICE_NAME: { description: 'The name of the service in traces.', default: 'catalog-automations' },
} satisfies Record<string, Variable>;

/** The name of a variable that belongs to no provider. */
export type VariableName = keyof typeof ownVariables;

/** Every variable the server reads, besides `SECRET_<NAME>` and `NODE_ENV`: its own, then those of the providers. */
export const variables: Readonly<Record<string, Variable>> = Object.assign(
  {},
  ownVariables,
  ...providers.map((provider) => provider.variables),
);
