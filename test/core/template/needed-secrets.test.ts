import { describe, expect, test } from 'vitest';
import { neededSecrets } from '../../../src/core/template/needed-secrets.ts';

describe('core/template/needed-secrets', () => {
  test.each([
    '{{ .secrets.A // "http://127.0.0.1" }}',
    "{{ .secrets.A // 'none' }}",
    '{{ (.secrets["A"]) // "x" }}',
    '{{ .secrets.A // .secrets.B // "x" }}',
    '{{ (.secrets.A // .secrets.B) // "x" }}',
    '{{ "Bearer \\(.secrets.A // "none")" }}',
    '{{ if .secrets.A then "Bearer \\(.secrets.A)" else null end }}',
    'no template: .secrets.A',
  ])('%s needs no secret', (text) => {
    expect(neededSecrets({ url: text })).toEqual([]);
  });

  test.each([
    ['{{ .secrets.A }}', ['A']],
    ['https://x/{{ .secrets.A }}?k={{ .secrets.B // "k" }}', ['A']],
    ['{{ "Bearer \\(.secrets.A)" // "x" }}', ['A']],
    ['{{ .secrets.A // null }}', ['A']],
    ['{{ .event.url // .secrets.A }}', ['A']],
    ['{{ if .secrets.A then .secrets.B else null end }}', ['B']],
    ['{{ .secrets.A + ( }}', ['A']],
  ])('%s needs %j', (text, names) => {
    expect(neededSecrets({ url: text })).toEqual(names);
  });

  test('a secret that one template handles can be needed by another', () => {
    expect(neededSecrets({ url: '{{ .secrets.A // "x" }}', body: ['{{ .secrets.A }}'] })).toEqual(['A']);
  });
});
