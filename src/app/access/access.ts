import { createHash, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { portSignature, standardSignature } from '../../backends/signature.ts';
import { AppError } from '../../core/error.ts';

/** Whoever a request comes from. A token that we gave to a run's own call names the run. */
export type Principal = { name: string; runId?: string; workflow?: WorkflowToken };

/** What a verified token of a GitHub workflow says. */
export type WorkflowToken = {
  /** `owner/repo`. */
  repository: string;
  repositoryId: string;
  /** The full ref it runs on, e.g. `refs/heads/main`. */
  ref: string;
  /** The event that started it, e.g. `push`. */
  event: string;
  /** Names the token itself (`jti`). */
  tokenId: string;
  /** When nobody accepts it any longer, ms since the epoch. */
  expiresAt: number;
};

/** How long an access token is valid, seconds (Port: 3 hours). */
export const tokenLifetime = 3 * 60 * 60;

/** How far a signature's time may be from ours, either way, seconds (Standard Webhooks). */
const tolerance = 5 * 60;

/** Checks who calls, and vouches for our own calls. */
export type Access = {
  /** A token for the client, as Port's API gives it. */
  issue(clientId: string, clientSecret: string): Promise<string>;
  /** A token for a call that a run makes to our own API: what it changes is tied to the run. */
  issueForRun(runId: string): Promise<string>;
  /** Reads `Authorization`: Bearer with our token, or Basic with the client's credentials. Throws `unauthorized`. */
  authorize(header: string | undefined): Promise<Principal>;
  /**
   * Checks the signature headers of a delivery over its raw bytes. Throws `unauthorized`, and `forbidden` for what a run of
   * ours signed with the same secret: by another name of this service it would begin its chain anew.
   */
  verifySignature(headers: Headers, body: Uint8Array): Principal;
};

/** What names a call of a run, in the headers that every one of ours carries. */
const ownCall = /^r_[A-Za-z0-9]{16}$/;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Opens access for one client; `now` in ms. */
export function createAccess(options: {
  clientId: string;
  clientSecret: string;
  eventsSecret: string;
  orgId: string;
  now(): number;
}): Access {
  const { clientId, clientSecret, eventsSecret, orgId, now } = options;
  // Not the secret itself: who learns a token's key must not be able to log in.
  const key = createHash('sha256').update(`access-token:${clientSecret}`).digest();
  const name = `client:${clientId}`;

  const sign = (claims: Record<string, unknown>): Promise<string> => {
    const seconds = Math.floor(now() / 1000);
    return new SignJWT({ ...claims, orgId, isMachine: true })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(clientId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + tokenLifetime)
      .sign(key);
  };

  async function bearer(token: string): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(now()) });
      return typeof payload.runId === 'string' ? { name: `run:${payload.runId}`, runId: payload.runId } : { name };
    } catch (cause) {
      throw new AppError('unauthorized', 'The access token is not valid or has expired; get a new one', { cause });
    }
  }

  function credentials(id: string, secret: string): Principal {
    // Both are compared, so that the time taken does not tell which one was wrong.
    const right = [isSame(id, clientId), isSame(secret, clientSecret)];
    if (right.includes(false)) throw new AppError('unauthorized', 'The client id or secret is wrong');
    return { name };
  }

  return {
    async issue(id, secret) {
      credentials(id, secret);
      return sign({});
    },

    issueForRun: (runId) => sign({ runId }),

    async authorize(header) {
      const [scheme = '', value = ''] = (header ?? '').split(' ', 2);
      if (scheme.toLowerCase() === 'bearer' && value !== '') return bearer(value);
      if (scheme.toLowerCase() === 'basic' && value !== '') {
        const text = Buffer.from(value, 'base64').toString('utf8');
        const colon = text.indexOf(':');
        return credentials(text.slice(0, Math.max(colon, 0)), text.slice(colon + 1));
      }
      throw new AppError(
        'unauthorized',
        'This needs an Authorization header: Bearer with a token of POST /v1/auth/access_token, or Basic with client id and secret',
      );
    },

    verifySignature(headers, body) {
      if (ownCall.test(one(headers['idempotency-key']) ?? '') || ownCall.test(one(headers['webhook-id']) ?? '')) {
        throw new AppError(
          'forbidden',
          'A run made this call; runs bring events through the catalog, where chains are bounded',
        );
      }
      const standard = one(headers['webhook-signature']);
      const port = one(headers['x-port-signature']);
      const timestamp = one(headers[standard === undefined ? 'x-port-timestamp' : 'webhook-timestamp']) ?? '';
      if (Math.abs(now() / 1000 - timeOf(timestamp)) > tolerance) {
        throw new AppError('unauthorized', `The signature's time is more than ${tolerance} seconds away from ours`);
      }
      const id = one(headers['webhook-id']) ?? '';
      // The time as it was written: that text is what the sender signed.
      const expected =
        standard === undefined
          ? portSignature(eventsSecret, timestamp, body)
          : standardSignature(eventsSecret, id, timestamp, body);
      // Several signatures, separated by spaces, let a sender change its secret without a gap.
      const given = (standard ?? port ?? '').split(' ');
      if (!given.some((signature) => isSame(signature, expected))) {
        throw new AppError(
          'unauthorized',
          'The signature does not fit the body; is EVENTS_SECRET the same on both sides?',
        );
      }
      return { name: 'signature' };
    },
  };
}

/** True when a delivery brings a signature that `verifySignature` can check. */
export function hasSignature(headers: Headers): boolean {
  return headers['webhook-signature'] !== undefined || headers['x-port-signature'] !== undefined;
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Seconds since the epoch; older senders give milliseconds. */
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
