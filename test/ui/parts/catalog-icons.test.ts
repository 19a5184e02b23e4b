import { describe, expect, test } from 'vitest';
import { catalogIcons, octiconOf } from '../../../src/ui/parts/catalog-icons.ts';
import { iconNames } from '../../../src/ui/parts/icon-names.ts';

describe('ui/parts/catalog-icons', () => {
  test('every icon is one that the page has', () => {
    for (const icon of Object.values(catalogIcons)) expect(iconNames).toContain(icon);
  });

  test.each([
    ['Slack', 'hash'],
    ['slack', 'hash'],
    ['Octopus', 'zap'],
    ['constructor', 'zap'],
    [null, 'zap'],
  ])('shows %s as %s', (name, icon) => {
    expect(octiconOf(name)).toBe(icon);
  });
});
