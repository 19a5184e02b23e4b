import type { Finding } from '../../source/place-finding.ts';
import { splitTemplate } from '../../template/split.ts';
import { isOnlyNull } from '../../types/type.ts';
import type { AutomationRule, ReadSite, Subject } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Reports properties and relations that may be missing where their value becomes part of a text. */
export const nullInText: AutomationRule = {
  code: 'lint/null-in-text',
  severity: 'info',
  title: 'A value that may be null inside a text',
  why: 'The blueprint does not require it. Inside other text, a missing value is written as the word null.',
  example: '"text": "Status: {{ .event.diff.after.properties.status }}"',
  fix: '"text": "Status: {{ .event.diff.after.properties.status // \\"unknown\\" }}"',
  check(subject, { ownBlueprints }) {
    const { event } = subject.automation.trigger;
    const isKnown = 'blueprintIdentifier' in event && ownBlueprints?.has(event.blueprintIdentifier);
    if (!isKnown) return [];
    const asked = new Set(subject.conditions.flatMap(({ paths }) => paths.map(({ steps }) => fieldOf(steps))));
    const seen = new Set<string>();
    return subject.templates.flatMap((site): Finding[] => {
      const [path, ...more] = site.paths;
      if (!path || more.length > 0 || (path.start > 0 && site.expression.slice(0, path.start).trim() !== '')) return [];
      if (site.expression.slice(path.end).trim() !== '' || path.steps.length !== 5) return [];
      const [root, , , group] = path.steps;
      const type = site.typed?.outcome.type;
      if (root !== 'event' || (group !== 'properties' && group !== 'relations') || !type?.isNull || isOnlyNull(type)) {
        return [];
      }
      // A condition that asks for the field has probably dealt with its absence; and once per text is enough.
      const text = JSON.stringify(site.path);
      if (asked.has(fieldOf(path.steps)) || seen.has(text) || !isInText(subject, site)) return [];
      seen.add(text);
      const read = site.expression.slice(path.start, path.end);
      const fixed = `${read} // "none"`;
      const message = `\`${path.steps[4]}\` is not required, and the text says \`null\` without it; write \`${fixed}\`, or use another fallback.`;
      return [siteFinding(site, path, message, fixed)];
    });
  },
};

/** The group and name of a field, without the side of the diff. */
function fieldOf(steps: readonly string[]): string {
  return steps.slice(steps[0] === 'event' ? 3 : 2).join('/');
}

/** True if there is other text around the template. */
function isInText({ automation }: Subject, { path, part }: ReadSite): boolean {
  if (part !== 'value') return false;
  const text = path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    automation,
  );
  const split = typeof text === 'string' ? splitTemplate(text) : null;
  return split?.ok === true && split.mode !== 'exact';
}
