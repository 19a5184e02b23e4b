import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProviderEnvironment } from '../provider-contract.ts';
import { listOf, longEnough, oneOf, url, type Variable, whole } from '../variable.ts';

/** The credentials of the GitHub App that the service acts as. */
export type GitHubAccess = {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  apiUrl: string;
  /** The accounts that are accepted, in lower case; null: every account that installed the App. */
  accounts: readonly string[] | null;
  /** How people sign in with the App; null: they do not. */
  signIn: { clientId: string; clientSecret: string; admins: readonly string[] } | null;
};

const isAccount = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/.test(name);

/** The API of GitHub itself. */
export const defaultApiUrl = 'https://api.github.com';

/** The variables that configure the GitHub App. */
export const gitHubVariables: Readonly<Record<string, Variable>> = {
  APP_ID: {
    description: 'Id of the GitHub App. Absent: everything except GitHub works.',
    check: whole(1, 2 ** 53 - 1),
  },
  PRIVATE_KEY: { description: "The App's private key: PEM, or PEM in base64.", secret: true },
  PRIVATE_KEY_PATH: { description: "File that contains the App's private key." },
  WEBHOOK_SECRET: { description: "The App's webhook secret; required with `APP_ID`.", secret: true, check: longEnough },
  GITHUB_API_URL: {
    description: "URL of GitHub's API; GitHub Enterprise Server has a different one.",
    default: defaultApiUrl,
    check: url,
  },
  GITHUB_ACCOUNTS: {
    description:
      'Accounts whose repositories may send events, separated by commas. Absent: every account that installed the App.',
    check: listOf(isAccount, 'names of accounts, separated by commas'),
  },
  GITHUB_FIRST_IMPORT: {
    description:
      '`true`: existing objects are [imported](github-app.md#importing-what-already-exists) when the App is installed or gets more repositories. `false`: only on demand.',
    default: 'true',
    check: oneOf('true', 'false'),
  },
  GITHUB_CLIENT_ID: {
    description: "The App's client id, to sign in on the page with GitHub; set together with `GITHUB_CLIENT_SECRET`.",
  },
  GITHUB_CLIENT_SECRET: { description: "The App's client secret.", secret: true, check: longEnough },
  ADMINS: {
    description:
      'GitHub logins of people who may change everything on the page, separated by commas. Others can read, and change what their repositories own.',
    check: listOf(isAccount, 'logins, separated by commas'),
  },
  GITHUB_MAPPING: {
    description:
      'Mapping of GitHub to the catalog, a file or the folder of a `port-app-config.yml`, for accounts that have none in their `.github` repository.',
    defaultText: 'the default mapping',
  },
};

/** Reads the configuration of the App; null when it is not set. */
export function readGitHub({ value, problem }: ProviderEnvironment): GitHubAccess | null {
  const appId = value('APP_ID');
  const webhookSecret = value('WEBHOOK_SECRET');
  const signIn = readSignIn(value, problem);
  if (appId === undefined) {
    const names = ['PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET', 'GITHUB_MAPPING', 'GITHUB_CLIENT_ID', 'ADMINS'];
    const idle = names.filter(value);
    if (idle.length > 0) problem(`APP_ID is missing, and without it ${idle.join(' and ')} would do nothing`);
    return null;
  }
  if (webhookSecret === undefined) {
    problem('WEBHOOK_SECRET is required with APP_ID: without it, anyone could send webhooks');
  }
  const path = value('PRIVATE_KEY_PATH');
  const privateKey = value('PRIVATE_KEY') ?? (path === undefined ? undefined : readKey(path, problem));
  if (privateKey === undefined && path === undefined) {
    problem('PRIVATE_KEY or PRIVATE_KEY_PATH is required with APP_ID');
  }
  // Hosting services often allow only single-line values, so base64 and escaped line ends are accepted.
  const key = decodeKey(privateKey ?? '');
  if (privateKey !== undefined && !isPrivateKey(key)) {
    problem("PRIVATE_KEY is not a private key in PEM form (it is not shown); create one on the App's page on GitHub");
  }
  return {
    appId: Number(appId),
    privateKey: key,
    webhookSecret: webhookSecret ?? '',
    apiUrl: (value('GITHUB_API_URL') ?? '').replace(/\/$/, ''),
    accounts: namesIn(value('GITHUB_ACCOUNTS')),
    signIn,
  };
}

/** Where people see the GitHub of an API: GitHub Enterprise Server has its API in a folder. */
export function webUrlOf(apiUrl: string): string {
  return apiUrl === defaultApiUrl ? 'https://github.com' : apiUrl.replace(/\/api\/v3$/, '');
}

function readSignIn(
  value: ProviderEnvironment['value'],
  problem: ProviderEnvironment['problem'],
): GitHubAccess['signIn'] {
  const [clientId, clientSecret] = [value('GITHUB_CLIENT_ID'), value('GITHUB_CLIENT_SECRET')];
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    problem('GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET must be set together or not at all');
  }
  if (clientId === undefined || clientSecret === undefined) return null;
  return { clientId, clientSecret, admins: namesIn(value('ADMINS')) ?? [] };
}

function namesIn(list: string | undefined): string[] | null {
  const names = list?.split(',').map((name) => name.trim().toLowerCase());
  return names?.filter((name) => name !== '') ?? null;
}

function readKey(path: string, problem: (sentence: string) => void): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    problem(`PRIVATE_KEY_PATH points to a file that cannot be read (it is ${JSON.stringify(path)})`);
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
