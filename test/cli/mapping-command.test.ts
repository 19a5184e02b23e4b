import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { webhookExamples } from '../fakes/webhook-examples.ts';
import { runCli } from './cli.ts';

const mapping = `resources:
  - kind: issue
    selector: { query: .state == "open" }
    port:
      entity:
        mappings:
          identifier: .__organization + "-" + .repo + "-" + (.number | tostring)
          title: .title
          blueprint: '"ticket"'
`;
const [payload = {}] = webhookExamples('issues').filter(({ action }) => action === 'edited');
const files = {
  'm.yml': mapping,
  'bad.yml': mapping.replace('.state ==', '.state =='.concat('(')),
  'p.json': JSON.stringify(payload),
};

describe('cli/mapping-command', () => {
  test('checks a mapping, and shows its result for a payload', async () => {
    using checkout = createCheckout(files);
    const { code, stdout } = await runCli(checkout.root, ['mapping', 'm.yml', 'issues', 'p.json']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^m\.yml: a mapping with 1 resource\n\nissue: \n {2}ticket [\w-]+-\d+: written\n/),
    ]);
    expect(stdout).toContain('"blueprint": "ticket"');
    const alone = await runCli(checkout.root, ['mapping', 'm.yml']);
    expect([alone.code, alone.stdout]).toEqual([0, 'm.yml: a mapping with 1 resource\n']);
  });

  test('reports a mistake with its line and a frame, and fails if the mapping has a problem with the payload', async () => {
    using checkout = createCheckout({ ...files, 'odd.yml': mapping.replace('.title', '.title.x') });
    const bad = await runCli(checkout.root, ['mapping', 'bad.yml']);
    expect([bad.code, bad.stdout]).toEqual([
      1,
      expect.stringContaining('bad.yml:3:24 error mapping/jq This is not valid jq'),
    ]);
    expect(bad.stdout).toMatch(/\^/);
    const odd = await runCli(checkout.root, ['mapping', 'odd.yml', 'issues', 'p.json']);
    expect([odd.code, odd.stdout]).toEqual([1, expect.stringContaining('problem `.title.x` of issue is null')]);
  });

  test('writes the result as JSON', async () => {
    using checkout = createCheckout(files);
    const good = await runCli(checkout.root, ['mapping', 'm.yml', 'issues', 'p.json', '--format', 'json']);
    expect([good.code, JSON.parse(good.stdout)]).toMatchObject([
      0,
      { valid: true, results: [{ kind: 'issue', changes: [{ type: 'write', blueprint: 'ticket' }], problems: [] }] },
    ]);
    const bad = await runCli(checkout.root, ['mapping', 'bad.yml', '--format', 'json']);
    expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([1, { valid: false, issues: [{ code: 'mapping/jq' }] }]);
  });

  test.each([
    [['mapping', 'absent.yml'], 'absent.yml cannot be read'],
    [['mapping', 'm.yml', 'star', 'p.json'], 'Unknown webhook star'],
    [['mapping', 'm.yml', 'issues'], 'Give the file with the payload'],
    [['mapping', 'm.yml', 'issues', 'm.yml'], 'm.yml does not contain a JSON object'],
  ])('reports that %j cannot run', async (words, says) => {
    using checkout = createCheckout(files);
    const { code, stderr } = await runCli(checkout.root, words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});
