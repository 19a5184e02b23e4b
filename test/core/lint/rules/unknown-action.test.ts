import { describe, expect, test } from 'vitest';
import { automation, lintFile, lintLines } from '../lint-file.ts';

describe('core/lint/rules/unknown-action', () => {
  const event = { type: 'RUN_UPDATED', actionIdentifier: 'deploy-service' };

  test('accepts a known name, and any name if the actions are not known', async () => {
    expect(await lintLines(automation({ event }))).toEqual([]);
    expect(await lintLines(automation({ event }), { actions: ['deploy-service'] })).toEqual([]);
    const both = [automation({ event }), automation({ identifier: 'deploy-service' })];
    expect(await lintLines(both, { actions: [] })).toEqual([]);
  });

  test('reports an unknown action with the most similar name', async () => {
    expect(await lintLines(automation({ event }), { actions: ['deploy_servic'] })).toEqual([
      'unknown-action "deploy-service" → "deploy_servic"',
    ]);
    expect(await lintLines([automation({ event }), automation({ identifier: 'deploy_service' })])).toEqual([
      'unknown-action "deploy-service" → "deploy_service"',
    ]);
  });

  test.each([
    ['notify_on_cal', 'notify_on_call'],
    ['notify_on_callx', 'notify_on_call'],
    ['notify_no_call', 'notify_on_call'],
    ['notify_on_cold', null],
    ['step_2', null],
    ['page', null],
  ])('of the automations here, %s may mean %s', async (name, meant) => {
    const listening = automation({ event: { type: 'RUN_UPDATED', actionIdentifier: name } });
    const others = ['notify_on_call', 'step_1', 'pager'].map((identifier) => automation({ identifier }));
    expect(await lintLines([listening, ...others])).toEqual(
      meant === null ? [] : [`unknown-action "${name}" → "${meant}"`],
    );
  });

  test('a star is not a wildcard, which is an error because the automation never fires', async () => {
    const [issue] = await lintFile(automation({ event: { type: 'ANY_RUN_CHANGE', actionIdentifier: '*' } }));
    expect(issue).toMatchObject({ severity: 'error', message: expect.stringContaining('`*` is not a wildcard') });
  });

  test('an action that a known catalog lacks is an error', async () => {
    const [issue] = await lintFile(automation({ event }), { actions: ['other'] });
    expect(issue).toMatchObject({ code: 'lint/unknown-action', severity: 'error' });
  });
});
