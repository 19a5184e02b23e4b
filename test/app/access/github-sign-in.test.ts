import { describe, expect, test } from 'vitest';
import { createGitHubSignIn, signInLifetime } from '../../../src/app/access/github-sign-in.ts';
import { sharedKey } from './access-world.ts';

function open() {
  const time = { now: 1_000_000 };
  const signIn = createGitHubSignIn({
    config: {
      clientId: 'id',
      clientSecret: 'secret',
      admins: [],
      apiUrl: 'https://api.test',
      webUrl: 'https://github.test',
    },
    members: { isMember: async () => ({ ok: true, value: true }) },
    tokens: { take: async () => true },
    key: sharedKey,
    address: () => 'https://automations.test',
    now: () => time.now,
  });
  return { signIn, time };
}

describe('app/access/github-sign-in', () => {
  test('sends the browser to GitHub with the exact address to return to, and keeps the answer to the challenge', () => {
    const { signIn } = open();
    const { location, kept } = signIn.begin('/runs');
    const url = new URL(location);
    expect(url.origin + url.pathname).toBe('https://github.test/login/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'id',
      redirect_uri: 'https://automations.test/sign-in/callback',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    const { verifier } = JSON.parse(Buffer.from(kept.split('.')[0] ?? '', 'base64url').toString());
    expect(location).not.toContain(verifier);
  });

  test('a sign-in takes at most ten minutes', async () => {
    const { signIn, time } = open();
    const { location, kept } = signIn.begin('/');
    const state = new URL(location).searchParams.get('state') ?? '';
    time.now += signInLifetime * 1000;
    await expect(signIn.finish({ code: 'code', state }, kept)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('ten minutes'),
    });
  });
});
