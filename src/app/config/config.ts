import { type Proxies, readProxies } from '../../backends/http/proxy.ts';
import { providers } from '../../backends/providers.ts';
import type { EnvironmentVariables, Variable } from '../../backends/variable.ts';
import { AppError } from '../../core/error.ts';
import { readDuration } from '../../core/event/duration.ts';
import type { ConnectionView } from '../../core/views/health-view.ts';
import type { LogFormat } from '../start/open-log.ts';
import { readSyncSources, type SyncSource } from '../sync/policy.ts';
import type { TracingOptions } from '../tracing/open-tracing.ts';
import { readHeaders } from '../tracing/read-headers.ts';
import type { Retention } from '../world.ts';
import { connectionsOf } from './connections.ts';
import { type VariableName, variables } from './variables.ts';

/** The checked configuration from the environment, with defaults; read once at start. */
export type Config = {
  host: string;
  port: number;
  /** Public base URL without a trailing slash; null until the port is known. */
  serverUrl: string | null;
  /** Proxies trusted to report the caller's address. */
  trustProxy: readonly string[];
  database: { url: string; schema: string } | { directory: string };
  automationsDir: string | null;
  /** True when the variable was set: then the folder must exist. */
  automationsDirGiven: boolean;
  orgId: string;
  /** Null: created on first start and stored in the data folder (embedded only). */
  client: { id: string; secret: string } | null;
  /** The secrets that `client.secret` and `eventsSecret` replace, while both are valid. */
  clientSecretOld: string | null;
  eventsSecret: string | null;
  eventsSecretOld: string | null;
  /** Each provider's configuration, by the provider's name. */
  access: Readonly<Record<string, unknown>>;
  gitHub: {
    /** The accounts whose events are accepted, in lower case; null: every account that installed the App. */
    accounts: readonly string[] | null;
    /** Path of the mapping for accounts without their own. */
    mapping: string | null;
    /** Whether existing objects are imported when the App is installed. */
    firstImport: boolean;
  };
  /** The connected real Port. */
  portApi: { url: string; clientId: string; clientSecret: string } | null;
  oidc: { issuer: string; sources: readonly SyncSource[]; backtests: boolean };
  secrets: Readonly<Record<string, string>>;
  /** Private hosts that webhooks may reach: `host` or `host:port`. */
  allowedHosts: readonly string[];
  /** Null: calls are made directly, without a proxy. */
  proxies: Proxies | null;
  /** The address at which this service may receive the calls of samples itself; null: nowhere. */
  sampleReceiver: { host: string; port: number } | null;
  /** The names of the variables that are set. */
  variables: readonly string[];
  /** What is configured and what is not. */
  connections: readonly ConnectionView[];
  maxChainDepth: number;
  /** How long an accepted run waits for a report; null: forever. */
  invocationTimeout: { ms: number; text: string } | null;
  /** The number of consecutive failed runs after which an automation is considered failing. */
  alertFailures: number;
  /** After how many days each kind of record is deleted. */
  retentionDays: Retention;
  logLevel: string;
  /** Where traces are sent; null: no traces are created. */
  tracing: TracingOptions | null;
  /** Null: readable on a terminal, else JSON. */
  logFormat: LogFormat | null;
};

