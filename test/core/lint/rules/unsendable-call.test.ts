import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/json.ts';
import { automation, lintFile, lintLines } from '../lint-file.ts';

const call = (method: JsonObject) => automation({ method: { type: 'WEBHOOK', url: 'https://example.com', ...method } });
const found = async (method: JsonObject) =>
  (await lintLines(call(method))).filter((line) => line.startsWith('unsendable-call'));

describe('core/lint/rules/unsendable-call', () => {
  test.each([
    ['ftp://{{ .event.context.entityIdentifier }}', 'ftp://'],
    [' htp://example.com/{{ .runId }}', 'htp://'],
    ['example.com/{{ .event.context.entityIdentifier }}', 'example.com/'],
    ['localhost:8080/{{ .runId }}', 'localhost:8080/'],
    ['/hooks/{{ .runId }}', '/hooks/'],
    ['https://exa mple.com/x', 'exa mple.com'],
    ['https://example.com:99999/x', 'example.com:99999'],
    ['https://example.com:80a/{{ .runId }}', 'example.com:80a'],
    ['https://[::1/{{ .runId }}', '[::1'],
    ['https://?q={{ .runId }}', 'https://?q='],
    ['https://my host.{{ .event.context.blueprint }}/x', 'my host.'],
  ])('reports %s', async (url, marked) => {
    expect(await found({ url })).toEqual([`unsendable-call ${marked}`]);
  });

  test.each([
    '{{ .secrets.URL }}',
    ' {{ .secrets.BASE }}/a b',
    'http{{ .secrets.S }}://example.com',
    'https://{{ .secrets.HOST }}',
    'https://{{ .secrets.HOST }}:{{ .secrets.PORT }}/a b?c d',
    'https://a.{{ .secrets.DOMAIN }}:8443/x',
    'https://{{ .secrets.SUB }}.example.com',
    'HTTPS://example.com/a b/{{ .runId }}?q=ü#x',
    '  https://example.com:8443  ',
    'https://münchen.example/x',
    'https://user name:{{ .secrets.P }}@example.com/',
    '<URL>',
    'YOUR_URL',
    'https://<YOUR_HOST>/x',
    'http://[::1]:8080/x',
  ])('accepts %s', async (url) => {
    expect(await found({ url })).toEqual([]);
  });

  test('reports invalid headers at their name or character, around templates', async () => {
    expect(
      await found({
        headers: {
          'X Y': 'a',
          'X-Key:': 'a',
          Expect: '100-continue',
          'Content-Length': '{{ .runId | length }}',
          'X-Length': '{{ .runId | length }}',
          'X-Title': '{{ .event.context.entityIdentifier }} – {{ .runId }}',
          Authorization: 'Bearer {{ .secrets.TOKEN }}\n',
          'X-Fine': 'grüß "{{ .event.diff.after.title }}"\t',
          '{{ .event.context.entityIdentifier }} x': 'a',
        },
      }),
    ).toEqual([
      'unsendable-call "X Y"',
      'unsendable-call "X-Key:"',
      'unsendable-call "Expect"',
      'unsendable-call "Content-Length"',
      'unsendable-call –',
      'unsendable-call \\n',
    ]);
  });

  test.each([
    'Content-Length',
    'content-length',
    'TRANSFER-ENCODING',
    'Connection',
    'host',
    'HOST',
    'Expect',
    'Keep-Alive',
    'Upgrade',
    'TE',
    'Trailer',
    'Proxy-Connection',
    'Proxy-Authorization',
  ])('reports the header %s, which the HTTP client sets', async (name) => {
    expect(await found({ headers: { [name]: '0' } })).toEqual([`unsendable-call "${name}"`]);
  });

  test('explains the fix without quoting header values', async () => {
    const issues = await lintFile(call({ url: 'htp://{{ .runId }}', headers: { A: 'secret\n', '': 'a' } }));
    const errors = issues.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['lint/unsendable-call', 'htp:// is not supported; write https:// instead.'],
      [
        'lint/unsendable-call',
        '`A` contains a line break, which is not allowed in headers; write the value on one line.',
      ],
      ['lint/unsendable-call', 'The name of a header is empty; write one, such as X-Service.'],
    ]);
  });
});
