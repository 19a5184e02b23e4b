import { describe, expect, test } from 'vitest';
import { codeDocs } from '../../../src/core/lint/code-docs.ts';
import { readSettings } from '../../../src/core/settings/settings.ts';
import { sections, settingsFile } from '../../../src/core/settings/settings-schema.ts';

const read = (text: string) => readSettings({ path: settingsFile, text }, codeDocs);
const messages = (text: string) => read(text).issues.map(({ code, message }) => `${code} ${message}`);

describe('core/settings/settings', () => {
  test('reads the example of every section', () => {
    const { settings, issues } = read(
      Object.values(sections)
        .map(({ example }) => example)
        .join('\n'),
    );
    expect(issues).toEqual([]);
    expect(settings).toMatchObject({
      defaults: { paths: ['automations'], failOnWarning: true },
      severity: [{ code: 'lint/always-fires', severity: 'info', paths: ['automations/audit/**'] }],
      ignore: [{ code: 'lint/plain-http', reason: 'the lab has no certificates', paths: ['automations/lab/*.yml'] }],
    });
  });

  test('has no settings without a file, or with an empty one', () => {
    expect(readSettings(null, codeDocs).issues).toEqual([]);
    expect(messages('# nothing yet\n')).toEqual([]);
  });

  test.each([
    ['ignore:\n  - code: lint/plain-http\n', '`reason` is missing from `ignore[0]`: why it is not a problem.'],
    [
      'ignore:\n  - { code: lint/plain-htpp, reason: lab }\n',
      'There is no code `lint/plain-htpp`; did you mean `lint/plain-http`?',
    ],
    ['severity:\n  - { code: lint/plain-http, severity: off }\n', '`severity[0].severity` must be'],
    ['ignore:\n  - { code: syntax/yaml, reason: later }\n', '`syntax/yaml` cannot be changed'],
    ['[]\n', 'The settings must be an object, not a list.'],
    ['- ignore: []\n', 'The settings must be an object, not a list.'],
    [
      'defaults: {}\n---\nautomations: {}\n',
      'The settings must be one document; move what is here into the first, and remove this one.',
    ],
    ['ignored: []\n', '`ignored` is not a field of the settings; did you mean `ignore`?'],
  ])('%s', (text, expected) => {
    const [first, ...rest] = messages(text);
    expect(first).toContain(`settings/shape ${expected}`);
    expect(rest).toEqual([]);
    expect(read(text).settings.ignore).toEqual([]);
  });

  test('reports a file that is not YAML as such', () => {
    expect(read('ignore: [').issues).toMatchObject([{ code: 'syntax/yaml', severity: 'error', file: settingsFile }]);
  });
});
