import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config/config.ts';
import type { GitHubAccess } from '../../../src/backends/github/access.ts';
import type { GitLabConfig } from '../../../src/backends/gitlab/access.ts';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('app/config/config', () => {
  test('runs embedded without any configuration', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      database: { directory: '.data' },
      automationsDir: 'automations',
      client: null,
      access: { github: null, kafka: null },
      allowedHosts: ['127.0.0.1:4010'],
    });
  });

  test('requires the settings of a real Port together, and hides its secret', () => {
    const whole = { PORT_API_URL: 'https://api.port.io/', PORT_CLIENT_ID: 'a', PORT_CLIENT_SECRET: 'the-secret' };
    const portApi = { url: 'https://api.port.io', clientId: 'a', clientSecret: 'the-secret' };
    expect(readConfig(whole).portApi).toEqual(portApi);
    expect(readConfig({}).portApi).toBeNull();
    for (const name of Object.keys(whole)) {
      const text = problemsOf({ ...whole, [name]: '' });
      expect(text).toContain('PORT_API_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET must be set together or not at all');
      expect(text).not.toContain('the-secret');
    }
    expect(problemsOf({ ...whole, PORT_API_URL: 'http://api.port.io' })).toContain(
      'must be a URL that begins with https://',
    );
  });

  test('reports every problem at once, with its variable', () => {
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

  test('shows no secret in a problem', () => {
    expect(problemsOf({ CLIENT_ID: 'me', CLIENT_SECRET: 'short' })).toMatch(/CLIENT_SECRET must have at least 8/);
    expect(problemsOf({ CLIENT_ID: 'me', CLIENT_SECRET: 'short' })).not.toContain('short');
    expect(problemsOf({ DATABASE_URL: 'mysql://user:pass@host' })).not.toContain('pass');
  });

  test.each([
    'postgres://user:pa#ss@db.example/catalog',
    'postgres://user:12#34@db.example/catalog',
    'postgres://user:12?34@db.example/catalog',
    'postgres://user:pa/ss@db.example:5432/catalog',
    'postgres://user:12/34@db.example/catalog',
    'postgres://user:pa%ss@db.example/catalog',
    'postgres://user:pa ss:@@:x/catalog',
  ])('reports a password that breaks its URL without showing it: %s', (url) => {
    const text = problemsOf({ DATABASE_URL: url, CLIENT_ID: 'me', CLIENT_SECRET: 'long enough' });
    expect(text).toContain('DATABASE_URL is not a URL that can be read; in its user and password write %23 for #');
    expect(text).toContain('(it is not shown)');
    expect(text).not.toMatch(/ss@|34@/);
  });

  test.each([
    'postgres://user:pa%23ss@db.example/catalog?sslmode=require',
    'postgresql://db.example/catalog?user=a&application_name=b@c',
    'postgres:///catalog?host=/var/run/postgresql',
    'postgres://user@localhost:5432/x',
  ])('accepts the database URL %s', (url) => {
    expect(readConfig({ DATABASE_URL: url, CLIENT_ID: 'me', CLIENT_SECRET: 'long enough' }).database).toMatchObject({
      url,
    });
  });

  test('requires credentials for a shared database and in production', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://localhost/x' })).toContain(
      'CLIENT_ID and CLIENT_SECRET are required',
    );
    expect(problemsOf({ NODE_ENV: 'production' })).toContain('CLIENT_ID and CLIENT_SECRET are required');
  });

  test("rejects the App's well-known webhook secret", () => {
    const text = problemsOf({ APP_ID: '7', PRIVATE_KEY: 'x', WEBHOOK_SECRET: 'development' });
    expect(text).toContain('WEBHOOK_SECRET must');
  });

  test('reads secrets by their prefix, and rejects an invalid name', () => {
    expect({ ...readConfig({ SECRET_TOKEN: 'x', SECRET_EMPTY: '' }).secrets }).toEqual({ TOKEN: 'x' });
    expect(problemsOf({ 'SECRET_A B': 'x' })).toContain('SECRET_A B is not a valid name for a secret');
  });

  test('reads GitLab trigger tokens from secrets and from the variables that Port uses, and from no others', () => {
    const legacy = '0123456789abcdef0123456789abcd';
    const { access } = readConfig({
      SECRET_acme_shop: 'any form',
      acme_platform_shop: 'glptt-0123456789abcdef0123',
      acme_old: legacy,
      CLIENT_ID: 'me',
      CLIENT_SECRET: legacy,
      PATH: '/usr/bin',
      GITLAB_URL: 'https://gitlab.example.com/',
    });
    const gitlab = access.gitlab as GitLabConfig;
    expect(gitlab.triggerTokens).toEqual({
      acme_shop: 'any form',
      acme_platform_shop: 'glptt-0123456789abcdef0123',
      acme_old: legacy,
    });
    expect(gitlab.url).toBe('https://gitlab.example.com');
  });

  test('reads the pipelines of Azure DevOps, and requires a token for them', () => {
    const listed = 'Acme/Catalog = My Shop/12, acme/other=shop/13,';
    expect(readConfig({ AZURE_DEVOPS_PIPELINES: listed, AZURE_DEVOPS_TOKEN: 'x' }).access.azureDevops).toEqual({
      url: 'https://dev.azure.com',
      token: 'x',
      pipelines: {
        'acme/catalog': { project: 'My Shop', pipelineId: 12 },
        'acme/other': { project: 'shop', pipelineId: 13 },
      },
    });
    const text = problemsOf({ AZURE_DEVOPS_PIPELINES: 'acme/catalog=shop', GITLAB_URL: 'gitlab', PORT: 'x' });
    expect(text).toContain('AZURE_DEVOPS_TOKEN is required');
    expect(text).toContain(
      'AZURE_DEVOPS_PIPELINES must be a list of org/webhook=project/pipelineId; "acme/catalog=shop"',
    );
    expect(text).toContain('GITLAB_URL must be a URL');
    expect(text).toContain('PORT must be');
  });

  test('accepts a private key in base64 or with escaped line breaks', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const read = (text: string) =>
      (readConfig({ APP_ID: '7', WEBHOOK_SECRET: 'long enough', PRIVATE_KEY: text }).access.github as GitHubAccess)
        .privateKey;
    expect(read(Buffer.from(key).toString('base64'))).toBe(key);
    expect(problemsOf({ APP_ID: '7', PRIVATE_KEY: 'abc', WEBHOOK_SECRET: 'long enough' })).toContain(
      'PRIVATE_KEY is not a private key',
    );
    expect(read(key.replaceAll('\n', '\\n'))).toBe(key);
  });

  test('accepts a login for Kafka, and then requires TLS', () => {
    const login = { KAFKA_USERNAME: 'me', KAFKA_PASSWORD: 'secret' };
    const kafka = (environment: Record<string, string>) => readConfig(environment).access.kafka;
    expect(kafka({})).toBeNull();
    expect(kafka({ KAFKA_BROKERS: 'a:9092, b:9093' })).toEqual({
      brokers: ['a:9092', 'b:9093'],
      tls: false,
      sasl: null,
    });
    expect(kafka({ KAFKA_BROKERS: 'a:9196', ...login })).toEqual({
      brokers: ['a:9196'],
      tls: true,
      sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'secret' },
    });
    expect(
      kafka({ KAFKA_BROKERS: 'a:9092', ...login, KAFKA_SASL_MECHANISM: 'plain', KAFKA_TLS: 'false' }),
    ).toMatchObject({ tls: false, sasl: { mechanism: 'plain' } });
  });

  test('reports every problem of an incomplete Kafka configuration', () => {
    const text = problemsOf({ KAFKA_USERNAME: 'me', KAFKA_SASL_MECHANISM: 'gssapi', KAFKA_TLS: 'yes' });
    for (const words of [
      'KAFKA_USERNAME and KAFKA_PASSWORD must be set together',
      'KAFKA_SASL_MECHANISM must be one of',
      'KAFKA_TLS must be one of',
      'KAFKA_BROKERS is required',
    ]) {
      expect(text).toContain(`- ${words}`);
    }
    expect(problemsOf({ KAFKA_BROKERS: 'https://a:9092' })).toContain('- KAFKA_BROKERS must be host:port');
    expect(problemsOf({ KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain' })).toContain(
      '- KAFKA_SASL_MECHANISM needs KAFKA_USERNAME',
    );
    expect(problemsOf({ KAFKA_BROKERS: 'a:1', KAFKA_PASSWORD: 'hush-hush' })).not.toContain('hush-hush');
  });

  test.each([
    [
      'TRUST_PROXY',
      ['banana', '10.0.0.0/99', '10.0.0.1,,x/8', '1.2.3.4/8/9'],
      ['loopback', '10.0.0.0/8, ::1', 'fc00::/7'],
    ],
    ['ALLOWED_HOSTS', ['http://a', 'a/b', 'a:b'], ['a', 'a.b:80, 127.0.0.1:4010', '[::1]:80']],
    ['GITHUB_ACCOUNTS', ['a b/c', 'acme/repo'], ['acme', 'acme, other-1']],
  ])('validates %s at startup', (name, wrong, right) => {
    for (const text of wrong) expect(() => readConfig({ [name]: text })).toThrow(`${name} must be `);
    for (const text of right) readConfig({ [name]: text });
  });

  test('reports each problem once', () => {
    for (const [name, text] of [
      ['GITHUB_ACCOUNTS', 'a b/c'],
      ['WEBHOOK_SECRET', 'short'],
    ]) {
      const lines = problemsOf({ [name ?? '']: text ?? '' }).split('\n');
      expect(new Set(lines).size).toBe(lines.length);
    }
  });

  test('rejects settings of the GitHub App if there is no App', () => {
    expect(() => readConfig({ WEBHOOK_SECRET: 'long enough for it', GITHUB_MAPPING: 'm.yml' })).toThrow(
      'APP_ID is missing, and without it WEBHOOK_SECRET and GITHUB_MAPPING would do nothing',
    );
  });
});
