import { describe, expect, it } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import { explainEvent } from '../../../src/core/explain/explain.ts';
import { explanationLines } from '../../../src/core/explain/text.ts';
import { jqForTests } from '../../jq/jq.ts';
import { automation, confusions, event } from './confusions.ts';

describe('core/explain/explain', () => {
  const jq = jqForTests();
  const told = async (one: Automation) => {
    const [explained] = await explainEvent([one], event, jq);
    return explained ? [`${one.identifier}: ${explained.view.verdict}`, ...explanationLines(explained.view)] : [];
  };

  it.each(confusions)('explains %s', async (_title, expressions, change = {}) => {
    expect(`\n${(await told(automation(expressions, change))).join('\n')}\n`).toMatchSnapshot();
  });

  it('offers only corrections that make the automation match', async () => {
    for (const [, expressions, change] of confusions) {
      const one = automation(expressions, change);
      const [explained] = await explainEvent([one], event, jq);
      for (const { corrections } of explained?.view.nearMisses ?? []) {
        const copy = structuredClone(one);
        for (const { at, before, after } of corrections) {
          const last = at.at(-1) ?? '';
          const parent = at
            .slice(0, -1)
            .reduce<Record<string, unknown>>((value, key) => value[key] as Record<string, unknown>, copy as never);
          expect(parent[last] ?? false).toEqual(before);
          parent[last] = after;
        }
        const [corrected] = await explainEvent([copy], event, jq);
        expect(corrected?.view.verdict).toBe('match');
      }
    }
  });

  it('puts matches first, then near misses, then those that listen to the event', async () => {
    const named = (identifier: string, ...rest: Parameters<typeof automation>) => ({
      ...automation(...rest),
      identifier,
    });
    const explained = await explainEvent(
      [
        named('far', [], { event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } }),
        named('hears', ['.diff.after.properties.replicas > 9']),
        named('near', ['.diff.after.properties.status == "failed"']),
        named('matches', ['.diff.after.properties.status == "Failed"']),
      ],
      event,
      jq,
    );
    expect(explained.map(({ view }) => view.automation)).toEqual(['matches', 'near', 'hears', 'far']);
  });

  it.each([
    ['critical\u00a0', 'critical', 'an invisible character', '"critical\\u00a0"'],
    ['critical\u200b', 'critical', 'an invisible character', '"critical\\u200b"'],
    ['critical', 'critical\u200b', 'an invisible character', '"critical\\u200b"'],
    ['\u0441ritical', 'critical', 'a look-alike character', '"\\u0441ritical"'],
    ['critical', '\u0441ritical', 'a look-alike character', '"\\u0441ritical"'],
  ])('shows what cannot be seen: %j in place of %j', async (value, wanted, what, shown) => {
    const changed = structuredClone(event);
    (changed as unknown as { diff: { after: { properties: Record<string, string> } } }).diff.after.properties.status =
      value;
    const [explained] = await explainEvent([automation([`.diff.after.properties.status == "${wanted}"`])], changed, jq);
    const lines = explained ? explanationLines(explained.view).join('\n') : '';
    expect(lines).toContain(`only by ${what}`);
    expect(lines).toContain(shown);
    const after = explained?.view.nearMisses[0]?.corrections[0]?.after;
    const [again] = await explainEvent([automation([String(after)])], changed, jq);
    expect(again?.match?.verdict).toBe('match');
  });

  it('leads from the top level to the property, and marks the first expression that decides', async () => {
    const [missed] = await explainEvent([automation(['.diff.after.status == "Failed"'])], event, jq);
    expect(missed?.view.nearMisses[0]?.corrections[0]?.after).toBe('.diff.after.properties.status == "Failed"');
    const [matched] = await explainEvent([automation(['.action == "UPDATE"', '.id == "e"'])], event, jq);
    const marked = matched ? explanationLines(matched.view).filter((line) => line.includes('◀ decides')) : [];
    expect(matched?.view.conditions.map(({ decides }) => decides)).toEqual([true, true]);
    expect(marked).toEqual([expect.stringContaining('.action == "UPDATE"')]);
  });
});
