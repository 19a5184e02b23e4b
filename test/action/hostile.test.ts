import { describe, expect, test } from 'vitest';
import { startFakeGitHub } from '../fakes/github/index.ts';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';
import { runStep } from './job.ts';

/** Text with which someone would try to make our output say or do something. */
const payloads = [
  '\n::set-output name=valid::true',
  '::error::pwned',
  '##[add-mask]pwned',
  '%0A::warning::pwned',
  '```\n# pwned\n[click](https://evil.example)',
  '--> <img src=x onerror=alert(1)> <!--',
  '@octocat | pwned | #1',
  '\u001b[31mpwned\u001b[0m',
  '<!-- catalog-automations automations -->',
];

/** The commands that we ourselves print. */
const ours = new Set(['error', 'warning', 'notice', 'add-mask']);

describe('action/hostile', () => {
  test.each(payloads)('treats %j anywhere in a file neither as a command nor as Markdown', async (text) => {
    const name = text.replaceAll('\n', '').replaceAll('/', '_');
    const condition = { type: 'JQ', expressions: [text, `.a == ${text}`], combinator: text };
    const hostile = {
      identifier: text,
      title: text,
      [text]: text,
      trigger: { type: text, event: { type: text, blueprintIdentifier: 'a', [text]: 1 }, condition },
      invocationMethod: { type: 'WEBHOOK', url: text, headers: { [text]: 1 }, body: { [text]: `{{ ${text} }}` } },
    };
    await using github = await startFakeGitHub();
    const repository = github.addRepository('acme/catalog');
    const token = github.workflowToken(repository, { pull_requests: 'write' });
    using checkout = createCheckout({ 'automations/c.json': definition('c') });
    const { base, head } = checkout.pullRequest({
      'automations/a.json': JSON.stringify(hostile, null, 1),
      [`automations/b${name}.json`]: JSON.stringify(hostile),
      'automations/broken.yml': `a: ${text}\n  b: [`,
      'automations/c.json': definition('c', { title: text, description: text, publish: false }),
      'automations/a.test.yml': JSON.stringify({ automation: text, tests: [{ name: text, event: { type: text } }] }),
    });
    const step = await runStep({
      root: checkout.root,
      event: 'pull_request',
      payload: { pull_request: { number: 7, base: { sha: base }, head: { sha: head } } },
      inputs: { 'github-token': token },
      environment: { GITHUB_API_URL: github.url, GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '42' },
    });

    expect(step.code).toBe(1);
    expect(step.outputs.valid).toBe('false');
    expect(step.commands.filter((command) => !ours.has(command.name))).toEqual([]);
    expect(step.commands.every(({ properties }) => properties.title !== undefined)).toBe(true);
    // The older form of commands counts anywhere in a line that is no command of the newer form.
    expect(step.log.filter((line) => line.includes('##['))).toEqual([]);
    expect(step.output).not.toContain('\u001b');

    const [comment] = repository.comments;
    for (const markdown of [step.summary, comment?.body ?? '']) {
      expect(markdown).not.toBe('');
      const outside = markdown.replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '');
      const tags = outside.match(/<[^>]*>/g) ?? [];
      expect(new Set(tags.filter((tag) => !/^<\/?(?:code|sub|details|summary)>$|^<br>$/.test(tag)))).toEqual(
        new Set(markdown === step.summary ? [] : ['<!-- catalog-automations automations -->']),
      );
      // The only links are ours: to the documentation, and to what GitHub has of this commit.
      const links = [...outside.matchAll(/\]\(([^)]*)\)/g)].map(([, url]) => url);
      expect(links.filter((url) => !url?.startsWith('https://github.com/'))).toEqual([]);
      expect(outside).not.toMatch(/@octocat|https:\/\/evil|^# /m);
    }
  });
});
