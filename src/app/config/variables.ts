import { isIP } from 'node:net';
import { readSyncSources } from '../sync/policy.ts';
import { readAzurePipelines } from './azure.ts';

/** An environment variable: docs/configuration.md is generated from these. */
export type Variable = {
  description: string;
  default?: string;
  /** Shown in the docs where the default is not a plain value. */
  defaultText?: string;
  /** Never printed. */
  secret?: true;
  /** What is wrong with a value, as the end of a sentence that begins with the name; undefined when nothing is. */
  check?: (text: string) => string | undefined;
};

const url = (text: string): string | undefined =>
  /^https?:\/\//.test(text) && URL.canParse(text) ? undefined : 'must be a URL that begins with http:// or https://';

const whole =
  (least: number, most: number) =>
  (text: string): string | undefined =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;

const oneOf =
  (...values: string[]) =>
  (text: string): string | undefined =>
    values.includes(text) ? undefined : `must be one of ${values.join(', ')}`;

const longEnough = (text: string): string | undefined =>
  text.length >= 8 && text !== 'development' ? undefined : 'must have at least 8 characters and not be a known word';

/** Keys from an open line are nobody's, unless the line does not leave the machine. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));

/** Every part of a list must have a form. */
const listOf =
  (form: (part: string) => boolean, words: string) =>
  (text: string): string | undefined =>
    text.split(',').every((part) => part.trim() === '' || form(part.trim())) ? undefined : `must be ${words}`;

const networks = ['loopback', 'linklocal', 'uniquelocal'];

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (rest.length > 0 || most < 0) return networks.includes(text);
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

/** Characters that end the part of a URL in which the password is, or begin an escape. */
const inPassword = 'in its user and password write %23 for #, %3F for ?, %2F for /, %40 for @ and %25 for %';

function databaseProblem(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(text)) return 'must be a URL that begins with postgres:// or postgresql://';
  // Where a # or ? or / comes before the @, the host would be what stands before the password.
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

