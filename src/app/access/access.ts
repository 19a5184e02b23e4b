import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { portSignature, type SigningSecrets, standardSignature } from '../../backends/signature.ts';
import { AppError } from '../../core/error.ts';
import type { ClientRole } from '../../core/views/client-view.ts';
import type { SessionView } from '../../core/views/session-view.ts';
import type { ActiveClient, ClientCheck } from './api-clients.ts';

/**
 * Who sent a request. For a token that the service issued for a run's own call, `runId` names that run; a person who is
 * signed in on the page has a `session`, and a program the `role` of its client.
 */
export type Principal = {
  name: string;
  runId?: string;
  workflow?: WorkflowToken;
  session?: SessionView;
  role?: ClientRole;
};

/** The verified claims of a GitHub workflow's token. */
export type WorkflowToken = {
  /** `owner/repo`. */
  repository: string;
  repositoryId: string;
  /** The full ref it runs on, e.g. `refs/heads/main`. */
  ref: string;
  /** The event that started it, e.g. `push`. */
  event: string;
  /** The token's own id (`jti`). */
  tokenId: string;
  /** When the token expires, ms since the epoch. */
  expiresAt: number;
};

/** How long an access token is valid, seconds (Port: 3 hours); never longer than its client. */
const tokenLifetime = 3 * 60 * 60;

/** How far a signature's timestamp may differ from our clock in either direction, seconds (Standard Webhooks). */
const tolerance = 5 * 60;

/** Authenticates callers, and issues the tokens that the service's own calls carry. */
export type Access = {
  /** Issues an access token to a client, as Port's API does; `expiresIn` in seconds. */
  issue(clientId: string, clientSecret: string): Promise<{ token: string; expiresIn: number }>;
  /** Issues a token for a run's call to our own API, so that what the call changes is attributed to the run. */
  issueForRun(runId: string): Promise<string>;
  /** Reads `Authorization`: Bearer with our token, or Basic with the client's credentials. Throws `unauthorized`. */
  authorize(header: string | undefined): Promise<Principal>;
  /**
   * Checks a delivery's signature headers against its raw bytes. Throws `unauthorized`; throws `forbidden` for a
   * request that one of our own runs signed with the same secret, which would start a new chain and escape the limit on
   * chain length.
   */
  verifySignature(headers: Headers, body: Uint8Array): Principal;
};

/** The format of a run id; every call that the service makes for a run has one in its headers. */
const ownCall = /^r_[A-Za-z0-9]{16}$/;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Opens access for the client from the environment and for the stored clients. `key`: the key with which all replicas
 * sign tokens; `now` in ms.
 */
