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

  async function results(expressions: string[], event: JsonObject) {
    const [found] = await jq.evaluate(expressions, [eventOf(event)]);
    return (found ?? []).map((result) => (result.ok ? result.value : result.error));
  }

  test.each(Object.values(recipes).flat())('$title', async ({ expressions, passes, fails }) => {
    const every = expressions.map(() => true);
    for (const event of [passes].flat()) expect(await results(expressions, event)).toEqual(every);
    for (const event of [fails].flat()) expect(await results(expressions, event)).not.toEqual(every);
  });

  test.each(Object.values(recipes).flat())('$title: without the property, there is no error', async (recipe) => {
    const { type, ...named } = [recipe.passes].flat()[0] ?? {};
    const empty = { ...named, type: type ?? '', before: {}, after: {} };
    for (const result of await results(recipe.expressions, empty)) expect(typeof result).toBe('boolean');
  });

  test('there are at least thirty recipes', () => {
    expect(Object.values(recipes).flat().length).toBeGreaterThanOrEqual(30);
  });
});
