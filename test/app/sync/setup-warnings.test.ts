import { describe, expect, test } from 'vitest';
import { setupWarnings } from '../../../src/app/sync/setup-warnings.ts';
import type { Setup } from '../../../src/backends/backend.ts';
import { createPrivacyCheck } from '../../../src/backends/http/reach.ts';
import { backends } from '../../../src/backends/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { otherSystems } from '../../backends/other-systems.ts';
import { definition } from '../../core/definitions.ts';

const addresses: Record<string, string[]> = {
  'jenkins.corp.example': ['10.1.2.3'],
  'example.com': ['93.184.215.14'],
};
const resolve = async (host: string): Promise<string[]> => {
  const found = addresses[host];
  if (!found) throw new Error('ENOTFOUND');
  return found;
};

/** A service without anything but these. */
function setup(changes: Partial<Setup> = {}, allowedHosts: string[] = []): Setup {
  const isPrivate = createPrivacyCheck({ allowedHosts, proxies: null }, resolve);
  return { ...otherSystems, github: null, port: false, isPrivate, ...changes };
}

const calls = (identifier: string, invocationMethod: JsonObject) => ({
  automation: definition(identifier, { invocationMethod } as never),
  file: 'a.yml',
});
const webhook = (identifier: string, url: string, rest: JsonObject = {}) =>
  calls(identifier, { type: 'WEBHOOK', url, ...rest });
const reported = async (desired: ReturnType<typeof calls>[], service = setup(), secrets = {}) =>
  (await setupWarnings(desired, backends, service, { secrets })).map(({ identifier = '', message }) =>
    `${identifier} ${message}`.trim(),
  );

describe('app/sync/setup-warnings', () => {
  test('names the secrets that definitions use and the service lacks, each once', async () => {
    const body = { a: '{{ .secrets.SLACK }}', b: '{{ .secrets["other-one"] }}' };
    const desired = ['a', 'b'].map((name) => webhook(name, 'https://example.com', { body }));
    expect(await reported(desired, setup(), { SLACK: 'x' })).toEqual([
      '`a`, `b` use the secret `other-one`, which the service does not have (SECRET_other-one).',
    ]);
  });

  test('warns of private hosts that are not allowed, in whatever form they are written', async () => {
    const desired = [
      webhook('name', 'https://jenkins.corp.example/job/{{ .event.context.entityIdentifier }}'),
      webhook('address', 'http://192.168.0.7:8080/x'),
      webhook('public', 'https://example.com/x'),
      webhook('unknown', 'https://nowhere.example/x'),
      webhook('templated', 'https://{{ .event.context.entityIdentifier }}.corp.example/x'),
      webhook('agent', 'https://jenkins.corp.example/', { agent: true }),
    ];
    expect(await reported(desired)).toEqual([
      'name It calls jenkins.corp.example, which is a private address, and the service does not allow that (ALLOWED_HOSTS).',
      'address It calls 192.168.0.7:8080, which is a private address, and the service does not allow that (ALLOWED_HOSTS).',
    ]);
    expect(await reported(desired, setup({}, ['jenkins.corp.example', '192.168.0.7:8080']))).toEqual([]);
  });

  test('does not judge hosts that a proxy resolves', async () => {
    const proxies = { httpProxy: 'http://proxy', httpsProxy: 'http://proxy', noProxy: '' };
    const isPrivate = createPrivacyCheck({ allowedHosts: [], proxies }, resolve);
    expect(await reported([webhook('a', 'http://192.168.0.7/')], setup({ isPrivate }))).toEqual([]);
  });

  test('warns of missing brokers, tokens and a missing Port', async () => {
    const desired = [
      calls('kafka', { type: 'KAFKA' }),
      calls('gitlab', { type: 'GITLAB', groupName: 'acme/team', projectName: 'shop' }),
      calls('any', { type: 'GITLAB', groupName: 'acme', projectName: '{{ .event.context.entityIdentifier }}' }),
      calls('azure', { type: 'AZURE_DEVOPS', webhook: 'catalog', org: 'acme' }),
      webhook('scorecards', 'https://api.port.io/v1/blueprints/service/scorecards'),
      webhook('entities', 'https://api.port.io/v1/blueprints/service/entities'),
    ];
    expect(await reported(desired)).toEqual([
      'kafka It writes to Kafka, but the service has no brokers (KAFKA_BROKERS).',
      'gitlab It runs a pipeline of acme/team/shop, but the service has no trigger token for it (SECRET_acme_team_shop).',
      'azure It calls an incoming webhook of Azure DevOps, and its runs end only when the pipeline reports: the service has no token to follow it (AZURE_DEVOPS_TOKEN).',
      "scorecards It calls Port's API, but the service is not connected to a Port (PORT_API_URL), and its own catalog has only entities and runs.",
    ]);
    const gitlab = { ...otherSystems.gitlab, triggerTokens: { acme_team_shop: 't' } };
    const azureDevops = { ...otherSystems.azureDevops, token: 't' };
    const kafka = { send: async () => ({ type: 'unsent' as const, message: '' }), close: async () => {} };
    expect(await reported(desired, setup({ gitlab, azureDevops, kafka: kafka as never, port: true }))).toEqual([]);
  });

  test('does not wait long for slow DNS lookups', async () => {
    const never = setup({ isPrivate: () => new Promise(() => {}) });
    const desired = [webhook('slow', 'https://slow.example/'), calls('kafka', { type: 'KAFKA' })];
    const found = await setupWarnings(desired, backends, never, { secrets: {} }, 10);
    expect(found.map(({ identifier }) => identifier)).toEqual(['kafka']);
  });
});
