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
});
