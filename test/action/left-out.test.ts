import { describe, expect, test } from 'vitest';
import { runCli } from '../cli/cli.ts';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';

describe('action/left-out', () => {
  test('a plan says which files it leaves out because of their errors, and no others', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    checkout.write({
      'automations/a.json': definition('a', { icon: 3 }),
      'automations/b.test.yml':
        'automation: b\ntests:\n  - name: t\n    event: { type: ENTITY_CREATED, blueprint: x, after: {} }\n',
    });
    const { code, stdout } = await runCli(checkout.root, ['plan', '--base', 'main']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'note `automations/a.json`: what has errors is left out of this plan, so it may seem to be missing or deleted.',
    );
  });
});
