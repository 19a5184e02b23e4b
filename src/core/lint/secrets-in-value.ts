import type { Automation } from '../automation.ts';
import type { Json } from '../json.ts';
import { secretsByForm } from '../secrets/detect.ts';
import { type Finding, pointFinding, type ValueIssue } from '../source/place-finding.ts';
import { visitTexts } from '../source/visit-strings.ts';
import { hardCodedSecret } from './rules/hard-coded-secret.ts';
import { textFindings } from './text-findings.ts';

/**
 * Finds the secrets in a definition that is not from a file. Call this before storing a definition, because stored
 * definitions are shown, also in the history.
 */
export function secretsInValue(automation: Automation): ValueIssue[] {
  const called = textFindings(automation, [hardCodedSecret]).map(({ finding }) => finding);
  const { trigger, invocationMethod, ...described } = automation;
  const elsewhere: Finding[] = [];
  visitTexts(described as unknown as Json, [], (text, path, part) => {
    const [found] = secretsByForm(text);
    if (found) elsewhere.push({ message: `This is ${found.name}; revoke it and remove it.`, path: [...path], part });
  });
  return [...called, ...elsewhere].map((finding) => pointFinding(finding, hardCodedSecret));
}