/** Every variable the server reads, besides `SECRET_<NAME>` and `NODE_ENV`. */
export const variables = {
  HOST: { description: 'Address to listen on.', default: '127.0.0.1' },
  PORT: { description: 'Port to listen on; 0 takes a free one.', default: '3000', check: whole(0, 65535) },
  SERVER_URL: {
    description: 'Public base URL of this service; also the audience of OIDC tokens.',
    defaultText: '`http://HOST:PORT`',
    check: url,
  },
  TRUST_PROXY: {
    description:
      'Addresses or networks of proxies whose `X-Forwarded-For` is believed, separated by commas; `loopback` for one on this machine.',
    check: listOf(isNetwork, `addresses, networks such as 10.0.0.0/8, or ${networks.join(', ')}, separated by commas`),
  },
  DATABASE_URL: {
    description: 'Postgres to use, shared by all replicas. Absent: an embedded database in `DATA_DIR`.',
    secret: true,
    check: databaseProblem,
  },
  DATABASE_SCHEMA: {
    description: 'Schema for our tables; the queue uses the same name with `_queue` appended.',
    default: 'catalog_automations',
    check: (text: string) =>
      /^[a-z_][a-z0-9_]{0,40}$/.test(text) ? undefined : 'must be lower-case letters, digits and _, 41 at most',
  },
  DATA_DIR: { description: 'Folder of the embedded database.', default: '.data' },
  AUTOMATIONS_DIR: {
    description: 'Folder of definitions to load at start; one that is set must be there.',
    defaultText: '`automations` with the embedded database, else none',
  },
  ORG_ID: {
    description: 'Organization id in events and topics.',
    default: 'org_local',
    check: (text: string) => (/^[A-Za-z0-9_.-]{1,100}$/.test(text) ? undefined : 'must be letters, digits, _ . and -'),
  },
  CLIENT_ID: {
    description: 'Client id for the API. Required with `DATABASE_URL` and with `NODE_ENV=production`.',
    defaultText: 'made on first start and kept in `DATA_DIR`',
  },
  CLIENT_SECRET: {
    description: 'Client secret for the API; signs access tokens and outgoing webhooks.',
    defaultText: 'made on first start and kept in `DATA_DIR`',
    secret: true,
    check: longEnough,
  },
  EVENTS_SECRET: {
    description: 'Secret that signs events sent to us and webhooks that we send.',
    defaultText: 'the client secret',
    secret: true,
    check: longEnough,
  },
  APP_ID: { description: 'Id of the GitHub App. Absent: everything but GitHub works.', check: whole(1, 2 ** 53 - 1) },
  PRIVATE_KEY: { description: "The App's private key: PEM, or PEM in base64.", secret: true },
  PRIVATE_KEY_PATH: { description: "File that holds the App's private key." },
  WEBHOOK_SECRET: { description: "The App's webhook secret; required with `APP_ID`.", secret: true, check: longEnough },
  GITHUB_API_URL: {
    description: "GitHub's API; another one for GitHub Enterprise Server.",
    default: 'https://api.github.com',
    check: url,
  },
  GITHUB_ACCOUNTS: {
    description:
      'Accounts whose repositories bring events, separated by commas. Absent: every account that installed the App.',
    check: listOf((name) => /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(name), 'names of accounts, separated by commas'),
  },
  GITHUB_MAPPING: {
    description:
      'Mapping of GitHub to the catalog, a file or the folder of a `port-app-config.yml`, for accounts that have none in their `.github` repository.',
    defaultText: 'the default mapping',
  },
  OIDC_ISSUER: {
    description: 'Issuer of the tokens of GitHub workflows; another one for GitHub Enterprise Server.',
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
  GITLAB_URL: { description: 'GitLab whose pipelines are run.', default: 'https://gitlab.com', check: url },
  GITLAB_TOKEN: {
    description:
      'Token with the scope `read_api`, to follow pipelines and to find one whose start got no clear answer.',
    secret: true,
  },
  GITLAB_WEBHOOK_SECRET: {
    description: 'Secret token of the pipeline webhooks that GitLab sends to `/api/gitlab/webhooks`.',
    secret: true,
    check: longEnough,
  },
  AZURE_DEVOPS_URL: {
    description: 'Azure DevOps whose pipelines are run.',
    default: 'https://dev.azure.com',
    check: url,
  },
  AZURE_DEVOPS_TOKEN: {
    description:
      'Personal access token with the scope _Build: read and execute_; required with `AZURE_DEVOPS_PIPELINES`.',
    secret: true,
  },
  AZURE_DEVOPS_PIPELINES: {
    description:
      'Pipelines to run by the API instead of by their incoming webhook: `org/webhook=project/pipelineId`, separated by commas.',
    check: (text: string) => {
      const read = readAzurePipelines(text);
      return 'problem' in read ? read.problem : undefined;
    },
  },
  PORT_API_URL: {
    description:
      "API of a real Port, such as `https://api.port.io`: UPSERT_ENTITY and webhooks to Port's API go there. Absent: to the built-in catalog.",
    check: (text: string) =>
      URL.canParse(text) && isSafe(new URL(text)) ? undefined : 'must be a URL that begins with https://',
  },
  PORT_CLIENT_ID: { description: 'Client id of that Port; set together with `PORT_API_URL` and `PORT_CLIENT_SECRET`.' },
  PORT_CLIENT_SECRET: { description: 'Client secret of that Port.', secret: true },
  ALLOWED_HOSTS: {
    description: 'Private addresses that a webhook may reach: `host` or `host:port`, separated by commas.',
    defaultText: '`127.0.0.1:4010` (the demo) with the embedded database, else none',
    check: listOf(
      (host) => /^(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/i.test(host),
      'hosts as in a URL, without http://: `host` or `host:port`, separated by commas',
    ),
  },
  HTTPS_PROXY: {
    description:
      'Proxy for calls to `https://` addresses, `http://[user:password@]host:port`; also `https_proxy`. Read by the service, the Action and the command line. The proxy resolves names, so keeping calls out of private networks is its affair; calls that go directly are checked as ever.',
    secret: true,
  },
  HTTP_PROXY: {
    description: 'The same for `http://` addresses, and for `https://` without `HTTPS_PROXY`; also `http_proxy`.',
    secret: true,
  },
  NO_PROXY: {
    description:
      'Hosts that are called directly, with their subdomains: `host` or `host:port`, separated by commas, or `*`; also `no_proxy`. Calls to our own API never use a proxy.',
  },
  KAFKA_BROKERS: {
    description: 'Kafka brokers that messages go to: `host:port`, separated by commas.',
    check: (text: string) =>
      text.split(',').every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker.trim()))
        ? undefined
        : 'must be host:port, several separated by commas',
  },
  KAFKA_USERNAME: { description: 'User name for the brokers.' },
  KAFKA_PASSWORD: { description: 'Password for the brokers.', secret: true },
  KAFKA_SASL_MECHANISM: {
    description: 'How the user name is proven: `scram-sha-512` or `plain`.',
    defaultText: '`scram-sha-512` with a user name',
    check: oneOf('scram-sha-512', 'plain'),
  },
  KAFKA_TLS: {
    description: 'Whether connections to the brokers are encrypted: `true` or `false`.',
    defaultText: '`true` with a user name, else `false`',
    check: oneOf('true', 'false'),
  },
  MAX_CHAIN_DEPTH: {
    description:
      'How many runs may follow from the first one in a chain of automations that set each other off; the next is blocked.',
    default: '10',
    check: whole(1, 1000),
  },
  RETENTION_DAYS: {
    description: 'Days after which ended runs and their events are deleted.',
    default: '30',
    check: whole(1, 3650),
  },
  LOG_LEVEL: {
    description: 'Least severe log lines to write.',
    default: 'info',
    check: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
} satisfies Record<string, Variable>;
