import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues of a file's text, before anything is known of what it means. */
export const syntaxCodes = {
  'syntax/json': {
    severity: 'error',
    title: 'Not valid JSON',
    why: 'Nothing of the file can be read, and a sync that ignored it would delete what it defines.',
    example: '{ "identifier": "restart" "publish": true }',
    fix: '{ "identifier": "restart", "publish": true }',
  },
  'syntax/json-extension': {
    severity: 'warning',
    title: 'Comments or trailing commas in a .json file',
    why: 'We read the file, but strict readers of JSON, Port among them, refuse it.',
    example: '{ "publish": true, // for now\n}',
    fix: 'Rename the file to .jsonc, or take the comment and the comma out.',
  },
  'syntax/yaml': {
    severity: 'error',
    title: 'Not valid YAML',
    why: 'Nothing of the document can be read, and a sync that ignored it would delete what it defines.',
    example: 'title: On call: page',
    fix: 'title: "On call: page"',
  },
  'syntax/unquoted-template': {
    severity: 'error',
    title: 'A template without quotes in YAML',
    why: 'Braces open a map in YAML, so the value would be a map whose key is a map, and no template at all.',
    example: 'identifier: {{ .event.context.entityIdentifier }}',
    fix: 'identifier: "{{ .event.context.entityIdentifier }}"',
  },
  'syntax/yaml-tag': {
    severity: 'warning',
    title: 'An unknown YAML tag',
    why: 'Definitions are plain JSON values; a tag that nobody resolves does not do what its author hopes.',
    example: 'token: !secret slack',
    fix: 'token: "{{ .secrets.slack }}"',
  },
  'syntax/yaml-alias': {
    severity: 'error',
    title: 'An alias that cannot be followed',
    why: 'An alias without its anchor has no value, and aliases of aliases can turn a few lines into gigabytes.',
    example: 'body: *missing',
    fix: 'Define the anchor (&missing) above, or write the value out.',
  },
  'syntax/duplicate-key': {
    severity: 'error',
    title: 'The same key twice',
    why: 'Only one of the two values would count, and readers disagree on which.',
    example: '{ "publish": true, "publish": false }',
    fix: '{ "publish": false }',
  },
  'syntax/not-json': {
    severity: 'error',
    title: 'A YAML value that JSON does not have',
    why: 'Definitions travel as JSON; infinity, not-a-number, binary data and the dates of YAML 1.1 have no form there.',
    example: 'limit: .inf',
    fix: 'limit: 1000',
  },
  'syntax/lossy-number': {
    severity: 'warning',
    title: 'A number with more digits than are kept',
    why: 'Readers of JSON keep some 16 digits of a number, and whole ones exactly up to 9007199254740991: another number is sent.',
    example: '"account": 12345678901234567890',
    fix: '"account": "12345678901234567890"',
  },
  'syntax/too-deep': {
    severity: 'error',
    title: 'Too many levels',
    why: 'A value nested this deep is a mistake or an attack, and some reader down the line would fail on it.',
    example: '[[[[ … more than 100 levels … ]]]]',
    fix: 'Flatten the value.',
  },
  'syntax/too-large': {
    severity: 'error',
    title: 'A file that is too large',
    why: 'Nobody reviews it, and parsers run out of stack on texts not much longer.',
    example: 'automations/all.json of 8 MB',
    fix: 'One file for each automation.',
  },
  'syntax/encoding': {
    severity: 'error',
    title: 'A file that is not UTF-8',
    why: 'Its characters would reach the other side as question marks.',
    example: 'automations/grüße.yml saved as Latin-1 or UTF-16',
    fix: 'Save it as UTF-8.',
  },
  'syntax/merge-conflict': {
    severity: 'error',
    title: 'The marks of a merge conflict',
    why: 'Two versions stand in the file, and nobody has said which of them holds.',
    example: '<<<<<<< HEAD',
    fix: 'Choose what stays, and remove the lines of marks.',
  },
  'syntax/git-lfs': {
    severity: 'error',
    title: 'A file that Git LFS holds elsewhere',
    why: 'What was checked out is a pointer and not the file, so what it defines would seem to be gone.',
    example: 'version https://git-lfs.github.com/spec/v1',
    fix: 'Check out with `lfs: true` (actions/checkout) or `git lfs pull`; or take the file out of Git LFS, for text needs none.',
  },
  'syntax/blank-file': {
    severity: 'error',
    title: 'A file with nothing in it',
    why: 'It was cut off or emptied by accident more often than on purpose, and a sync would delete what it defined.',
    example: 'automations/restart.yml of 0 bytes',
    fix: 'Restore what it held, or delete the file.',
  },
  'syntax/empty-file': {
    severity: 'warning',
    title: 'A file without a definition',
    why: 'It may be cut off, or what it defined was meant to be deleted with it.',
    example: '# nothing but a comment',
    fix: 'Delete the file, or write the definition.',
  },
  'syntax/empty-folder': {
    severity: 'warning',
    title: 'A folder without a definition',
    why: 'Nothing was checked, which looks like success; the path may be the wrong one.',
    example: 'validate automation/',
    fix: 'validate automations/',
  },
  'syntax/link': {
    severity: 'error',
    title: 'A symbolic link that cannot be followed',
    why: 'What it stands for would seem to be gone, and a sync would delete it.',
    example: 'automations/restart.yml -> ../../other-repository/restart.yml',
    fix: 'Link to a file or folder of this repository, or copy it here.',
  },
  'syntax/not-checked-out': {
    severity: 'error',
    title: 'Part of the repository is not checked out',
    why: 'What it defines would seem to be gone, and a sync would delete it.',
    example:
      'actions/checkout with `sparse-checkout: automations/team-a`, or a submodule below the path without `submodules`',
    fix: 'Check the whole path out, with its submodules; or give the path that is checked out.',
  },
  'syntax/checks-left-out': {
    severity: 'info',
    title: 'Checks that are off, because part of the repository is not checked out',
    why: 'What the definitions name is looked up in `blueprints/` and `.github/workflows/`; without those a mistake passes.',
    example: 'actions/checkout with `sparse-checkout: automations`',
    fix: 'sparse-checkout: automations blueprints .github/workflows (one a line)',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** A code of an issue of a file's text. */
export type SyntaxCode = keyof typeof syntaxCodes;
