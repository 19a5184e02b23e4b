import type { IssueCodeDoc } from './issue-code-doc.ts';

/** Issues with a definition as a whole, and with the jq inside it. */
export const definitionCodes = {
  'definition/self-service': {
    severity: 'error',
    title: 'A self-service action, not an automation',
    why: 'People start self-service actions in the catalog. No event triggers them, so this service never runs one.',
    example: '"trigger": { "type": "self-service", "operation": "CREATE" }',
    fix: 'Move it out of the automations folder. A RUN_CREATED trigger may still name it as its actionIdentifier.',
  },
  'definition/other-kind': {
    severity: 'error',
    title: 'Not an automation',
    why: 'The file holds an event, or automations nested under a key. Read as an automation, every field would be wrong.',
    example: 'automations: [{ identifier: restart, trigger: …, invocationMethod: … }]',
    fix: '[{ identifier: restart, trigger: …, invocationMethod: … }]',
  },
  'definition/duplicate-identifier': {
    severity: 'error',
    title: 'Two definitions with the same identifier',
    why: 'An identifier belongs to one automation. The second definition would replace the first.',
    example: 'a.json and b.json both say "identifier": "restart"',
    fix: 'Rename one of them.',
  },
  'definition/publish-omitted': {
    severity: 'info',
    title: 'publish is omitted',
    why: 'Today an omitted publish means active; until July 2025, Port’s documentation said inactive. Set it to avoid any doubt.',
    example: '{ "identifier": "restart", "trigger": …, "invocationMethod": … }',
    fix: '{ "identifier": "restart", "trigger": …, "invocationMethod": …, "publish": true }',
  },
  'definition/approval': {
    severity: 'error',
    title: 'An automation that requires approval',
    why: 'Nobody can approve an automation: the call would go out without approval, and Port’s API rejects the definition.',
    example: '{ "identifier": "restart", "requiredApproval": true }',
    fix: '{ "identifier": "restart", "requiredApproval": false }',
  },
  'definition/no-effect': {
    severity: 'warning',
    title: 'A field that has no effect',
    why: 'The field is accepted because Port’s API accepts it, but this service does not support it.',
    example: '{ "identifier": "restart", "approvalNotification": { "type": "email" } }',
    fix: '{ "identifier": "restart" }',
  },
  'definition/wider-than-port': {
    severity: 'warning',
    title: 'A value that Port’s API rejects',
    why: 'It works here, but a sync to Port itself would fail.',
    example: '"url": "https://example.com", "body": "{{ .event.diff.after.properties }}"',
    fix: '"url": "https://example.com", "body": { "properties": "{{ .event.diff.after.properties }}" }',
  },
  'definition/deprecated-type': {
    severity: 'warning',
    title: 'An alias of an invocation method type',
    why: 'Port’s user interface writes this type, but its API does not accept it. It runs as the type that it means.',
    example: '"invocationMethod": { "type": "SLACK", "url": … }',
    fix: '"invocationMethod": { "type": "WEBHOOK", "url": … }',
  },
  'jq/condition': {
    severity: 'error',
    title: 'A condition that is not valid jq',
    why: 'The condition cannot be evaluated, so the automation would never fire.',
    example: '".diff.after.properties.status == "',
    fix: '".diff.after.properties.status == \\"open\\""',
  },
  'jq/template': {
    severity: 'warning',
    title: 'A template that is not valid jq',
    why: 'It renders as null, as in Port, which is rarely intended.',
    example: '"{{ .event.diff.after.response.incidents.0.id }}"',
    fix: '"{{ .event.diff.after.response.incidents[0].id }}"',
  },
  'jq/single-quotes': {
    severity: 'warning',
    title: 'Single quotes in jq',
    why: 'jq has only double quotes. Single quotes are replaced, as in Port, but only next to white space.',
    example: '".diff.after.title == \'prod\'"',
    fix: '".diff.after.title == \\"prod\\""',
  },
  'jq/lossy-number': {
    severity: 'warning',
    title: 'A number in jq with more digits than an event can hold',
    why: 'JSON parsers keep integers exact only up to 9007199254740991, while jq keeps every digit: the two are never equal.',
    example: '".diff.after.properties.account == 1234567890123456789"',
    fix: '".diff.after.properties.account == \\"1234567890123456789\\""',
  },
  'jq/swallowed-line': {
    severity: 'error',
    title: 'A line swallowed by a comment',
    why: 'YAML folds these lines into one, so the comment runs to the end and hides part of the condition or template.',
    example: '>- over the lines `.env == "prod" # only there` and `and .approved`',
    fix: 'Use | instead of >-, or remove the comment.',
  },
  'template/stray-braces': {
    severity: 'error',
    title: 'Unbalanced template braces',
    why: 'The text cannot be parsed into templates, so every run would fail.',
    example: '"text": "{{ {a: {b: 1}} }}"',
    fix: '"text": "{{ {a: {b: 1} } }}"',
  },
} as const satisfies Record<string, IssueCodeDoc>;

/** The code of an issue with a definition as a whole. */
export type DefinitionCode = keyof typeof definitionCodes;
