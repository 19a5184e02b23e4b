import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { codeDocs } from '../../../src/core/lint/code-docs.ts';
import { applySettings } from '../../../src/core/settings/apply-settings.ts';
import { matchesGlob } from '../../../src/core/settings/glob.ts';
import { readSettings } from '../../../src/core/settings/settings.ts';
import { settingsFile } from '../../../src/core/settings/settings-schema.ts';

const settingsOf = (text: string) => readSettings({ path: settingsFile, text }, codeDocs).settings;

function issue(line: number, more: Partial<Issue> = {}): Issue {
  const at = { line, column: 1 };
  const range = { start: at, end: at };
  return { code: 'lint/plain-http', severity: 'warning', file: 'automations/a.yml', range, message: 'x', ...more };
}

function settle(text: string, issues: Issue[], settings = '', path = 'automations/a.yml') {
  const { issues: left, suppressed } = applySettings(issues, [{ path, text }], settingsOf(settings), codeDocs);
  return {
    left: left.map(({ code, severity, range, message }) => `${range.start.line} ${severity} ${code} ${message}`),
    suppressed: suppressed.map(({ issue: { code, range }, inSource, reason }) => [
      code,
      range.start.line,
      inSource,
      reason,
    ]),
  };
}

const directive = 'catalog-automations-ignore-next-line';

describe('core/settings/apply-settings', () => {
  test('a comment suppresses what starts on the next line, and nothing else', () => {
    const text = `a: 1\n# ${directive} lint/plain-http: the lab\nb: 2\nc: 3\n`;
    expect(settle(text, [issue(3), issue(4)])).toEqual({
      left: ['4 warning lint/plain-http x'],
      suppressed: [['lint/plain-http', 3, true, 'the lab']],
    });
  });

  test('several comments and codes may come before a line', () => {
    const text = `# ${directive} lint/plain-http, lint/placeholder: the lab\n\n# ${directive} lint/cycle: it ends\nb: 2\n`;
    const issues = [issue(4), issue(4, { code: 'lint/placeholder' }), issue(4, { code: 'lint/cycle' })];
    expect(settle(text, issues).left).toEqual([]);
  });

  test('in JSON with comments, they start with two slashes', () => {
    const text = `{\n  // ${directive} lint/plain-http: the lab\n  "url": "http://a.example"\n}\n`;
    expect(settle(text, [issue(3, { file: 'a.jsonc' })], '', 'a.jsonc').left).toEqual([]);
  });

  test('a text that contains the word is not a comment', () => {
    const text = `a: "${directive} lint/plain-http: no"\nb: 2\n`;
    expect(settle(text, [issue(2)])).toEqual({ left: ['2 warning lint/plain-http x'], suppressed: [] });
  });

  test.each([
    ['lint/plain-http', 'This suppresses nothing: write'],
    ['lint/plain-htpp: lab', 'There is no code `lint/plain-htpp`; did you mean `lint/plain-http`?'],
    ['syntax/yaml: later', '`syntax/yaml` cannot be suppressed'],
    ['lint/plain-http: lab', 'Nothing is suppressed here: `lint/plain-http` does not occur on the next line.'],
  ])('reports the comment "%s"', (text, expected) => {
    const { left } = settle(`# ${directive} ${text}\nb: 2\n`, []);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain(expected);
  });

  test('changes the severity of a code, in some files or all of them, and the last entry decides', () => {
    const settings = [
      'severity:',
      '  - { code: lint/*, severity: error }',
      '  - { code: lint/plain-http, severity: info, paths: [automations/**] }',
      '  - { code: lint/plain-http, severity: warning, paths: [other/**] }',
    ].join('\n');
    const issues = [issue(1), issue(2, { code: 'lint/cycle' }), issue(3, { code: 'syntax/yaml', severity: 'error' })];
    expect(settle('', issues, settings).left).toEqual([
      '1 info lint/plain-http x',
      '2 error lint/cycle x',
      '3 error syntax/yaml x',
    ]);
  });

  test('ignores a code with a reason, and reports an entry that ignores nothing in the files checked', () => {
    const entry = (paths: string) => `ignore:\n  - { code: lint/plain-http, paths: [${paths}], reason: the lab }\n`;
    expect(settle('', [issue(1)], entry('automations/*.yml'))).toEqual({
      left: [],
      suppressed: [['lint/plain-http', 1, false, 'the lab']],
    });
    expect(settle('', [], entry('automations/*.yml')).left).toEqual([
      expect.stringContaining('warning settings/unused-suppression Nothing is ignored here'),
    ]);
    expect(settle('', [issue(1)], entry('other/**')).left).toEqual(['1 warning lint/plain-http x']);
  });

  test('an error of validation stays one', () => {
    const broken = issue(1, { code: 'schema/unknown-field', severity: 'error' });
    expect(settle('', [broken], 'ignore:\n  - { code: "schema/*", reason: no }\n').left).toContain(
      '1 error schema/unknown-field x',
    );
  });

  test.each([
    ['automations/a.yml', 'automations/*.yml', true],
    ['automations/b/a.yml', 'automations/*.yml', false],
    ['automations/b/a.yml', 'automations/**/*.yml', true],
    ['automations/a.yml', 'automations/**/*.yml', true],
    ['automations/b/a.yml', 'automations/', true],
    ['automations/b/a.yml', './automations/**', true],
    ['automations/a+b.yml', 'automations/a+b.yml', true],
    ['automations/aab.yml', 'automations/a+b.yml', false],
    ['automations/a.yml', 'automations/?.yml', true],
  ])('%s against %s', (path, glob, expected) => {
    expect(matchesGlob(path, glob)).toBe(expected);
  });
});
