import { expect, test } from 'vitest';
import { sourceWords } from '../../../src/ui/core/source-words.ts';

const source = { name: 'acme/catalog:automations', repository: 'acme/catalog', url: null, editable: false };

test('ui/core/source-words: says where a definition comes from, as far as it is known', () => {
  const [path, name] = ['automations/page.yml', 'folder:automations'];
  expect(sourceWords({ ...source, path: null, line: null })).toBe('acme/catalog:automations');
  expect(sourceWords({ ...source, path, line: null })).toBe('acme/catalog · automations/page.yml');
  expect(sourceWords({ ...source, path, line: 12 })).toBe('acme/catalog · automations/page.yml:12');
  expect(sourceWords({ ...source, name, repository: null, path, line: 12 })).toBe('automations/page.yml:12');
});
