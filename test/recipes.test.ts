import { describe, expect, test } from 'vitest';
import { recipes } from '../scripts/docs/recipes.ts';
import type { JsonObject } from '../src/core/json.ts';
import { expandEvent } from '../src/core/test-file/short-event.ts';
import { jqForTests } from './jq/jq.ts';

describe('recipes', () => {
  const jq = jqForTests();

  /** The event of a recipe; `origin` is the one thing that the short form cannot say. */
  function eventOf({ origin, ...short }: JsonObject): JsonObject {
    const event = expandEvent(short);
    const trigger = event.trigger as JsonObject;
    return { ...event, trigger: { ...trigger, ...(origin !== undefined && { origin }) } };
  }

  test.each(Object.values(recipes).flat())('$title', async ({ expressions, passes, fails }) => {
    const results = async (event: JsonObject) =>
      (await jq.evaluate(expressions, [eventOf(event)]))[0]?.map((result) => (result.ok ? result.value : result.error));
    expect(await results(passes)).toEqual(expressions.map(() => true));
    expect(await results(fails)).not.toEqual(expressions.map(() => true));
  });

  test('there are at least thirty of them', () => {
    expect(Object.values(recipes).flat().length).toBeGreaterThanOrEqual(30);
  });
});
