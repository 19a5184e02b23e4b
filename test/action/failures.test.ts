import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';
import { annotations, runStep } from './job.ts';

/** Makes the first access of the Action to the process throw. */
const throwing = (thrown: string) => {
  const script = `process.cwd = () => { throw ${thrown}; };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`, GITHUB_WORKSPACE: '' };
};

describe('action/failures', () => {
  test.each([
    ["new Error('a bug')", 'a bug'],
    ["'text'", 'text'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['Object.create(null)', 'An unprintable value was thrown.'],
  ])('fails the job if %s is thrown', async (thrown, message) => {
    using checkout = createCheckout();
    const step = await runStep({ root: checkout.root, environment: throwing(thrown) });
    expect([step.code, annotations(step)]).toEqual([1, [`error ${message}`]]);
  });

  test('reports all invalid inputs at once, with advice', async () => {
    using checkout = createCheckout();
    const inputs = {
      mode: 'synch',
      'fail-on-warning': 'maybe',
      'max-deletes': '-1',
      'server-url': 'http://example.com',
    };
    const step = await runStep({ root: checkout.root, inputs });
    expect(step.code).toBe(1);
    expect(annotations(step)).toEqual([
      'error `mode` must be auto, validate, plan or sync, not "synch". ' +
        'The server\'s address must begin with https://, but "http://example.com" does not: http:// is only for a server on this machine. ' +
        '`max-deletes` must be a whole number. ' +
        '`fail-on-warning` must be true or false.',
    ]);
  });

  test('reports a folder that is missing or outside the checkout in one sentence', async () => {
    using checkout = createCheckout();
    const missing = await runStep({ root: checkout.root, inputs: { path: 'nowhere' } });
    expect(annotations(missing)).toEqual([
      `error ${checkout.root} has no file or folder nowhere. Is the repository checked out, and is the path right?`,
    ]);
    const outside = await runStep({ root: checkout.root, inputs: { path: '../x' } });
    expect(annotations(outside)).toEqual([`error The path ../x is outside ${checkout.root}; give a path inside it.`]);
  });

  test('reports a file that is too large and still checks the others', async () => {
    const huge = JSON.stringify({ identifier: 'a', title: 'x'.repeat(7_000_000) });
    using checkout = createCheckout({ 'automations/a.json': huge, 'automations/b.json': '{' });
    const step = await runStep({ root: checkout.root });
    expect([step.code, annotations(step)]).toEqual([
      1,
      [
        expect.stringMatching(/^error automations\/a\.json:1:1 syntax\/too-large /),
        expect.stringMatching(/^error automations\/b\.json:1:2 syntax\/json /),
      ],
    ]);
    expect(step.summary).toContain('larger than 3 MB');
  });

  test('always writes a summary, with the reason that the job failed', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const wrong = await runStep({ root: checkout.root, inputs: { mode: '<b>' } });
    expect(wrong.summary).toContain('the job failed');
    expect(wrong.summary).toContain('&lt;b&gt;'.replaceAll('&lt;', '&#60;').replaceAll('&gt;', '&#62;'));
    const missing = await runStep({ root: checkout.root, inputs: { path: 'nowhere' } });
    expect(missing.summary).toMatch(
      /has no file or folder nowhere.* Is the repository checked out, and is the path right\?\n$/,
    );
    const bug = await runStep({ root: checkout.root, environment: { GITHUB_EVENT_PATH: '/' } });
    expect([bug.code, bug.summary]).toEqual([1, expect.stringContaining('the job failed')]);
  });

  test('explains a folder that was deleted since the previous commit, and how to go on', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    checkout.commit({ 'automations/a.json': null, 'automations/b.json': null });
    rmSync(`${checkout.root}/automations`, { recursive: true, force: true });
    const gone = await runStep({ root: checkout.root, event: 'push', payload: { before: checkout.first } });
    const text = '`automations` no longer exists; the previous commit had 2 files of definitions there.';
    expect([gone.code, annotations(gone)]).toEqual([1, [expect.stringContaining(text)]]);
    for (const part of ['the automations in force stay as they are', 'adopt: acme/catalog:automations', 'one by one']) {
      expect(annotations(gone)[0]).toContain(part);
    }
    expect(gone.summary).toContain('the previous commit had 2 files of definitions there');
    const unknown = await runStep({ root: checkout.root, event: 'schedule' });
    expect(annotations(unknown)).toEqual([expect.stringContaining('has no file or folder automations')]);
  });

  test('fails on warnings if fail-on-warning is set', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a', { invocationMethod: { type: 'WEBHOOK', url: 'http://example.com' } }),
    });
    const lenient = await runStep({ root: checkout.root });
    expect([lenient.code, lenient.outputs.valid, lenient.outputs.warnings]).toEqual([0, 'true', '1']);
    const strict = await runStep({ root: checkout.root, inputs: { 'fail-on-warning': 'true' } });
    expect([strict.code, strict.outputs.valid]).toEqual([1, 'false']);
    expect(annotations(strict).at(-1)).toBe('error `fail-on-warning` is on, and there are warnings: 1 warning.');
  });

  test('reports a secret in a file without repeating it', async () => {
    const secret = `ghp_${'0123456789abcdefghij'.repeat(2)}`;
    const headers = { Authorization: `Bearer ${secret}` };
    using checkout = createCheckout({
      'automations/a.json': definition('a', {
        invocationMethod: { type: 'WEBHOOK', url: 'https://example.com', headers },
      }),
    });
    const removed = checkout.commit({ 'automations/a.json': definition('a') });
    checkout.git('checkout', '--quiet', checkout.first);
    const reported = await runStep({
      root: checkout.root,
      event: 'push',
      payload: { before: removed },
      inputs: { sarif: 'a.sarif' },
    });
    expect(annotations(reported)).toEqual([expect.stringContaining('lint/hard-coded-secret')]);
    expect(reported.summary).toContain('•••');
    for (const text of [reported.output, reported.summary, reported.outputs.plan ?? ''])
      expect(text).not.toContain(secret);
  });

  test('redacts a secret that a failed test renders', async () => {
    const secret = `ghp_${'0123456789abcdefghij'.repeat(2)}`;
    const failing = `automation: a
tests:
  - name: header
    event: { type: ENTITY_UPDATED, blueprint: service, before: {}, after: { properties: { status: open } } }
    request: { headers: { X: nope } }
`;
    const method = { type: 'WEBHOOK', url: 'https://example.com', headers: { X: secret } };
    using checkout = createCheckout({
      'automations/a.json': definition('a', { invocationMethod: method }),
      'automations/a.test.yml': failing,
    });
    const reported = await runStep({ root: checkout.root, inputs: { sarif: 'a.sarif' } });
    expect(annotations(reported).join('\n')).toMatch(/test\/failed [\s\S]*- {5}"X": "nope"\n\+ {5}"X": "•{44}"/);
    const sarif = readFileSync(`${checkout.root}/a.sarif`, 'utf8');
    expect(sarif).toContain('"X\\": \\"•');
    for (const text of [reported.output, reported.summary, sarif]) expect(text).not.toContain(secret);
  });

  test('writes problems as SARIF to the given file', async () => {
    using checkout = createCheckout({ 'automations/ä b.json': definition('a', { titel: 'x' }) });
    await runStep({ root: checkout.root, inputs: { sarif: 'out.sarif' } });
    const log = JSON.parse(readFileSync(`${checkout.root}/out.sarif`, 'utf8'));
    expect(log.version).toBe('2.1.0');
    const [{ results, tool }] = log.runs;
    expect(results).toEqual([
      expect.objectContaining({
        ruleId: 'schema/unknown-field',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'automations/%C3%A4%20b.json', uriBaseId: '%SRCROOT%' },
              region: { startLine: 24, startColumn: 3, endLine: 24, endColumn: 10 },
            },
          },
        ],
      }),
    ]);
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe('schema/unknown-field');
    for (const rule of tool.driver.rules) expect(rule.help.text).not.toBe('');
  });

  test('creates the folder of the SARIF file, and fails the job after its report if the file cannot be written', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const made = await runStep({ root: checkout.root, inputs: { sarif: 'reports/deep/a.sarif' } });
    expect([made.code, existsSync(`${checkout.root}/reports/deep/a.sarif`)]).toEqual([0, true]);
    const failed = await runStep({ root: checkout.root, inputs: { sarif: 'automations' } });
    expect([failed.code, failed.summary]).toEqual([1, expect.stringContaining('no problems')]);
    expect(annotations(failed)).toEqual([
      expect.stringMatching(
        /^error The SARIF file \S+\/automations cannot be written \(.*\); everything else succeeded\.$/,
      ),
    ]);
  });

  test('treats a link that hides a definition as an error, and a folder without definitions as a warning', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'empty/notes.md': '' });
    symlinkSync('../../b.yml', `${checkout.root}/automations/b.yml`);
    const linked = await runStep({ root: checkout.root });
    expect([linked.code, annotations(linked)]).toEqual([
      1,
      [expect.stringContaining('error automations/b.yml:1:1 syntax/link The link automations/b.yml is broken')],
    ]);
    const empty = await runStep({ root: checkout.root, inputs: { path: 'empty' } });
    expect([empty.code, empty.outputs.warnings]).toEqual([0, '1']);
    expect(annotations(empty)).toEqual([expect.stringContaining('No definitions were found in the folder empty')]);
  });
});
