import { type Blueprint, propertyNames } from '../../catalog/blueprint.ts';
import { closest, didYouMean } from '../../closest.ts';
import { entityFields } from '../../event/fields.ts';
import { isObject } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule, ReadSite, Subject } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Reports blueprints, properties and relations that do not exist. */
export const blueprintNames: AutomationRule = {
  code: 'lint/unknown-name',
  severity: 'warning',
  isCause: true,
  title: 'A blueprint, property or relation that does not exist',
  why: 'A trigger on an unknown blueprint never fires. An unknown property is always null, and the catalog rejects writes to it.',
  example: '".diff.after.properties.stauts == \\"open\\""',
  fix: '".diff.after.properties.status == \\"open\\""',
  check(subject, { blueprints }) {
    if (!blueprints) return [];
    const { event } = subject.automation.trigger;
    const findings: Finding[] = [];
    if ('blueprintIdentifier' in event) {
      const path = ['trigger', 'event', 'blueprintIdentifier'];
      const blueprint = blueprints.get(event.blueprintIdentifier);
      if (blueprint) findings.push(...unknownPaths(subject, blueprint));
      else {
        const found = unknownBlueprint(event.blueprintIdentifier, path, [...blueprints.keys()]);
        findings.push(...found.map(neverFiring));
      }
    }
    for (const { reference, base } of subject.references) {
      if (reference.type !== 'entity') continue;
      const blueprint = blueprints.get(reference.blueprint);
      const path = [...base, ...reference.blueprintPath];
      if (!blueprint) findings.push(...unknownBlueprint(reference.blueprint, path, [...blueprints.keys()]));
      else if (reference.merged) {
        const { entity, path: below } = reference.merged;
        findings.push(
          ...unknownKeys(
            entity.properties,
            [...base, ...below, 'properties'],
            [...blueprint.properties.keys()],
            blueprint,
          ),
        );
        findings.push(
          ...unknownKeys(
            entity.relations,
            [...base, ...below, 'relations'],
            [...blueprint.relations.keys()],
            blueprint,
          ),
        );
      }
    }
    return findings;
  },
};

/** Of a blueprint without a similar one, the file may just not be checked in. */
function neverFiring(finding: Finding): Finding {
  if (finding.replacement === undefined) return finding;
  return { ...finding, message: `${finding.message} The automation never fires.`, severe: true };
}

function unknownBlueprint(name: string, path: (string | number)[], known: string[]): Finding[] {
  // The built-in blueprints of Port (`_user`, `_team`, `_rule_result`) are not kept in repositories.
  if (name.startsWith('_') || name.includes('{{')) return [];
  const meant = closest(name, known);
  const whole = path.at(-1) !== 'url';
  const message = `Unknown blueprint \`${name}\`${didYouMean(name, known)}`;
  return [{ message, path, ...(meant !== undefined && whole && { replacement: meant }) }];
}

function unknownPaths({ sites }: Subject, blueprint: Blueprint): Finding[] {
  return sites.flatMap((site) =>
    site.paths.flatMap((path) => {
      const steps = site.kind === 'condition' ? path.steps : path.steps[0] === 'event' ? path.steps.slice(1) : [];
      const [diff, side, group, name] = steps;
      if (diff !== 'diff' || (side !== 'before' && side !== 'after') || name === undefined || name === '[]') return [];
      const known =
        group === 'properties'
          ? propertyNames(blueprint)
          : group === 'relations'
            ? [...blueprint.relations.keys()]
            : null;
      if (!known || known.includes(name)) return [];
      const what = group === 'properties' ? 'property' : 'relation';
      const other = elsewhere(group, name, blueprint);
      const hint = other === undefined ? didYouMean(name, known) : `; did you mean \`.${diff}.${side}.${other}\`?`;
      const message = `The blueprint \`${blueprint.identifier}\` has no ${what} \`${name}\`${hint}`;
      const index = path.steps.length - steps.length + 3;
      const step = { start: path.ends[index - 1] ?? path.start, end: path.ends[index] ?? path.end };
      const span = { start: path.ends[index - 2] ?? path.start, end: step.end };
      return [
        other === undefined
          ? nameFinding(site, step, name, message, closest(name, known))
          : siteFinding(site, span, message, `.${other}`),
      ];
    }),
  );
}

/** The same name among the other fields of an entity; undefined if there is none, or it is not a plain name. */
function elsewhere(group: string | undefined, name: string, blueprint: Blueprint): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  if (group === 'properties' && blueprint.relations.has(name)) return `relations.${name}`;
  if (group === 'relations' && propertyNames(blueprint).includes(name)) return `properties.${name}`;
  return Object.hasOwn(entityFields, name) ? name : undefined;
}

/** A finding for the name in one step of a path. Its replacement is valid jq, however the name is written. */
function nameFinding(
  site: ReadSite,
  step: { start: number; end: number },
  name: string,
  message: string,
  meant: string | undefined,
): Finding {
  const at = step.start + site.expression.slice(step.start, step.end).indexOf(name);
  if (at < step.start) return siteFinding(site, step, message);
  const span = { start: at, end: at + name.length };
  if (meant === undefined) return siteFinding(site, span, message);
  const text = JSON.stringify(meant);
  if (site.expression[at - 1] === '"') return siteFinding(site, span, message, text.slice(1, -1));
  if (/^[A-Za-z_]\w*$/.test(meant)) return siteFinding(site, span, message, meant);
  // `.on-call` would be a subtraction.
  return siteFinding(site, { start: at - 1, end: span.end }, message, `[${text}]`);
}

function unknownKeys(value: unknown, path: (string | number)[], known: string[], blueprint: Blueprint): Finding[] {
  if (!isObject(value)) return [];
  return Object.keys(value)
    .filter((key) => !known.includes(key) && !key.includes('{{'))
    .map((key): Finding => {
      const what = path.at(-1) === 'relations' ? 'relation' : 'property';
      const computed = what === 'property' && propertyNames(blueprint).includes(key);
      const message = computed
        ? `The property \`${key}\` of \`${blueprint.identifier}\` is computed, so it cannot be written.`
        : `The blueprint \`${blueprint.identifier}\` has no ${what} \`${key}\`${didYouMean(key, known)}`;
      const meant = computed ? undefined : closest(key, known);
      return { message, path: [...path, key], part: 'key', ...(meant !== undefined && { replacement: meant }) };
    });
}
