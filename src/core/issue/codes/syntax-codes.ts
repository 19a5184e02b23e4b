import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues with the text of a file, before its content is interpreted. */
export const syntaxCodes = {
  'syntax/json': {
    severity: 'error',
    title: 'Not valid JSON',
    why: 'The file cannot be read, and a sync that skipped it would delete what it defines.',
    example: '{ "identifier": "restart" "publish": true }',
    fix: '{ "identifier": "restart", "publish": true }',
  },
  'syntax/json-extension': {
    severity: 'warning',
    title: 'Comments or trailing commas in a .json file',
    why: 'This service accepts the file, but strict JSON parsers, including Port’s, reject it.',
    example: '{ "publish": true, // for now\n}',
    fix: 'Rename the file to .jsonc, or remove the comment and the comma.',
  },
  'syntax/yaml': {
    severity: 'error',
    title: 'Not valid YAML',
    why: 'The document cannot be read, and a sync that skipped it would delete what it defines.',
    example: 'title: On call: page',
    fix: 'title: "On call: page"',
  },
  'syntax/unquoted-template': {
    severity: 'error',
    title: 'An unquoted template in YAML',
    why: 'In YAML, a brace starts a map, so the value would be a map with a map as its key instead of a template.',
    example: 'identifier: {{ .event.context.entityIdentifier }}',
    fix: 'identifier: "{{ .event.context.entityIdentifier }}"',
  },
  'syntax/yaml-tag': {
    severity: 'warning',
    title: 'An unknown YAML tag',
    why: 'Definitions are plain JSON values. Tags are not resolved, so this one has no effect.',
    example: 'token: !secret slack',
    fix: 'token: "{{ .secrets.slack }}"',
  },
  'syntax/yaml-alias': {
    severity: 'error',
    title: 'An alias that cannot be resolved',
    why: 'An alias without an anchor has no value, and aliases of aliases can expand a few lines into gigabytes.',
    example: 'body: *missing',
    fix: 'Define the anchor (&missing) above, or write the value out.',
  },
  'syntax/duplicate-key': {
    severity: 'error',
    title: 'A duplicate key',
    why: 'Only one of the two values would be used, and parsers disagree on which.',
    example: '{ "publish": true, "publish": false }',
    fix: '{ "publish": false }',
  },
  'syntax/not-json': {
    severity: 'error',
    title: 'A YAML value that JSON cannot represent',
    why: 'Definitions are sent as JSON, which has no infinity, not-a-number, binary data or dates (YAML 1.1).',
    example: 'limit: .inf',
    fix: 'limit: 1000',
  },
  'syntax/lossy-number': {
    severity: 'warning',
    title: 'A number that loses digits',
    why: 'JSON parsers keep about 16 digits of a number, and integers exactly up to 9007199254740991, so a different number is sent.',
    example: '"account": 12345678901234567890',
    fix: '"account": "12345678901234567890"',
  },
  'syntax/too-deep': {
    severity: 'error',
    title: 'Values nested too deeply',
    why: 'Such deep nesting is a mistake or an attack, and some parser down the line would fail on it.',
    example: '[[[[ … more than 100 levels … ]]]]',
    fix: 'Flatten the value.',
  },
  'syntax/too-large': {
    severity: 'error',
    title: 'A file that is too large',
    why: 'It cannot be reviewed, and parsers run out of stack on files not much larger.',
    example: 'automations/all.json, 8 MB',
    fix: 'Use one file per automation.',
  },
  'syntax/encoding': {
    severity: 'error',
    title: 'A file that is not UTF-8',
    why: 'Non-ASCII characters would arrive garbled.',
    example: 'automations/grüße.yml saved as Latin-1 or UTF-16',
    fix: 'Save it as UTF-8.',
  },
  'syntax/merge-conflict': {
    severity: 'error',
    title: 'Merge conflict markers',
    why: 'The file holds two versions, and it is not clear which one is meant.',
    example: '<<<<<<< HEAD',
    fix: 'Resolve the conflict and remove the markers.',
  },
  'syntax/git-lfs': {
    severity: 'error',
    title: 'A Git LFS pointer instead of the file',
    why: 'Only the pointer was checked out, so the definitions in the file would appear to be deleted.',
    example: 'version https://git-lfs.github.com/spec/v1',
    fix: 'Check out with `lfs: true` (actions/checkout) or run `git lfs pull`; or stop tracking the file with Git LFS.',
  },
  'syntax/blank-file': {
    severity: 'error',
    title: 'An empty file',
    why: 'It was probably truncated by accident, and a sync would delete what it defined.',
    example: 'automations/restart.yml, 0 bytes',
    fix: 'Restore its content, or delete the file.',
  },
  'syntax/empty-file': {
    severity: 'warning',
    title: 'A file without a definition',
    why: 'It may be truncated, or it should have been deleted together with its definition.',
    example: '# nothing but a comment',
    fix: 'Delete the file, or add the definition.',
  },
  'syntax/empty-folder': {
    severity: 'warning',
    title: 'A folder without a definition',
    why: 'Nothing was checked, which looks like success; the path may be wrong.',
    example: 'validate automation/',
    fix: 'validate automations/',
  },
  'syntax/link': {
    severity: 'error',
    title: 'A symbolic link that cannot be followed',
    why: 'The definitions behind it would appear to be deleted, and a sync would delete them.',
    example: 'automations/restart.yml -> ../../other-repository/restart.yml',
    fix: 'Link to a file or folder in this repository, or copy it here.',
  },
  'syntax/not-checked-out': {
    severity: 'error',
    title: 'Part of the repository is not checked out',
    why: 'The definitions in it would appear to be deleted, and a sync would delete them.',
    example:
      'actions/checkout with `sparse-checkout: automations/team-a`, or a submodule below the path without `submodules`',
    fix: 'Check out the whole path, including its submodules, or pass a path that is checked out.',
  },
  'syntax/checks-left-out': {
    severity: 'info',
    title: 'Checks skipped because part of the repository is not checked out',
    why: 'Names in definitions are looked up in `blueprints/` and `.github/workflows/`. Without these folders, mistakes go unnoticed.',
    example: 'actions/checkout with `sparse-checkout: automations`',
    fix: 'sparse-checkout: automations blueprints .github/workflows (one per line)',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** The code of an issue with the text of a file. */
export type SyntaxCode = keyof typeof syntaxCodes;
