import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/json.ts';
import { automation, lintFile } from '../lint-file.ts';

const workflow = `
on:
  workflow_dispatch:
    inputs:
      env: { type: choice, options: [dev, prod] }
      dry-run: { type: boolean }
      count: { type: number }
      note: {}
jobs: {}
`;
const service = {
  identifier: 'service',
  schema: {
    properties: {
      stage: { type: 'string', enum: ['dev', 'prod'] },
      region: { type: 'string', enum: ['eu', 'us'] },
      urgent: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' } },
    },
  },
};
const world = {
  blueprints: [service],
  repository: { name: 'acme/platform', workflows: new Map([['.github/workflows/deploy.yml', workflow]]) },
};

async function messages(workflowInputs: JsonObject): Promise<string[]> {
  const method = { type: 'GITHUB', org: 'acme', repo: 'platform', workflow: 'deploy.yml', workflowInputs };
  const issues = await lintFile(automation({ method }), world);
  return issues.filter(({ code }) => code === 'lint/template-type').map(({ message }) => message);
}

const read = (name: string) => `{{ .event.diff.after.properties.${name} }}`;

describe('core/lint/rules/template-type', () => {
  test('accepts inputs that a workflow takes, and what may be anything', async () => {
    const inputs = {
      env: read('stage'),
      'dry-run': read('urgent'),
      count: '{{ .event | length }}',
      note: read('tags'),
    };
    expect(await messages(inputs)).toEqual([]);
    expect(await messages({ env: '{{ .event.diff.after.scorecards.x.level }}' })).toEqual([]);
  });

  test('reports inputs that a workflow rejects whatever the entity contains', async () => {
    expect(await messages({ env: read('region'), 'dry-run': read('stage'), count: read('tags') })).toEqual([
      'The input `env` of `.github/workflows/deploy.yml` takes "dev" or "prod", but this becomes "eu" or "us".',
      'The input `dry-run` of `.github/workflows/deploy.yml` takes true or false, but this becomes "dev" or "prod".',
      'The input `count` of `.github/workflows/deploy.yml` takes a number, but this becomes a list.',
    ]);
  });
});
