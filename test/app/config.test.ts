import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('app/config', () => {
  test('nothing at all is a working embedded service', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      database: { directory: '.data' },
      automationsDir: 'automations',
      client: null,
      github: null,
      allowedHosts: ['127.0.0.1:4010'],
    });
  });

  test('a real Port is configured whole or not at all, and its secret is not shown', () => {
    const whole = { PORT_API_URL: 'https://api.port.io/', PORT_CLIENT_ID: 'a', PORT_CLIENT_SECRET: 'the-secret' };
    const portApi = { url: 'https://api.port.io', clientId: 'a', clientSecret: 'the-secret' };
    expect(readConfig(whole).portApi).toEqual(portApi);
    expect(readConfig({}).portApi).toBeNull();
    for (const name of Object.keys(whole)) {
      const text = problemsOf({ ...whole, [name]: '' });
      expect(text).toContain('PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET are set together or not at all');
      expect(text).not.toContain('the-secret');
    }
    expect(problemsOf({ ...whole, PORT_API_URL: 'http://api.port.io' })).toContain(
      'must be a URL that begins with https://',
    );
  });

  test('every problem is told at once, each with its variable', () => {
    const text = problemsOf({
      PORT: '99999',
      SERVER_URL: 'example.com',
      LOG_LEVEL: 'loud',
      APP_ID: '7',
      CLIENT_ID: 'a',
    });
    for (const name of [
      'PORT',
      'SERVER_URL',
      'LOG_LEVEL',
      'WEBHOOK_SECRET',
      'PRIVATE_KEY',
      'CLIENT_ID and CLIENT_SECRET',
    ]) {
      expect(text).toMatch(new RegExp(`^- ${name}`, 'm'));
    }
  });

  test('a secret is never part of a problem', () => {
    expect(problemsOf({ CLIENT_ID: 'me', CLIENT_SECRET: 'short' })).toMatch(/CLIENT_SECRET must have at least 8/);
    expect(problemsOf({ CLIENT_ID: 'me', CLIENT_SECRET: 'short' })).not.toContain('short');
    expect(problemsOf({ DATABASE_URL: 'mysql://user:pass@host' })).not.toContain('pass');
  });

  test('a shared database and production need credentials of their own', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://localhost/x' })).toContain(
      'CLIENT_ID and CLIENT_SECRET are required',
    );
    expect(problemsOf({ NODE_ENV: 'production' })).toContain('CLIENT_ID and CLIENT_SECRET are required');
  });

  test("the App's well-known webhook secret is refused", () => {
    const text = problemsOf({ APP_ID: '7', PRIVATE_KEY: 'x', WEBHOOK_SECRET: 'development' });
    expect(text).toContain('WEBHOOK_SECRET must');
  });

  test('secrets are read by their prefix, and a name that is none is told', () => {
    expect({ ...readConfig({ SECRET_TOKEN: 'x', SECRET_EMPTY: '' }).secrets }).toEqual({ TOKEN: 'x' });
    expect(problemsOf({ 'SECRET_A B': 'x' })).toContain('SECRET_A B is no name for a secret');
  });

  test('a key may come in base64 or with escaped line ends', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const read = (text: string) =>
      readConfig({ APP_ID: '7', WEBHOOK_SECRET: 'long enough', PRIVATE_KEY: text }).github?.privateKey;
    expect(read(Buffer.from(key).toString('base64'))).toBe(key);
    expect(problemsOf({ APP_ID: '7', PRIVATE_KEY: 'abc', WEBHOOK_SECRET: 'long enough' })).toContain(
      'PRIVATE_KEY is no private key',
    );
    expect(read(key.replaceAll('\n', '\\n'))).toBe(key);
  });
});