/** Reads the configuration. Throws one error that names every problem and how to fix it. */
export function readConfig(env: EnvironmentVariables): Config {
  const problems: string[] = [];
  const raw = (name: string): string | undefined => env[name]?.trim() || undefined;
  const value = (name: string): string | undefined => {
    const variable: Variable = variableOf(name);
    const text = raw(name) ?? variable.default;
    const problem = text === undefined ? undefined : variable.check?.(text);
    if (problem !== undefined) problems.push(`${name} ${problem} (it is ${shown(name, text)})`);
    return text;
  };
  const text = (name: VariableName): string => value(name) ?? '';

  const url = value('DATABASE_URL');
  const embedded = url === undefined;
  const id = value('CLIENT_ID');
  const secret = value('CLIENT_SECRET');
  if ((id === undefined) !== (secret === undefined))
    problems.push('CLIENT_ID and CLIENT_SECRET must be set together or not at all');
  for (const name of ['CLIENT_SECRET', 'EVENTS_SECRET'] as const) {
    if (value(`${name}_OLD`) !== undefined && value(name) === undefined)
      problems.push(`${name}_OLD is only for rotation; set ${name} as well`);
  }
  if (id === undefined && secret === undefined && (!embedded || env.NODE_ENV === 'production')) {
    problems.push('CLIENT_ID and CLIENT_SECRET are required with DATABASE_URL and with NODE_ENV=production');
  }
  const secrets = readSecrets(env, problems);
  const others = Object.entries(env).flatMap(([name, content]) =>
    content === undefined || Object.hasOwn(variables, name) ? [] : [[name, content] as const],
  );
  const environment = { value, secrets, others, problem: (sentence: string) => void problems.push(sentence) };
  const timeout = value('INVOCATION_TIMEOUT');
  const daysOf = (name: VariableName): number => Number(value(name) ?? text('RETENTION_DAYS'));
  const allowedHosts = namesIn(
    value('ALLOWED_HOSTS') ?? (embedded && env.NODE_ENV !== 'production' ? demoReceiver : ''),
  );
  const config: Config = {
    host: text('HOST'),
    port: Number(text('PORT')),
    serverUrl: value('SERVER_URL')?.replace(/\/$/, '') ?? null,
    trustProxy: namesIn(value('TRUST_PROXY') ?? ''),
    database: embedded ? { directory: text('DATA_DIR') } : { url, schema: text('DATABASE_SCHEMA') },
    automationsDir: value('AUTOMATIONS_DIR') ?? (embedded ? 'automations' : null),
    automationsDirGiven: value('AUTOMATIONS_DIR') !== undefined,
    orgId: text('ORG_ID'),
    client: id !== undefined && secret !== undefined ? { id, secret } : null,
    clientSecretOld: value('CLIENT_SECRET_OLD') ?? null,
    eventsSecret: value('EVENTS_SECRET') ?? null,
    eventsSecretOld: value('EVENTS_SECRET_OLD') ?? null,
    access: Object.fromEntries(providers.map(({ name, access }) => [name, access(environment)])),
    gitHub: {
      accounts: value('GITHUB_ACCOUNTS') === undefined ? null : namesIn((value('GITHUB_ACCOUNTS') ?? '').toLowerCase()),
      mapping: value('GITHUB_MAPPING') ?? null,
      firstImport: value('GITHUB_FIRST_IMPORT') !== 'false',
    },
    portApi: readPortApi(value, problems),
    oidc: {
      issuer: text('OIDC_ISSUER'),
      sources: syncSources(value('SYNC_SOURCES') ?? ''),
      backtests: text('WORKFLOW_BACKTESTS') === 'true',
    },
    secrets,
    allowedHosts,
    sampleReceiver: allowedHosts.includes(demoReceiver) ? addressOf(demoReceiver) : null,
    proxies: readProxies(env, problems),
    variables: Object.keys(variables).filter((name) => raw(name) !== undefined),
    connections: connectionsOf(env),
    maxChainDepth: Number(text('MAX_CHAIN_DEPTH')),
    invocationTimeout: timeout === undefined ? null : { ms: readDuration(timeout) ?? 0, text: timeout },
    alertFailures: Number(text('ALERT_FAILURES')),
    retentionDays: {
      runs: daysOf('RETENTION_DAYS_RUNS'),
      events: daysOf('RETENTION_DAYS_EVENTS'),
      deliveries: daysOf('RETENTION_DAYS_DELIVERIES'),
      audit: Number(text('RETENTION_DAYS_AUDIT')),
    },
    tracing: tracingOf(
      value('OTEL_EXPORTER_OTLP_ENDPOINT'),
      value('OTEL_EXPORTER_OTLP_HEADERS'),
      text('OTEL_SERVICE_NAME'),
    ),
    logLevel: text('LOG_LEVEL'),
    logFormat: logFormatOf(value('LOG_FORMAT')),
  };
  if (problems.length > 0) {
    throw new AppError(
      'invalid_request',
      `Invalid configuration:\n${[...new Set(problems)].map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return config;
}

function tracingOf(endpoint: string | undefined, headers = '', serviceName: string): TracingOptions | null {
  return endpoint === undefined ? null : { endpoint, headers: readHeaders(headers) ?? {}, serviceName };
}

/** Returns null for an invalid format: that is already reported as a problem. */
function logFormatOf(text: string | undefined): LogFormat | null {
  return text === 'json' || text === 'pretty' ? text : null;
}

function addressOf(hostAndPort: string): { host: string; port: number } {
  const { hostname, port } = new URL(`http://${hostAndPort}`);
  return { host: hostname, port: Number(port) };
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Returns no sources for an invalid text: that is already reported as a problem. */
function syncSources(text: string): SyncSource[] {
  const sources = readSyncSources(text);
  return 'problem' in sources ? [] : sources;
}

/** Where `npm run demo` listens: the only private address that a fresh embedded start may call. */
export const demoReceiver = '127.0.0.1:4010';

function readPortApi(value: (name: VariableName) => string | undefined, problems: string[]): Config['portApi'] {
  const [url, clientId, clientSecret] = [value('PORT_API_URL'), value('PORT_CLIENT_ID'), value('PORT_CLIENT_SECRET')];
  if (url !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { url: url.replace(/\/+$/, ''), clientId, clientSecret };
  }
  if (url !== undefined || clientId !== undefined || clientSecret !== undefined) {
    problems.push('PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET must be set together or not at all');
  }
  return null;
}

const secretPrefix = 'SECRET_';
const secretName = /^[A-Za-z0-9_-]{1,100}$/;

function readSecrets(env: EnvironmentVariables, problems: string[]): Record<string, string> {
  const secrets: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(secretPrefix) || value === undefined || value === '') continue;
    const short = name.slice(secretPrefix.length);
    if (secretName.test(short)) secrets[short] = value;
    else problems.push(`${name} is not a valid name for a secret: use at most 100 letters, digits, - and _`);
  }
  return secrets;
}

function shown(name: string, text: string | undefined): string {
  return variableOf(name).secret ? 'not shown' : JSON.stringify(text);
}

function variableOf(name: string): Variable {
  const variable = variables[name];
  if (variable === undefined) throw new Error(`${name} is in no table of variables`);
  return variable;
}
