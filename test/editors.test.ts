import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as json from 'vscode-json-languageservice';
import * as yaml from 'yaml-language-server';

// The language services of VS Code, given what an editor gives them: a file that names its schema, and a way to fetch it.

const folder = 'file:///automations';

async function fetchSchema(uri: string): Promise<string> {
  if (!uri.startsWith(`${folder}/`)) throw new Error(`The editor asks for ${uri}`);
  return readFileSync(new URL(`../automations/${uri.slice(folder.length + 1)}`, import.meta.url), 'utf8');
}

const workspaceContext = { resolveRelativePath: (path: string) => `${folder}/${path}` };

/** Cuts the place of the cursor, `|`, out of a text. */
function atCursor(text: string): { text: string; offset: number } {
  const offset = text.indexOf('|');
  return { text: offset === -1 ? text : text.slice(0, offset) + text.slice(offset + 1), offset };
}

function jsonService() {
  const service = json.getLanguageService({ schemaRequestService: fetchSchema, workspaceContext });
  const open = (text: string) => {
    const document = json.TextDocument.create(`${folder}/a.json`, 'json', 1, text);
    return { document, parsed: service.parseJSONDocument(document) };
  };
  return {
    async flags(text: string): Promise<string[]> {
      const { document, parsed } = open(text);
      const diagnostics = await service.doValidation(document, parsed);
      return diagnostics.map(({ message, range }) => `${document.getText(range)}: ${message}`);
    },
    async completions(marked: string): Promise<string[]> {
      const { text, offset } = atCursor(marked);
      const { document, parsed } = open(text);
      const list = await service.doComplete(document, document.positionAt(offset), parsed);
      return (list?.items ?? []).map(({ label }) => label);
    },
    async hover(marked: string): Promise<string> {
      const { text, offset } = atCursor(marked);
      const { document, parsed } = open(text);
      return JSON.stringify((await service.doHover(document, document.positionAt(offset), parsed))?.contents ?? '');
    },
  };
}

function yamlService() {
  const service = yaml.getLanguageService({ schemaRequestService: fetchSchema, workspaceContext });
  service.configure({ validate: true, completion: true, hover: true, schemas: [] });
  let opened = 0;
  // The service remembers documents by address and version.
  const open = (text: string) => {
    opened += 1;
    return json.TextDocument.create(`${folder}/a.yml`, 'yaml', opened, text);
  };
  return {
    async flags(text: string): Promise<string[]> {
      const document = open(text);
      const diagnostics = await service.doValidation(document, false);
      return diagnostics.map(({ message, range }) => `${document.getText(range)}: ${message}`);
    },
    async completions(marked: string): Promise<string[]> {
      const { text, offset } = atCursor(marked);
      const document = open(text);
      const { items } = await service.doComplete(document, document.positionAt(offset), false);
      return items.map(({ label }) => label);
    },
  };
}

const head = '"$schema": "schema.json", "identifier": "a", "publish": true';
const trigger =
  '"trigger": { "type": "automation", "event": { "type": "ENTITY_CREATED", "blueprintIdentifier": "service" } }';
const method = '"invocationMethod": { "type": "WEBHOOK", "url": "https://example.com" }';

describe('editors/json', () => {
  const service = jsonService();

  test('a valid definition has no flag, alone or in a list', async () => {
    expect(await service.flags(`{ ${head}, ${trigger}, ${method} }`)).toEqual([]);
  });

  test('a misspelt field, a wrong type and a missing field are flagged at their place', async () => {
    const misspelt = trigger.replace('blueprintIdentifier', 'blueprint');
    const flags = await service.flags(`{ ${head}, ${misspelt}, ${method.replace('"https://example.com"', '3')} }`);
    expect(flags).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^"blueprint": Property blueprint is not allowed/),
        expect.stringMatching(/Missing property "blueprintIdentifier"/),
        expect.stringMatching(/^3: Incorrect type. Expected "string"/),
      ]),
    );
  });

  test('the type chooses what is completed', async () => {
    const types = await service.completions(`{ ${head}, "trigger": { "event": { "type": | } } }`);
    expect(types).toEqual(expect.arrayContaining(['"ENTITY_CREATED"', '"RUN_UPDATED"', '"TIMER_PROPERTY_EXPIRED"']));
    const fields = await service.completions(`{ ${head}, ${trigger}, "invocationMethod": { "type": "GITHUB", | } }`);
    expect(fields).toEqual(expect.arrayContaining(['org', 'repo', 'workflow', 'workflowInputs']));
    expect(fields).not.toContain('mapping');
    const run = await service.completions(
      `{ ${head}, "trigger": { "event": { "type": "RUN_CREATED", | } }, ${method} }`,
    );
    expect(run).toContain('actionIdentifier');
    expect(run).not.toContain('blueprintIdentifier');
  });

  test('fields have descriptions', async () => {
    expect(await service.hover(`{ ${head}, "pub|lish": true }`)).toContain('active');
  });
});

describe('editors/yaml', () => {
  const service = yamlService();
  const modeline = '# yaml-language-server: $schema=schema.json\n';

  test('our own automations and their tests have no flag', async () => {
    for (const name of ['pagerduty-high-cpu', 'slack-alert', 'destroy-ephemeral-environment']) {
      const read = (file: string) => readFileSync(new URL(`../automations/${file}`, import.meta.url), 'utf8');
      for (const file of [`${name}.yml`, `${name}.test.yml`]) {
        expect(read(file)).toMatch(/^# yaml-language-server: \$schema=(?:test-)?schema\.json$/m);
        expect(await service.flags(read(file)), file).toEqual([]);
      }
    }
  });

  test('mistakes are flagged at their place', async () => {
    const flags = await service.flags(
      `${modeline}identifier: a\ntrigger:\n  type: automation\n  event: { type: ENTITY_CREATED, blueprint: service }\ninvocationMethod: { type: WEBHOOK, url: 3 }\n`,
    );
    expect(flags).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/blueprint/),
        expect.stringMatching(/^3: Incorrect type. Expected "string"/),
      ]),
    );
  });

  test('the type chooses what is completed', async () => {
    const start = `${modeline}identifier: a\ntrigger:\n  type: automation\n  event:\n    type: `;
    expect(await service.completions(`${start}|`)).toEqual(expect.arrayContaining(['ENTITY_CREATED', 'RUN_UPDATED']));
    const fields = await service.completions(`${modeline}identifier: a\ninvocationMethod:\n  type: GITHUB\n  |\n`);
    expect(fields).toEqual(expect.arrayContaining(['org', 'repo', 'workflow']));
    expect(fields).not.toContain('mapping');
  });

  test('tests are completed and flagged by their own schema', async () => {
    const start = '# yaml-language-server: $schema=test-schema.json\nautomation: a\ntests:\n  - name: b\n';
    expect(await service.completions(`${start}    |\n`)).toEqual(
      expect.arrayContaining(['event', 'expect', 'request']),
    );
    const flags = await service.flags(
      `${start}    expects: match\n    event: { type: ENTITY_CREATED, blueprint: c, after: {} }\n`,
    );
    expect(flags).toEqual([expect.stringMatching(/^expects: Property expects is not allowed/)]);
  });
});
