import { randomBytes, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { startLoopback } from './loopback.ts';

/** How a token differs from what GitHub would issue: for tests of refusal. */
export type TokenChange = {
  claims?: JWTPayload;
  audience?: string;
  issuer?: string;
  /** Seconds from now; negative has expired. Default 300. */
  life?: number;
  /** A time that the token does not name. */
  without?: 'exp' | 'nbf' | 'iat';
  /** `foreign`: signed with a key that is not the issuer's, under the issuer's key id; `none`: not signed. */
  signature?: 'own' | 'foreign' | 'none' | 'HS256';
};

/** An OIDC issuer as GitHub Actions has one; dispose of it. */
export type FakeOidc = Awaited<ReturnType<typeof startFakeOidc>>;

const keyId = 'cc413527-173f-5a05-976e-9c52b1d7b431';

/** What a job on the default branch of acme/catalog has in its token; `sub` in the form of repositories made since July 2026. */
export const pushClaims = {
  sub: 'repo:acme@1001/catalog@2002:ref:refs/heads/main',
  repository: 'acme/catalog',
  repository_id: '2002',
  repository_owner: 'acme',
  repository_owner_id: '1001',
  repository_visibility: 'private',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  sha: '8d96bf1fe2a1cbd9f6a3b0c1d2e3f40516273849',
  event_name: 'push',
  base_ref: '',
  head_ref: '',
  workflow: 'Automations',
  workflow_ref: 'acme/catalog/.github/workflows/automations.yml@refs/heads/main',
  job_workflow_ref: 'acme/catalog/.github/workflows/automations.yml@refs/heads/main',
  run_id: '7000001',
  run_number: '12',
  run_attempt: '1',
  actor: 'octocat',
  actor_id: '583231',
  runner_environment: 'github-hosted',
} as const satisfies JWTPayload;

/** Starts an issuer with discovery, keys, and the address at which a job asks for its token. */
export async function startFakeOidc() {
  const [own, foreign] = await Promise.all([makeKeys(), makeKeys()]);
  const requestToken = randomBytes(24).toString('base64url');
  const requests: string[] = [];
  let jobClaims: JWTPayload = { ...pushClaims };

  async function token({
    claims,
    audience,
    issuer,
    life = 300,
    without,
    signature = 'own',
  }: TokenChange = {}): Promise<string> {
    const at = Math.floor(Date.now() / 1000);
    const payload = { jti: randomUUID(), ...jobClaims, ...claims };
    const fill = <Jwt extends SignJWT | UnsecuredJWT>(jwt: Jwt): Jwt => {
      jwt.setIssuer(issuer ?? url).setAudience(audience ?? 'https://automations.example.test');
      const issued = Math.min(at, at + life - 1);
      if (without !== 'iat') jwt.setIssuedAt(issued);
      if (without !== 'nbf') jwt.setNotBefore(issued - 60);
      if (without !== 'exp') jwt.setExpirationTime(at + life);
      return jwt;
    };
    if (signature === 'none') return fill(new UnsecuredJWT(payload)).encode();
    if (signature === 'HS256') {
      // The old trick: the public key, which everybody has, used as if it were a shared secret.
      const secret = new TextEncoder().encode(JSON.stringify(own.jwk));
      return fill(new SignJWT(payload)).setProtectedHeader({ alg: 'HS256', kid: keyId }).sign(secret);
    }
    const key = signature === 'own' ? own.privateKey : foreign.privateKey;
    return fill(new SignJWT(payload)).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId }).sign(key);
  }

  const server = await startLoopback(async (request, response) => {
    const { pathname, searchParams } = request.url;
    requests.push(`${request.method} ${pathname}`);
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration') {
      const algorithms = { id_token_signing_alg_values_supported: ['RS256'], response_types_supported: ['id_token'] };
      return json({
        issuer: url,
        jwks_uri: `${url}/.well-known/jwks`,
        subject_types_supported: ['public'],
        ...algorithms,
      });
    }
    if (pathname === '/.well-known/jwks') return json({ keys: [own.jwk] });
    if (pathname !== '/token' || searchParams.get('api-version') !== '2.0') return json({ message: 'Not Found' }, 404);
    if (request.headers.authorization !== `Bearer ${requestToken}`) return json({ message: 'Unauthorized' }, 401);
    const audience = searchParams.get('audience') ?? 'https://github.com/acme';
    return json({ count: 1, value: await token({ audience }) });
  });
  const url: string = server.url;

  return {
    issuer: url,
    token,
    /** What a job finds in its environment when it may ask for a token. */
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    /** From now on the job has these claims instead of a push to main. */
    setJobClaims(claims: JWTPayload): void {
      jobClaims = { ...pushClaims, ...claims };
    },
    requests: requests as readonly string[],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function makeKeys(): Promise<{ privateKey: CryptoKey; jwk: object }> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: keyId, alg: 'RS256', use: 'sig' } };
}
