import type { Blueprint } from '../../catalog/blueprint.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Conditions on properties whose change fires nothing. */
export const silentProperty: AutomationRule = {
  code: 'lint/silent-property',
  severity: 'warning',
  title: 'A condition on a property whose change fires nothing',
  why: 'A mirrored value changes with another entity, and no event tells of it here (Port’s documented limitation); the same holds for what is calculated from one. The condition is looked at only when something else of the entity changes.',
  example: '".diff.before.properties.team_tier != .diff.after.properties.team_tier" with the mirror property team_tier',
  fix: 'Trigger on the blueprint that owns the property.',
  check({ automation, conditions }, { blueprints }) {
    const { event } = automation.trigger;
    if (event.type !== 'ENTITY_UPDATED' && event.type !== 'ANY_ENTITY_CHANGE') return [];
    const blueprint = blueprints?.get(event.blueprintIdentifier);
    if (!blueprint) return [];
    return conditions.flatMap((site) => {
      const path = site.paths.find(({ steps }) => steps[2] === 'properties' && isSilent(blueprint, steps[3]));
      if (!path) return [];
      const kind = blueprint.mirrors.has(path.steps[3] ?? '')
        ? 'mirrors another entity'
        : 'is calculated from a mirrored one';
      const message = `\`${path.steps[3]}\` ${kind}, and when it changes there no event is sent for \`${blueprint.identifier}\`.`;
      return [siteFinding(site, path, message)];
    });
  },
};

function isSilent(blueprint: Blueprint, property: string | undefined): boolean {
  if (property === undefined) return false;
  if (blueprint.mirrors.has(property)) return true;
  const calculation = blueprint.calculations.get(property);
  return calculation !== undefined && [...blueprint.mirrors].some((mirror) => readsProperty(calculation, mirror));
}

function readsProperty(calculation: string, name: string): boolean {
  return calculation.match(/[\w-]+/g)?.includes(name) ?? false;
}
