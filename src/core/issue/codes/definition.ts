import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues of a definition as a whole, and of the jq inside it. */
export const definitionCodes = {
  'definition/self-service': {
    severity: 'error',
    title: 'A self-service action, not an automation',
    why: 'People start it in the catalog; no event does, so there is nothing here to run it.',
    example: '"trigger": { "type": "self-service", "operation": "CREATE" }',
    fix: 'Keep it outside the folder of automations; a RUN_CREATED trigger may name it as its actionIdentifier.',
  },
  'definition/other-kind': {
    severity: 'error',
    title: 'Something else than an automation',
    why: 'It is an event, or automations below a key; read as an automation it would be wrong in every field.',
    example: 'automations: [{ identifier: restart, trigger: …, invocationMethod: … }]',
    fix: '[{ identifier: restart, trigger: …, invocationMethod: … }]',
  },
  'definition/duplicate-identifier': {
    severity: 'error',
    title: 'Two definitions with one identifier',
    why: 'An identifier names one automation; the second definition would replace the first.',
    example: 'a.json and b.json both say "identifier": "restart"',
    fix: 'Rename one of them.',
  },
  'definition/publish-omitted': {
    severity: 'info',
    title: 'publish is not stated',
    why: 'Omitted means active today, and meant inactive in Port’s documentation until July 2025; stating it ends the doubt.',
    example: '{ "identifier": "restart", "trigger": …, "invocationMethod": … }',
    fix: '{ "identifier": "restart", "trigger": …, "invocationMethod": …, "publish": true }',
  },
  'definition/approval': {
    severity: 'error',
    title: 'An automation that asks for approval',
    why: 'An event waits for no one: the call would go out without the approval, and Port’s API refuses the definition.',
    example: '{ "identifier": "restart", "requiredApproval": true }',
    fix: '{ "identifier": "restart", "requiredApproval": false }',
  },
  'definition/no-effect': {
    severity: 'warning',
    title: 'A field without effect',
    why: 'Port’s API takes it, so it is accepted, but nothing here does what it asks for.',
    example: '{ "identifier": "restart", "approvalNotification": { "type": "email" } }',
    fix: '{ "identifier": "restart" }',
  },
  'definition/wider-than-port': {
    severity: 'warning',
    title: 'A value that Port’s API refuses',
    why: 'It works here; a sync to Port itself would fail on it.',
    example: '"url": "https://example.com", "body": "{{ .event.diff.after.properties }}"',
    fix: '"url": "https://example.com", "body": { "properties": "{{ .event.diff.after.properties }}" }',
  },
  'definition/deprecated-type': {
    severity: 'warning',
    title: 'An invocation method known under another name',
    why: 'The page of the catalog writes it, its API does not accept it; we run it as what it stands for.',
    example: '"invocationMethod": { "type": "SLACK", "url": … }',
    fix: '"invocationMethod": { "type": "WEBHOOK", "url": … }',
  },
  'jq/condition': {
    severity: 'error',
    title: 'A condition that is not valid jq',
    why: 'It could never be evaluated, so the automation would never fire.',
    example: '".diff.after.properties.status == "',
    fix: '".diff.after.properties.status == \\"open\\""',
  },
  'jq/template': {
    severity: 'warning',
    title: 'A template that is not valid jq',
    why: 'It renders as null, as in Port, which is hardly what its author meant.',
    example: '"{{ .event.diff.after.response.incidents.0.id }}"',
    fix: '"{{ .event.diff.after.response.incidents[0].id }}"',
  },
  'jq/single-quotes': {
    severity: 'warning',
    title: 'Single quotes in jq',
    why: 'jq has only double quotes. Single ones are replaced where white space stands beside them, and nowhere else.',
    example: '".diff.after.title == \'prod\'"',
    fix: '".diff.after.title == \\"prod\\""',
  },
  'jq/lossy-number': {
    severity: 'warning',
    title: 'A number in jq with more digits than events keep',
    why: 'Readers of JSON keep whole numbers exactly up to 9007199254740991, and jq keeps all digits: the two are never equal.',
    example: '".diff.after.properties.account == 1234567890123456789"',
    fix: '".diff.after.properties.account == \\"1234567890123456789\\""',
  },
  'jq/swallowed-line': {
    severity: 'error',
    title: 'A line that a comment swallows',
    why: 'YAML folds these lines into one, so the comment goes on to the end: part of the condition or template is not there.',
    example: '>- over the lines `.env == "prod" # only there` and `and .approved`',
    fix: '| in place of >-, or no comment',
  },
  'template/stray-braces': {
    severity: 'error',
    title: 'Template braces that do not match',
    why: 'The text cannot be split into templates, so rendering fails and the automation never runs.',
    example: '"text": "{{ {a: {b: 1}} }}"',
    fix: '"text": "{{ {a: {b: 1} } }}"',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** A code of an issue of a definition as a whole. */
export type DefinitionCode = keyof typeof definitionCodes;
