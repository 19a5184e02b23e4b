import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renew, tables } from '../scripts/docs/tables.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('docs', () => {
  test('the README holds every generated table, as the code has it now (npm run docs)', () => {
    expect(renew(readme)).toBe(readme);
    for (const name of Object.keys(tables)) expect(readme).toContain(`<!-- table:${name} -->`);
  });

  test('the automation on the first screen is one that loads', () => {
    const shown = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const file = readFileSync(new URL('../automations/pagerduty-high-cpu.yml', import.meta.url), 'utf8');
    for (const line of ['identifier: pagerduty_high_cpu', '.diff.after.properties.cpuUsage > .diff.after']) {
      expect(shown).toContain(line);
      expect(file).toContain(line);
    }
  });
});
