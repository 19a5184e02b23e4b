import { describe, expect, test } from 'vitest';
import { createCheckout } from './checkout.ts';
import { runStep } from './job.ts';

/** A file, with `«…»` around what its one error marks. */
const files: Record<string, string> = {
  'plain.json': `{
  "identifier": "plain",
  "publish": true,
  "trigger": { "type": "automation", "event": { "type": "ENTITY_CREATED", «"blueprintIdentifer"»: "service" } },
  "invocationMethod": { "type": "WEBHOOK", "url": "https://example.com" }
}`,
  'inside-jq.json': `{
  "identifier": "inside_jq",
  "publish": true,
  "trigger": {
    "type": "automation",
    "event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" },
    "condition": { "type": "JQ", "expressions": [".diff.after.title == \\"é\\" «)»"], "combinator": "and" }
  },
  "invocationMethod": { "type": "WEBHOOK", "url": "https://example.com" }
}`,
  'comments.jsonc': `// A comment, and a tab before the field
{
\t"identifier": "comments", /* 🚀 é */ «"titel"»: "x",
\t"publish": true,
\t"trigger": { "type": "automation", "event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" } },
\t"invocationMethod": { "type": "WEBHOOK", "url": "https://example.com" }, // a trailing comma follows
}`,
  'crlf.yml': `identifier: crlf
publish: «yes»
trigger:
  type: automation
  event: { type: ENTITY_CREATED, blueprintIdentifier: service }
invocationMethod: { type: WEBHOOK, url: https://example.com }
`.replaceAll('\n', '\r\n'),
  'block.yml': `identifier: block
publish: true
trigger:
  type: automation
  event: { type: ENTITY_CREATED, blueprintIdentifier: service }
  condition:
    type: JQ
    combinator: and
    expressions:
      - |
        .diff.after.properties.a == 1
        and .diff.after.properties.b == 2 «)»
invocationMethod: { type: WEBHOOK, url: https://example.com }
`,
  'folded.yml': `identifier: folded
publish: true
trigger:
  type: automation
  event: { type: ENTITY_CREATED, blueprintIdentifier: service }
invocationMethod:
  type: WEBHOOK
  url: https://example.com
  body:
    text: >-
      Grüße an
      {{ .event.diff.after.title }} «}}»
`,
  'anchors.yml': `identifier: anchors
publish: true
trigger:
  type: automation
  event: &event
    type: ENTITY_CREATED
    blueprintIdentifier: service
invocationMethod:
  type: WEBHOOK
  url: https://example.com
  body: { a: *event }
  headers: { é: "{{ .run.id }}", b: «[1]» }
`,
  'flow.yml': `{ identifier: flow, publish: true,
  trigger: { type: automation,
    event: { type: «ENTITY_CHANGED»,
      blueprintIdentifier: service } },
  invocationMethod: { type: WEBHOOK, url: "https://example.com" } }
`,
  'documents.yml': `# Äpfel
identifier: first
publish: true
trigger: &trigger
  type: automation
  event: { type: ENTITY_CREATED, blueprintIdentifier: service }
invocationMethod: &method { type: WEBHOOK, url: https://example.com }
---
identifier: second
publish: true
trigger:
  type: automation
  event: { type: RUN_CREATED, «blueprintIdentifier»: service }
invocationMethod: { type: WEBHOOK, url: https://example.com }
`,
  'broken.json': `{
  "identifier": "broken"
  «"publish"»: true
}`,
  'bom.json': `\uFEFF{ "identifier": «"b o m"», "publish": true,
  "trigger": { "type": "automation", "event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" } },
  "invocationMethod": { "type": "WEBHOOK", "url": "https://example.com" } }`,
};

/** The text without its marks, and where they were: 1-based, columns in UTF-16 units, a byte order mark not counted. */
function marked(text: string): { text: string; line: number; column: number } {
  const lines = text.slice(0, text.indexOf('«')).replace('\uFEFF', '').split('\n');
  return { text: text.replaceAll(/[«»]/g, ''), line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

describe('action/places', () => {
  test('annotates an error at its place in every format', async () => {
    for (const [name, written] of Object.entries(files)) {
      const { text, line, column } = marked(written);
      using checkout = createCheckout({ [`automations/${name}`]: text });
      const step = await runStep({ root: checkout.root });
      const errors = step.commands.filter((command) => command.name === 'error');
      expect(
        errors.map(({ properties }) => `${properties.file}:${properties.line}:${properties.col}`),
        name,
      ).toEqual([`automations/${name}:${line}:${column}`]);
      expect([step.code, step.outputs.valid, step.outputs.errors], name).toEqual([1, 'false', '1']);
      // The frame in the summary has its carets below the same place.
      const frame = /^ *\d+ \| .*\n *\| ( *)\^+$/m.exec(step.summary);
      expect(frame, `${name}\n${step.summary}`).not.toBeNull();
    }
  });
});
