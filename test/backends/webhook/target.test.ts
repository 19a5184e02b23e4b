import { describe, expect, test } from 'vitest';
import { webhook } from '../../../src/backends/webhook/webhook.ts';

describe('backends/webhook', () => {
  test.each([
    ['https://hooks.example/services/a?b#c', 'https://hooks.example'],
    ['http://hooks.example:8080', 'http://hooks.example:8080'],
    ['[secret SLACK_URL]', '[secret SLACK_URL]'],
    ['https://[secret HOST]/x/y', 'https://[secret HOST]'],
    ['[secret A]/path?[secret B]', '[secret A]'],
    ['', ''],
  ])('%s fails together with %s: addresses hidden by different secrets are different targets', (url, target) => {
    expect(webhook.target({ type: 'WEBHOOK', url })).toBe(target);
  });
});
