import { describe, expect, test } from 'vitest';
import { readBlueprint } from '../../../../src/core/catalog/blueprint.ts';
import { applyMapping } from '../../../../src/core/catalog/github/apply-mapping.ts';
import { defaultBlueprints } from '../../../../src/core/catalog/github/default-blueprints.ts';
import { defaultMapping } from '../../../../src/core/catalog/github/default-mapping.ts';
import { catalogWebhooks, kinds, observations } from '../../../../src/core/catalog/github/kinds.ts';
import { readMapping } from '../../../../src/core/catalog/github/mapping.ts';
import { isObject } from '../../../../src/core/json.ts';
import { webhookExamples } from '../../../fakes/webhook-examples.ts';
import { jqForTests } from '../../../jq/jq.ts';

const jq = jqForTests();

const blueprints = new Map(
  defaultBlueprints.flatMap((value) => {
    const blueprint = readBlueprint(value);
    return blueprint === null ? [] : [[blueprint.identifier, blueprint] as const];
  }),
);

describe('core/catalog/github/default-mapping', () => {
  test('has no issues and covers every kind', async () => {
    const { mapping, issues } = await readMapping(defaultMapping, jq);
    expect(issues).toEqual([]);
    expect(mapping?.resources.map(({ kind }) => kind)).toEqual(kinds.map(({ name }) => name));
  });

  test.each(catalogWebhooks)("makes entities of its blueprints from GitHub's own examples of %s", async (webhook) => {
    const { mapping } = await readMapping(defaultMapping, jq);
    if (mapping === null) throw new Error('the default mapping is broken');
    const examples = webhookExamples(webhook);
    expect(examples.length).toBeGreaterThan(0);
    let made = 0;
    for (const payload of examples) {
      for (const sighting of observations(webhook, payload)) {
        const { changes, problems } = await applyMapping(mapping, sighting, jq);
        expect(problems).toEqual([]);
        for (const change of changes) {
          made += 1;
          const blueprint = blueprints.get(change.blueprint);
          if (change.type === 'remove') continue;
          const { properties, relations } = change.entity;
          expect([...(blueprint?.properties.keys() ?? [])]).toEqual(
            expect.arrayContaining(Object.keys(isObject(properties) ? properties : {})),
          );
          expect([...(blueprint?.relations.keys() ?? [])]).toEqual(
            expect.arrayContaining(Object.keys(isObject(relations) ? relations : {})),
          );
        }
      }
    }
    // GitHub's own example of a deletion is that of a tag.
    if (webhook !== 'delete') expect(made).toBeGreaterThan(0);
  });
});
