import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportPKCS8, generateKeyPair, jwtVerify } from 'jose';
import type { Installation, Permissions, Repository, State, Token } from './state.ts';

type AppKeys = { privateKey: string; publicKey: CryptoKey };

let keys: Promise<AppKeys> | undefined;

/**
 * The App's key pair: the private key goes to the client that plays the App. Made once in a process, for it takes long.
 */
export function createAppKeys(): Promise<AppKeys> {
  keys ??= makeKeys();
  return keys;
}

async function makeKeys(): Promise<AppKeys> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
  return { privateKey: await exportPKCS8(privateKey), publicKey };
}

/** Null when the JWT is one that GitHub takes from this App, else GitHub's reason to refuse it. */
export async function refuseAppToken(state: State, publicKey: CryptoKey, token: string): Promise<string | null> {
  try {
    // Libraries make JWTs by the machine's clock, which no test can turn.
    const now = new Date();
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ['RS256'],
      currentDate: now,
      clockTolerance: 60,
    });
    if (String(payload.iss) !== String(state.appId)) return "'Issuer' claim ('iss') must be an Integer";
    if ((payload.exp ?? 0) > now.getTime() / 1000 + 660) {
      return "'Expiration time' claim ('exp') is too far in the future";
    }
    return null;
  } catch {
    return 'A JSON web token could not be decoded';
  }
}

/** Issues an installation token of today's form: long, opaque, with dots and of no fixed length. */
export function issueInstallationToken(state: State, installation: Installation): Token {
  return remember(state, {
    token: `ghs_${state.appId}_${opaque(180)}.${opaque(120)}.${opaque(80)}`,
    login: `${state.slug}[bot]`,
    account: installation.account,
    repository: null,
    permissions: installation.permissions,
  });
}

/** Issues what a workflow has as GITHUB_TOKEN: one repository, the job's permissions. */
export function issueWorkflowToken(state: State, repository: Repository, permissions: Permissions): Token {
  return remember(state, {
    token: `ghs_${opaque(36)}`,
    login: 'github-actions[bot]',
    account: repository.owner,
    repository: repository.name,
    permissions,
  });
}

/** Issues a person's access token for one repository. */
export function issuePersonalToken(
  state: State,
  repository: Repository,
  login: string,
  permissions: Permissions,
): Token {
  const token = `github_pat_${opaque(22)}_${opaque(59)}`;
  return remember(state, { token, login, account: repository.owner, repository: repository.name, permissions });
}

function remember(state: State, token: Token): Token {
  state.tokens.push(token);
  return token;
}

const opaque = (length: number): string => randomBytes(length).toString('base64url').slice(0, length);
