import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AzureAccess } from '../../backends/azure-devops/access.ts';
import { type Proxies, readProxies } from '../../backends/http/proxy.ts';
import { AppError } from '../../core/error.ts';
import { readSyncSources, type SyncSource } from '../sync/policy.ts';
import { readAzure } from './azure.ts';
import { type GitLabConfig, readGitLab } from './gitlab.ts';
import { type KafkaConfig, readKafka } from './kafka.ts';
import { type Variable, variables } from './variables.ts';

/** What the environment says, checked and with defaults. Read once, at start. */
export type Config = {
  host: string;
  port: number;
  /** Public base URL without a trailing slash; null until the port is known. */
  serverUrl: string | null;
  /** Proxies whose word on the caller's address is believed. */
  trustProxy: readonly string[];
  database: { url: string; schema: string } | { directory: string };
  automationsDir: string | null;
  /** It was set, so its folder must be there. */
  automationsDirGiven: boolean;
  orgId: string;
  /** Null: made on first start and kept in the data folder (embedded only). */
  client: { id: string; secret: string } | null;
  eventsSecret: string | null;
  github: { appId: number; privateKey: string; webhookSecret: string; apiUrl: string } | null;
  gitlab: GitLabConfig;
  azureDevops: AzureAccess;
  /** Whose events count, in small letters; null: everybody who installed the App. */
  gitHubAccounts: readonly string[] | null;
  /** Path of the mapping for accounts that have none of their own. */
  gitHubMapping: string | null;
  /** A real Port on the other side. */
  portApi: { url: string; clientId: string; clientSecret: string } | null;
  oidc: { issuer: string; sources: readonly SyncSource[] };
  /** Null: there are no brokers. */
  kafka: KafkaConfig | null;
  secrets: Readonly<Record<string, string>>;
  /** Private hosts a webhook may reach: `host` or `host:port`. */
  allowedHosts: readonly string[];
  /** Null: every call is made directly. */
  proxies: Proxies | null;
  maxChainDepth: number;
  retentionDays: number;
  logLevel: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration. Throws one error that names every problem, each with a way out. */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const raw = (name: string): string | undefined => env[name]?.trim() || undefined;
  const value = (name: keyof typeof variables): string | undefined => {
    const variable: Variable = variables[name];
    const text = raw(name) ?? variable.default;
    const problem = text === undefined ? undefined : variable.check?.(text);
    if (problem !== undefined) problems.push(`${name} ${problem} (it is ${shown(name, text)})`);
    return text;
  };
  const text = (name: keyof typeof variables): string => value(name) ?? '';

  const url = value('DATABASE_URL');
  const embedded = url === undefined;
  const id = value('CLIENT_ID');
  const secret = value('CLIENT_SECRET');
  if ((id === undefined) !== (secret === undefined))
    problems.push('CLIENT_ID and CLIENT_SECRET are set together or not at all');
  if (id === undefined && secret === undefined && (!embedded || env.NODE_ENV === 'production')) {
    problems.push('CLIENT_ID and CLIENT_SECRET are required with DATABASE_URL and with NODE_ENV=production');
  }
  const secrets = readSecrets(env, problems);
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
    eventsSecret: value('EVENTS_SECRET') ?? null,
    github: readGitHub(value, problems),
    gitlab: readGitLab(value, env, secrets),
    azureDevops: readAzure(value, problems),
    gitHubAccounts: value('GITHUB_ACCOUNTS') === undefined ? null : namesIn(text('GITHUB_ACCOUNTS').toLowerCase()),
    gitHubMapping: value('GITHUB_MAPPING') ?? null,
    portApi: readPortApi(value, problems),
    oidc: { issuer: text('OIDC_ISSUER'), sources: syncSources(value('SYNC_SOURCES') ?? '') },
    kafka: readKafka(value, problems),
    secrets,
    allowedHosts: namesIn(value('ALLOWED_HOSTS') ?? (embedded && env.NODE_ENV !== 'production' ? demoReceiver : '')),
    proxies: readProxies(env, problems),
    maxChainDepth: Number(text('MAX_CHAIN_DEPTH')),
    retentionDays: Number(text('RETENTION_DAYS')),
    logLevel: text('LOG_LEVEL'),
  };
  if (problems.length > 0) {
    throw new AppError(
      'invalid_request',
      `The environment needs attention:\n${[...new Set(problems)].map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return config;
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What is wrong with the text is a problem already. */
function syncSources(text: string): SyncSource[] {
  const sources = readSyncSources(text);
  return 'problem' in sources ? [] : sources;
}

/** Where `npm run demo` listens: the one private address that a fresh embedded start may call. */
export const demoReceiver = '127.0.0.1:4010';

function readGitHub(value: (name: keyof typeof variables) => string | undefined, problems: string[]): Config['github'] {
  const appId = value('APP_ID');
  const webhookSecret = value('WEBHOOK_SECRET');
  if (appId === undefined) {
    const idle = (['PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET', 'GITHUB_MAPPING'] as const).filter(value);
    if (idle.length > 0) problems.push(`APP_ID is missing, and without it ${idle.join(' and ')} would do nothing`);
    return null;
  }
  if (webhookSecret === undefined) {
    problems.push('WEBHOOK_SECRET is required with APP_ID: without it anybody could send us webhooks');
  }
  const path = value('PRIVATE_KEY_PATH');
  const privateKey = value('PRIVATE_KEY') ?? (path === undefined ? undefined : readKey(path, problems));
  if (privateKey === undefined && path === undefined) {
    problems.push('PRIVATE_KEY or PRIVATE_KEY_PATH is required with APP_ID');
  }
  // Hosting services often hold only single-line values: base64 and escaped line ends are accepted.
  const key = decodeKey(privateKey ?? '');
  if (privateKey !== undefined && !isPrivateKey(key)) {
    problems.push("PRIVATE_KEY is no private key in PEM form (it is not shown); GitHub's App page makes one");
  }
  return {
    appId: Number(appId),
    privateKey: key,
    webhookSecret: webhookSecret ?? '',
    apiUrl: (value('GITHUB_API_URL') ?? '').replace(/\/$/, ''),
  };
}

function readPortApi(
  value: (name: keyof typeof variables) => string | undefined,
  problems: string[],
): Config['portApi'] {
  const [url, clientId, clientSecret] = [value('PORT_API_URL'), value('PORT_CLIENT_ID'), value('PORT_CLIENT_SECRET')];
  if (url !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { url: url.replace(/\/+$/, ''), clientId, clientSecret };
  }
  if (url !== undefined || clientId !== undefined || clientSecret !== undefined) {
    problems.push('PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET are set together or not at all');
  }
  return null;
}

function readKey(path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    problems.push(`PRIVATE_KEY_PATH names a file that cannot be read (it is ${JSON.stringify(path)})`);
    return undefined;
  }
}

function isPrivateKey(text: string): boolean {
  try {
    createPrivateKey(text);
    return true;
  } catch {
    return false;
  }
}

function decodeKey(text: string): string {
  return text.includes('-----BEGIN') || text === ''
    ? text.replaceAll('\\n', '\n')
    : Buffer.from(text, 'base64').toString('utf8');
}

const secretPrefix = 'SECRET_';
const secretName = /^[A-Za-z0-9_-]{1,100}$/;

function readSecrets(env: Environment, problems: string[]): Record<string, string> {
  const secrets: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(secretPrefix) || value === undefined || value === '') continue;
    const short = name.slice(secretPrefix.length);
    if (secretName.test(short)) secrets[short] = value;
    else problems.push(`${name} is no name for a secret: letters, digits, - and _, 100 at most`);
  }
  return secrets;
}

function shown(name: keyof typeof variables, text: string | undefined): string {
  const variable: Variable = variables[name];
  return variable.secret ? 'not shown' : JSON.stringify(text);
}
