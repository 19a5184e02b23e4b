import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { type FakeOidc, startFakeOidc, type TokenChange } from './oidc.ts';

const audience = 'https://automations.example.test';

async function claimsOf(oidc: FakeOidc, token: string) {
  const discovery = await fetch(`${oidc.issuer}/.well-known/openid-configuration`);
  const { jwks_uri } = (await discovery.json()) as { jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const { payload } = await jwtVerify(token, keys, { issuer: oidc.issuer, audience, algorithms: ['RS256'] });
  return payload;
}

describe('fakes/oidc', () => {
  test('a job gets a token for the audience it names, as on GitHub', async () => {
    await using oidc = await startFakeOidc();
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = oidc.environment;
    const asked = `${url}&audience=${encodeURIComponent(audience)}`;
    const response = await fetch(asked, { headers: { authorization: `Bearer ${bearer}` } });
    const { value } = (await response.json()) as { value: string };
    expect(await claimsOf(oidc, value)).toMatchObject({
      repository: 'acme/catalog',
      ref: 'refs/heads/main',
      aud: audience,
    });
    expect((await fetch(asked)).status).toBe(401);
  });

  test.each<TokenChange>([
    { signature: 'foreign' },
    { signature: 'none' },
    { signature: 'HS256' },
    { life: -60 },
    { audience: 'https://elsewhere.example.test' },
    { issuer: 'https://token.actions.githubusercontent.com' },
  ])('a token that a verifier must refuse: %j', async (change) => {
    await using oidc = await startFakeOidc();
    await expect(claimsOf(oidc, await oidc.token(change))).rejects.toThrow();
  });

  test('the job’s claims can be others', async () => {
    await using oidc = await startFakeOidc();
    oidc.setJobClaims({ event_name: 'pull_request', ref: 'refs/pull/3/merge' });
    expect(await claimsOf(oidc, await oidc.token())).toMatchObject({
      event_name: 'pull_request',
      repository_id: '2002',
    });
  });
});
