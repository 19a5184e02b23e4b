import { describe, expect, test } from 'vitest';
import { excludeInvalid } from '../../src/checkout/exclude-invalid.ts';
import type { Issue } from '../../src/core/issue/issue.ts';
import type { Plan } from '../../src/core/plan/planned-change.ts';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { runCli } from '../cli/cli.ts';

describe('checkout/exclude-invalid', () => {
  test('names the files that a plan leaves out because of their errors, and no others', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    checkout.write({
      'automations/a.json': definition('a', { icon: 3 }),
      'automations/b.test.yml':
        'automation: b\ntests:\n  - name: t\n    event: { type: ENTITY_CREATED, blueprint: x, after: {} }\n',
    });
    const { code, stdout } = await runCli(checkout.root, ['plan', '--base', 'main']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'note The definitions with errors in `automations/a.json` are left out of this plan, so `a` stays as it is. Nothing is synced until the errors are fixed.\n',
    );
    expect(stdout).toContain(': 2 unchanged (p_');
    expect(stdout).not.toMatch(/^- /m);
  });

  test('keeps the automations of a broken file, and deletes those removed from a readable one', async () => {
    const two = `[${definition('b')}, ${definition('c')}]`;
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/two.json': two });
    checkout.write({ 'automations/a.json': '{', 'automations/two.json': definition('b') });
    const { stdout } = await runCli(checkout.root, ['plan', '--base', 'main', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [
        { action: 'unchanged', identifier: 'a' },
        { action: 'unchanged', identifier: 'b' },
        { action: 'delete', identifier: 'c' },
      ],
      deletes: { count: 1 },
      warnings: [
        { message: expect.stringContaining('The definitions with errors in `automations/a.json` are left out') },
      ],
    });
  });

  test('keeps automations of a folder that is not checked out, and those with errors in another file', () => {
    const gone = (identifier: string, file: string) => ({ action: 'delete' as const, identifier, file });
    const changes = [
      gone('x', 'automations/team/x.yml'),
      gone('y', 'automations/y.yml'),
      gone('z', 'automations/z.yml'),
    ];
    const plan: Plan = {
      source: 's',
      hash: 'p',
      changes,
      deletes: { count: 3, allowed: 5, confirmed: false },
      warnings: [],
    };
    const start = { line: 1, column: 1 };
    const about = { severity: 'error', range: { start, end: start }, message: 'Wrong.' } as const;
    const issues: Issue[] = [
      { ...about, code: 'syntax/not-checked-out', file: 'automations/team' },
      { ...about, code: 'schema/wrong-type', file: 'automations/new.yml', automation: 'y' },
    ];
    const reported = excludeInvalid(plan, issues);
    expect(reported.changes.map(({ action }) => action)).toEqual(['unchanged', 'unchanged', 'delete']);
    expect(reported.deletes.count).toBe(1);
    expect(reported.warnings[0]?.message).toContain('so `x`, `y` stay as they are.');
    expect(excludeInvalid(plan, [])).toBe(plan);
  });
});
