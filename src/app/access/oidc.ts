import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { AppError } from '../../core/error.ts';
import { checkWorkflow, type SyncSource, type WorkflowTask } from '../sync/policy.ts';
import type { Principal, WorkflowToken } from './access.ts';
import { createIssuerKeys } from './issuer-keys.ts';

/** How far an issuer's clock may differ from ours, seconds. */
const tolerance = 30;

/**
 * Claims that every GitHub workflow token has (GitHub's OIDC reference). `sub` is not read, because its format is
 * configurable.
 */
const textClaims = ['repository', 'repository_id', 'repository_owner', 'ref', 'event_name', 'jti'] as const;

/** Checks tokens of GitHub workflows. */
export type Workflows = {
  /** True for a bearer token that has an issuer; the service's own tokens have none. */
  isToken(header: string | undefined): boolean;
  /**
   * Returns the principal of a token. Throws `unauthorized` for an invalid token and `forbidden` for one without the
   * permission.
   */
  authorize(header: string, may: WorkflowTask): Promise<Principal>;
};

/** Creates the check of workflow tokens; `audience` is the service's own address, `now` in ms. */
export function createWorkflows(options: {
  issuer: string;
  sources: readonly SyncSource[];
  /** Whether workflows may run backtests; by default they may not. */
  backtests?: boolean;
  audience(): string;
  now(): number;
}): Workflows {
  const { issuer, sources, backtests = false, audience, now } = options;
  const keys = createIssuerKeys(issuer);

  async function verify(token: string): Promise<WorkflowToken> {
    const verified = jwtVerify(token, keys, {
      issuer,
      audience: audience(),
      algorithms: ['RS256'],
      clockTolerance: tolerance,
      requiredClaims: ['exp', 'nbf', 'iat', ...textClaims],
      currentDate: new Date(now()),
    });
    const { payload } = await verified.catch((cause: unknown) => {
      if (cause instanceof AppError) throw cause;
      throw new AppError('unauthorized', `The workflow's token is not accepted: ${reasonOf(cause)}`, { cause });
    });
    return readClaims(payload);

    function reasonOf(error: unknown): string {
      if (error instanceof errors.JWTExpired) return 'it has expired';
      if (error instanceof errors.JWTClaimValidationFailed) {
        if (error.claim === 'aud') {
          const given = JSON.stringify(error.payload.aud);
          return `it is for ${given}, but this is ${audience()} (the Action uses server-url for both)`;
        }
        if (error.claim === 'iss') return `it was not issued by ${issuer} (OIDC_ISSUER)`;
        return error.reason === 'missing' ? `it has no ${error.claim}` : `its ${error.claim} is wrong`;
      }
      if (error instanceof errors.JOSEAlgNotAllowed) return 'it must be signed with RS256';
      return `its signature is not from ${issuer}`;
    }
  }

  return {
    isToken(header) {
      const token = bearerOf(header);
      if (token === null) return false;
      try {
        return decodeJwt(token).iss !== undefined;
      } catch {
        return false;
      }
    },

    async authorize(header, may) {
      const workflow = await verify(bearerOf(header) ?? '');
      checkWorkflow(workflow, may, sources);
      if (may === 'backtest' && !backtests) throw new AppError('forbidden', noBacktests);
      return { name: `github:${workflow.repository}`, workflow };
    },
  };
}

const noBacktests =
  "A workflow's own token cannot run backtests here, because the counts reveal what recorded events contain. Set WORKFLOW_BACKTESTS to true on the service, or give the job a client id and secret.";

/** Reads the claims that we use; each must be a string of limited length. */
function readClaims(payload: JWTPayload): WorkflowToken {
  const [repository, repositoryId, owner, ref, event, tokenId] = textClaims.map((name) => {
    const value = payload[name];
    if (typeof value !== 'string' || value === '' || value.length > maxClaim) {
      throw new AppError('unauthorized', `The workflow's token is not accepted: its ${name} is wrong`);
    }
    return value;
  }) as [string, string, string, string, string, string];
  if (repository.split('/')[0] !== owner) {
    throw new AppError(
      'unauthorized',
      "The workflow's token is not accepted: its repository does not belong to its owner",
    );
  }
  const expiresAt = ((payload.exp ?? 0) + tolerance) * 1000;
  return { repository, repositoryId, ref, event, tokenId, expiresAt };
}

const maxClaim = 1_000;

function bearerOf(header: string | undefined): string | null {
  const [scheme = '', token = ''] = (header ?? '').split(' ', 2);
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : null;
}
