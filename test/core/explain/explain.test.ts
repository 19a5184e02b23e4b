import { describe, expect, it } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import { explainEvent } from '../../../src/core/explain/explain.ts';
import { explanationLines } from '../../../src/core/explain/explanation-text.ts';
import { jqForTests } from '../../jq/jq.ts';
import { automation, confusions, event } from './confusions.ts';
import { busyEvent, moreConfusions, serviceUpdated } from './more-confusions.ts';

describe('core/explain/explain', () => {
  const jq = jqForTests();
  const reported = async (one: Automation) => {
    const [explained] = await explainEvent([one], event, jq);
    return explained ? [`${one.identifier}: ${explained.view.verdict}`, ...explanationLines(explained.view)] : [];
  };

  it.each(confusions)('explains %s', async (_title, expressions, change = {}) => {
    expect(`\n${(await reported(automation(expressions, change))).join('\n')}\n`).toMatchSnapshot();
  });

  it('keeps the lines of an expression, and its comments at their ends', async () => {
    const block = '.diff.after.identifier == "x" # only x\n  and (1 == 1 # always\n  or 1 == 2)\n';
    const [, ...lines] = await reported(automation([block]));
    expect(lines.slice(0, 4)).toEqual([
      '✘ .diff.after.identifier == "x" # only x',
      '│   and (1 == 1 # always',
      '│   or 1 == 2)',
      '   →  false',
    ]);
    expect(lines.slice(4).join('\n')).not.toContain('#');
  });

  it('offers only corrections that make the automation match', async () => {
    const more = moreConfusions.map(([, expressions, { on = busyEvent, ...change } = {}]) => {
      return { one: automation(expressions, { event: serviceUpdated, ...change }), on };
    });
    const first = confusions.map(([, expressions, change]) => ({ one: automation(expressions, change), on: event }));
    for (const { one, on } of [...first, ...more]) {
      const [explained] = await explainEvent([one], on, jq);
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
        const [corrected] = await explainEvent([copy], on, jq);
        expect(corrected?.view.verdict).toBe('match');
      }
    }
  });

  it('yields to other work between automations', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...automation(['.diff.after.properties.status == "failed"']),
      identifier: `a_${index}`,
    }));
    let turns = 0;
    const turn = async () => {
      turns += 1;
    };
    const explained = await explainEvent(many, event, jq, { turn });
    expect(turns).toBeGreaterThanOrEqual(40 * 3);
    expect(explained).toEqual(await explainEvent(many, event, jq));
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

  it.each(moreConfusions)('explains %s to who meets it first', async (_title, expressions, change = {}) => {
    const { on = busyEvent, ...rest } = change;
    const [explained] = await explainEvent([automation(expressions, { event: serviceUpdated, ...rest })], on, jq);
    const lines = explained ? [`notify: ${explained.view.verdict}`, ...explanationLines(explained.view)] : [];
    // The time of now differs.
    expect(`\n${lines.join('\n').replace(/\d{10}\.\d+/, '1795983345.1')}\n`).toMatchSnapshot();
  });

  it('finds the one of a thousand values that nearly matches, and counts the others', async () => {
    const many = structuredClone(busyEvent) as unknown as { diff: { after: { properties: Record<string, unknown> } } };
    many.diff.after.properties.checks = Array.from({ length: 1100 }, (_, index) => ({
      name: `c${index}`,
      state: index === 996 ? 'Failed' : 'passed',
    }));
    const expression = 'any(.diff.after.properties.checks[]; .state == "failed")';
    const one = automation([expression], { event: serviceUpdated });
    const [explained] = await explainEvent([one], many as never, jq);
    const lines = explained ? explanationLines(explained.view) : [];
    expect(lines).toContain('    ✘ for {"name":"c996","state":"Failed"}: .state == "failed"  →  false');
    expect(lines).toContain('    999 more, all false; the items after them were not evaluated');
    expect(explained?.view.nearMisses[0]?.corrections[0]?.after).toBe(expression.replace('failed', 'Failed'));
  });

  it('looks into lists within lists, and at values with an error', async () => {
    const nested = structuredClone(busyEvent) as unknown as {
      diff: { after: { properties: Record<string, unknown> } };
    };
    nested.diff.after.properties.stages = Array.from({ length: 12 }, (_, stage) => ({
      jobs: Array.from({ length: 30 }, (_, job) =>
        stage === 7 && job === 28 ? 'Deploy' : job === 3 ? 3 : `job ${job}`,
      ),
    }));
    const reported = async (expression: string) => {
      const one = automation([expression], { event: serviceUpdated });
      const [explained] = await explainEvent([one], nested as never, jq);
      return `\n${explained ? explanationLines(explained.view).join('\n') : ''}\n`;
    };
    expect(await reported('any(.diff.after.properties.stages[]; any(.jobs[]; . == "deploy"))')).toMatchSnapshot();
    expect(await reported('[.diff.after.properties.stages[].jobs[] | startswith("x")] | any')).toMatchSnapshot();
  });

  it('shows the start of values that would be far too long a thousand times', async () => {
    const long = structuredClone(busyEvent) as unknown as { diff: { after: { properties: Record<string, unknown> } } };
    long.diff.after.properties.checks = Array.from({ length: 300 }, (_, index) => ({ name: `c${index}` }));
    long.diff.after.properties.notes = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`note${n}`, n]));
    const expression =
      '. as $event | any(.diff.after.properties.checks[]; $event.diff.after.properties.notes[.name] == 1)';
    const [explained] = await explainEvent([automation([expression], { event: serviceUpdated })], long as never, jq);
    expect(explained?.view.verdict).toBe('no-match');
    expect(JSON.stringify(explained?.view).length).toBeLessThan(200_000);
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