export function createAccess(options: {
  clientId: string;
  secrets: { client(): SigningSecrets; signing(): SigningSecrets };
  clients: ClientCheck;
  key: Buffer;
  orgId: string;
  now(): number;
}): Access {
  const { clientId, secrets, clients, orgId, now } = options;
  const key = Buffer.from(hkdfSync('sha256', options.key, '', 'catalog-automations access token', 32));
  const own: ActiveClient = { id: clientId, name: clientId, role: 'write', expiresAt: null };

  const sign = (subject: ActiveClient, claims: Record<string, unknown>): Promise<string> => {
    const seconds = Math.floor(now() / 1000);
    const end = subject.expiresAt === null ? Number.POSITIVE_INFINITY : Math.floor(subject.expiresAt / 1000);
    return new SignJWT({ ...claims, orgId, isMachine: true })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject.id)
      .setIssuedAt(seconds)
      .setExpirationTime(Math.min(seconds + tokenLifetime, end))
      .sign(key);
  };

  async function bearer(token: string): Promise<Principal> {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(now()) }).catch(
      (cause: unknown) => {
        throw new AppError('unauthorized', 'The access token is not valid or has expired; get a new one', { cause });
      },
    );
    if (typeof payload.runId === 'string') return { name: `run:${payload.runId}`, runId: payload.runId };
    const client = payload.sub === clientId ? own : await clients.active(payload.sub ?? '');
    if (client !== null) return principalOf(client);
    throw new AppError('unauthorized', 'The client of this access token was revoked or has expired');
  }

  async function credentials(id: string, secret: string): Promise<ActiveClient> {
    const { current, old } = secrets.client();
    // All are always compared, so that timing does not reveal which one was wrong.
    const right = [isSame(secret, current), old !== null && isSame(secret, old)];
    const client = isSame(id, clientId) ? right.includes(true) && own : await clients.withSecret(id, secret);
    if (client) return client;
    throw new AppError('unauthorized', 'The client id or secret is wrong, or the client was revoked or has expired');
  }

  return {
    async issue(id, secret) {
      const client = await credentials(id, secret);
      const at = now();
      const expiresAt = Math.min(at + tokenLifetime * 1000, client.expiresAt ?? Number.POSITIVE_INFINITY);
      return { token: await sign(client, {}), expiresIn: Math.floor((expiresAt - at) / 1000) };
    },

    issueForRun: (runId) => sign(own, { runId }),

    async authorize(header) {
      const [scheme = '', value = ''] = (header ?? '').split(' ', 2);
      if (scheme.toLowerCase() === 'bearer' && value !== '') return bearer(value);
      if (scheme.toLowerCase() === 'basic' && value !== '') {
        const text = Buffer.from(value, 'base64').toString('utf8');
        const colon = text.indexOf(':');
        return principalOf(await credentials(text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)));
      }
      throw new AppError(
        'unauthorized',
        'This needs an Authorization header: Bearer with a token from POST /v1/auth/access_token, or Basic with client id and secret',
      );
    },

    verifySignature(headers, body) {
      if (ownCall.test(one(headers['idempotency-key']) ?? '') || ownCall.test(one(headers['webhook-id']) ?? '')) {
        throw new AppError(
          'forbidden',
          'This call comes from a run; runs cause events through the catalog, where the length of chains is limited',
        );
      }
      const standard = one(headers['webhook-signature']);
      const port = one(headers['x-port-signature']);
      const timestamp = one(headers[standard === undefined ? 'x-port-timestamp' : 'webhook-timestamp']) ?? '';
      if (Math.abs(now() / 1000 - timeOf(timestamp)) > tolerance) {
        throw new AppError(
          'unauthorized',
          `The signature's timestamp differs from the service's clock by more than ${tolerance} seconds`,
        );
      }
      const id = one(headers['webhook-id']) ?? '';
      // The timestamp exactly as sent, because the sender signed that text.
      const { current, old } = secrets.signing();
      const expected = [current, ...(old === null ? [] : [old])].map((secret) =>
        standard === undefined
          ? portSignature(secret, timestamp, body)
          : standardSignature(secret, id, timestamp, body),
      );
      // Accepts several signatures, separated by spaces, so that a sender can rotate its secret without downtime.
      const given = (standard ?? port ?? '').split(' ');
      if (!given.some((signature) => expected.some((one) => isSame(signature, one)))) {
        throw new AppError(
          'unauthorized',
          'The signature does not match the body; is EVENTS_SECRET the same on both sides?',
        );
      }
      return { name: 'signature' };
    },
  };
}

function principalOf({ name, role }: ActiveClient): Principal {
  return { name: `client:${name}`, role };
}

/** True when a delivery carries a signature that `verifySignature` can check. */
export function hasSignature(headers: Headers): boolean {
  return headers['webhook-signature'] !== undefined || headers['x-port-signature'] !== undefined;
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** A timestamp in seconds since the epoch; older senders give milliseconds. */
function timeOf(text: string): number {
  if (!/^\d{1,16}$/.test(text)) {
    throw new AppError('unauthorized', 'The signature needs a timestamp header in seconds since 1970');
  }
  return text.length > 11 ? Number(text) / 1000 : Number(text);
}

function isSame(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return x !== undefined && y !== undefined && timingSafeEqual(x, y);
}
