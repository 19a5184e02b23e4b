import type { Automation } from '../automation.ts';
import type { Json } from '../json.ts';
import type { Finding } from '../problem.ts';
import { visitTexts } from '../texts.ts';

/** What is found in a text; where the text stands is added to it. */
type TextFinding = Pick<Finding, 'message' | 'span'>;

/**
 * What a look at each string and key of an automation's trigger and invocation method finds. `key` is the one that a string
 * stands under, empty for a key itself and in a list.
 */
export function textFindings(
  automation: Automation,
  look: (text: string, key: string, field: 'trigger' | 'invocationMethod') => readonly TextFinding[],
): Finding[] {
  const findings: Finding[] = [];
  for (const part of ['trigger', 'invocationMethod'] as const) {
    visitTexts(automation[part] as unknown as Json, [part], (text, path, at) => {
      const key = at === 'value' ? path.at(-1) : '';
      for (const found of look(text, typeof key === 'string' ? key : '', part)) {
        findings.push({ ...found, path: [...path], part: at });
      }
    });
  }
  return findings;
}
