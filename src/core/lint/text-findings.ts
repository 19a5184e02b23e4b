import type { Automation } from '../automation.ts';
import type { Json } from '../json.ts';
import type { Finding } from '../source/place-finding.ts';
import { visitTexts } from '../source/visit-strings.ts';
import type { TextField, TextRule } from './rule.ts';

/** Applies the text rules to every string and key of the trigger and the invocation method. */
export function textFindings(
  automation: Automation,
  rules: readonly TextRule[],
): { rule: TextRule; finding: Finding }[] {
  const findings: { rule: TextRule; finding: Finding }[] = [];
  for (const field of fields) {
    visitTexts(automation[field] as unknown as Json, [field], (text, path, part) => {
      const above = part === 'value' ? path.at(-1) : '';
      const key = typeof above === 'string' ? above : '';
      for (const rule of rules) {
        for (const found of rule.look(text, key, field)) {
          findings.push({ rule, finding: { ...found, path: [...path], part } });
        }
      }
    });
  }
  return findings;
}

const fields: readonly TextField[] = ['trigger', 'invocationMethod'];
