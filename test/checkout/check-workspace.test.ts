import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { runCli } from '../cli/cli.ts';

const tests = `automation: app
tests:
  - name: t
    event: { type: ENTITY_CREATED, blueprint: x, after: {} }
`;

describe('checkout/check-workspace', () => {
  test.each([
    ['app', 'skipped'],
    ['app-2', 'failed'],
  ])('a broken file that mentions %s: a test of app is %s', async (mentioned, outcome) => {
    const broken = `${definition(mentioned)} {`;
    using checkout = createCheckout({ 'automations/broken.json': broken, 'automations/app.test.yml': tests });
    const { stdout } = await runCli(checkout.root, ['test', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ tests: [{ name: 't', outcome }] });
  });
});
