import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGitHubMappings, readGivenMapping } from '../../../src/app/github/mappings.ts';
import type { GitHub, GitHubResult } from '../../../src/backends/backend.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();
const mapping = (blueprint: string): string =>
  JSON.stringify({ resources: [{ kind: 'issue', port: { entity: { mappings: { identifier: '.id', blueprint } } } }] });
const file = (text: string): GitHubResult => ({
  type: 'answer',
  status: 200,
  data: { encoding: 'base64', content: Buffer.from(text).toString('base64') },
  headers: {},
});
const status = (code: number, headers = {}): GitHubResult => ({
  type: 'answer',
  status: code,
  data: { message: 'said GitHub' },
  headers,
});

/** Mappings on a GitHub with given answers by `repo/path`; the test moves the clock. */
function mappings(answers: Record<string, GitHubResult>, given: string | null = null) {
  const asked: string[] = [];
  const request: GitHub['request'] = async (_owner, repo, _route, { path }) => {
    asked.push(`${repo}/${String(path)}`);
    return answers[`${repo}/${String(path)}`] ?? answers[repo] ?? status(404);
  };
  const github = { request, defaultBranch: async () => status(404), login: async () => null } as unknown as GitHub;
  const time = { now: 0 };
  const clock = { now: () => time.now, chance: () => 0 };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const woken: (string | undefined)[] = [];
  const store = { deliveries: { wake: async (name?: string) => void woken.push(name) } };
  const world = { jq, clock, log: silent, store } as unknown as Parameters<typeof createGitHubMappings>[0];
  const all = createGitHubMappings(world, github, given === null ? null : { path: 'given.yml', text: given });
  return { ...all, asked, woken, time };
}

describe('app/github/mappings', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mapping-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("prefers the account's own file, then the configured one, then the default", async () => {
    const own = mappings({ '.github/port-app-config.yml': file(mapping('"own"')) }, mapping('"given"'));
    expect(await own.of('Acme')).toMatchObject({ file: 'Acme/.github/port-app-config.yml', problems: [] });
    const privately = mappings({ '.github-private/port-app-config.yaml': file(mapping('"own"')) });
    expect(await privately.of('acme')).toMatchObject({ file: 'acme/.github-private/port-app-config.yaml' });
    expect(privately.asked).toHaveLength(4);
    expect(await mappings({}, mapping('"given"')).of('acme')).toMatchObject({ file: 'given.yml' });
    const none = mappings({ '.github': { type: 'no-installation', message: 'no' }, '.github-private': status(404) });
    expect(await none.of('acme')).toMatchObject({ file: 'default-mapping.json', problems: [] });
  });

  test('lists known mappings although one account cannot be read', async () => {
    const all = mappings({ '.github/port-app-config.yml': file(mapping('"own"')) });
    await all.of('acme');
    const broken = mappings({ '.github': status(502) });
    const failing = broken.of('other').catch(() => null);
    // Asked for while that is still under way.
    expect(await broken.known()).toEqual([]);
    await failing;
    expect(await all.known()).toMatchObject([{ account: 'acme', usable: true }]);
  });

  test('keeps a mapping until it is discarded', async () => {
    const one = mappings({});
    await one.of('acme');
    await one.of('ACME');
    expect(one.asked).toHaveLength(4);
    one.forget('Acme');
    await one.of('acme');
    expect(one.asked).toHaveLength(8);
    expect(one.woken).toEqual(['mapping:acme', 'mapping:acme']);
  });

  test('does not replace a broken file by another mapping', async () => {
    const one = mappings({ '.github/port-app-config.yml': file('resources: 1') }, mapping('"given"'));
    expect(await one.of('acme')).toMatchObject({
      mapping: null,
      problems: [expect.stringContaining('acme/.github/port-app-config.yml:1:12 error mapping/shape')],
    });
    expect(one.woken).toEqual([]);
  });

  test.each([
    ['a rate limit', status(403, { 'retry-after': '5' })],
    ['a failure', status(502)],
    ['no answer', { type: 'unanswered', message: 'gone' } as const],
  ])('does not mistake %s from GitHub for a missing file, and asks again', async (_, answer) => {
    const answers: Record<string, GitHubResult> = { '.github': answer };
    const one = mappings(answers);
    await expect(one.of('acme')).rejects.toMatchObject({ code: 'unavailable' });
    delete answers['.github'];
    expect(await one.of('acme')).toMatchObject({ file: 'default-mapping.json' });
  });

  test.each([
    ['the file', status(403)],
    ['the account', { type: 'no-installation', message: 'an IP allow list.', forbidden: true } as const],
  ])('maps nothing while GitHub refuses to show %s, and reports the reason', async (_, refusal) => {
    const answers: Record<string, GitHubResult> = { '.github-private': refusal };
    const one = mappings(answers, mapping('"given"'));
    const loaded = await one.of('acme');
    expect(loaded).toMatchObject({ file: 'acme/.github-private/port-app-config.yml', mapping: null });
    expect(loaded.problems).toEqual([
      expect.stringMatching(/cannot be read: (said GitHub|an IP allow list)\. Allow the/),
    ]);
    expect(await one.known()).toMatchObject([{ account: 'acme', usable: false, problems: loaded.problems }]);
    expect(one.woken).toEqual([]);
    delete answers['.github-private'];
    await one.retry();
    expect(one.woken).toEqual([]);
    one.time.now += 5 * 60_000;
    await one.retry();
    expect(one.woken).toEqual(['mapping:acme']);
    expect(await one.known()).toMatchObject([{ account: 'acme', file: 'given.yml', usable: true }]);
  });

  test('reads the configured mapping from a file or its folder', async () => {
    expect(await readGivenMapping(null)).toBeNull();
    await expect(readGivenMapping(folder)).rejects.toThrow('contains no port-app-config.yml or port-app-config.yaml');
    const path = join(folder, 'port-app-config.yaml');
    await writeFile(path, 'resources: []');
    expect(await readGivenMapping(folder)).toEqual({ path, text: 'resources: []' });
    expect(await readGivenMapping(path)).toEqual({ path, text: 'resources: []' });
    await expect(readGivenMapping(join(folder, 'absent.yml'))).rejects.toThrow('GITHUB_MAPPING points to');
  });
});
