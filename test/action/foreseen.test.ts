import { describe, expect, test } from 'vitest';
import { startFakeGitHub } from '../fakes/github/index.ts';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';
import { annotations, runStep } from './job.ts';

const before = { 'automations/a.json': definition('a'), 'automations/b.json': definition('b') };

/** The step of a pull request that makes these changes. */
async function pull(changes: Record<string, string | null>, inputs: Record<string, string> = {}, apiUrl?: string) {
  using checkout = createCheckout(before);
  const { base, head } = checkout.pullRequest(changes);
  const step = await runStep({
    root: checkout.root,
    event: 'pull_request',
    payload: {
      pull_request: { number: 7, base: { sha: base }, head: { sha: head } },
      repository: { full_name: 'acme/catalog', default_branch: 'main' },
    },
    inputs,
    ...(apiUrl !== undefined && { environment: { GITHUB_API_URL: apiUrl } }),
  });
  return { ...step, heading: step.summary.split('\n')[0], shown: step.summary.replaceAll(/<\/?code>/g, '') };
}

describe('action/foreseen', () => {
  test('predicts that a sync of an emptied folder is refused, and offers no confirmation', async () => {
    await using github = await startFakeGitHub();
    const repository = github.addRepository('acme/catalog');
    const token = github.workflowToken(repository, { pull_requests: 'write' });
    const gone = { 'automations/a.json': null, 'automations/b.json': null, 'automations/README.md': 'gone' };
    const step = await pull(gone, { 'github-token': token, 'max-deletes': '0' }, github.url);
    expect([step.code, annotations(step)]).toEqual([
      0,
      [
        expect.stringMatching(
          /^warning automations:1:1 syntax\/empty-folder No definitions were found in the folder automations/,
        ),
        'warning A sync of this plan would be refused: No definitions are left, so this would delete everything from ' +
          'acme/catalog:automations: `a`, `b`. Check that the path is still right. If that is intended, delete the automations one by one ' +
          '(DELETE /v1/actions/{identifier}).',
      ],
    ]);
    expect(step.heading).toBe('## ⚠️ Automations in <code>automations</code>: 1 warning; a sync would be refused');
    expect(step.shown).toContain('A sync of this plan would be refused&#58; No definitions are left');
    expect(step.summary).not.toContain('confirm');
    expect(repository.comments[0]?.body).toContain(`${step.heading}\n`);
  });

  test('names the hash that confirms too many deletions, and predicts nothing once they are confirmed', async () => {
    const step = await pull({ 'automations/b.json': null }, { 'max-deletes': '0' });
    const hash = step.outputs['plan-hash'] ?? '';
    expect([step.code, annotations(step)]).toEqual([
      0,
      [
        expect.stringMatching(
          `^warning A sync of this plan would be refused: .* If that is intended, sync with confirm: ${hash}`,
        ),
      ],
    ]);
    const strict = await pull({ 'automations/b.json': null }, { 'max-deletes': '0', 'fail-on-warning': 'true' });
    expect([strict.code, annotations(strict)[1]]).toEqual([
      1,
      'error A sync would be refused, and `fail-on-warning` is on.',
    ]);
    const agreed = await pull({ 'automations/b.json': null }, { 'max-deletes': '0', confirm: hash });
    expect([agreed.code, annotations(agreed), agreed.heading]).toEqual([
      0,
      [],
      '## ✅ Automations in <code>automations</code>: no problems',
    ]);
  });
});
