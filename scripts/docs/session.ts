/** The definition that a session at the terminal begins with. */
export const sessionDefinition = `identifier: failed_deployment
trigger:
  type: automation
  event: { type: ENTITY_UPDATED, blueprintIdentifier: deployment }
  condition:
    type: JQ
    expressions:
      - .diff.after.properties.status == "failed"
    combinator: and
invocationMethod: { type: WEBHOOK, url: "https://hooks.example.com/deployments" }
publish: true
`;

/** A session at the terminal, from an event without a call to a test that holds the correction; a test runs it. */
export const session = `$ export SERVER_URL=http://127.0.0.1:3000
$ catalog-automations explain event_42
failed_deployment: does not match
  ✘ .diff.after.properties.status == "failed"  →  false
      .diff.after.properties.status is "Failed"
  Near miss: .diff.after.properties.status is "Failed", which differs from "failed" only in upper and lower case.
    it matches with: .diff.after.properties.status == "Failed"
$ sed -i 's/"failed"/"Failed"/' automations/failed-deployment.yml
$ catalog-automations test --from-event event_42 --expect match
automations/failed-deployment.test.yml: added "handles event_42", which expects match
$ catalog-automations test --coverage
✔ failed_deployment handles event_42

1 test: 1 passed, 0 failed

Coverage           conditions  answers seen
failed_deployment           1        1 of 2  50%
All                         1        1 of 2  50%

automations/failed-deployment.yml:8:9 never false: .diff.after.properties.status == "Failed"
`;

/** The session up to the test that holds the correction, as a block. */
export function shortSession(): string {
  return `\`\`\`console
${session.slice(0, session.indexOf('$ catalog-automations test --coverage'))}\`\`\``;
}

/** The session as a section of a page. */
export function sessionSection(): string {
  return `## An event that should have fired

A definition asks for \`failed\`, and the event says \`Failed\`. This is how to find that out, correct it, and keep it.
In a clone, the command is \`node build/cli.mjs\`, unless you [install it](cli.md):

\`\`\`console
${session}\`\`\`

One answer was never seen: a test of a deployment that succeeds is still missing. See [tests](tests.md).
`;
}
