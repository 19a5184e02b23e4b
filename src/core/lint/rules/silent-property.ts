import type { Blueprint } from '../../catalog/blueprint.ts';
import type { AutomationRule } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Reports conditions on properties whose changes cause no event. */
export const silentProperty: AutomationRule = {
  code: 'lint/silent-property',
  severity: 'warning',
  title: 'A condition on a property whose changes cause no event',
  why: 'A mirror property changes with another entity, without an event for this one (a documented limitation of Port). The same applies to properties calculated from it. The condition is only evaluated when something else about the entity changes.',
  example: '".diff.before.properties.team_tier != .diff.after.properties.team_tier" with the mirror property team_tier',
  fix: 'Use a trigger on the blueprint that owns the property.',
  check({ automation, conditions }, { blueprints }) {
    const { event } = automation.trigger;
    if (event.type !== 'ENTITY_UPDATED' && event.type !== 'ANY_ENTITY_CHANGE') return [];
    const blueprint = blueprints?.get(event.blueprintIdentifier);
    if (!blueprint) return [];
    return conditions.flatMap((site) => {
      const path = site.paths.find(({ steps }) => steps[2] === 'properties' && isSilent(blueprint, steps[3]));
      if (!path) return [];
      const origin = blueprint.mirrors.has(path.steps[3] ?? '')
        ? 'mirrors another entity'
        : 'is calculated from a mirror property';
      const message = `\`${path.steps[3]}\` ${origin}, and its changes cause no event for \`${blueprint.identifier}\`.`;
      return [siteFinding(site, path, message)];
    });
  },
};

function isSilent(blueprint: Blueprint, property: string | undefined): boolean {
  if (property === undefined) return false;
  if (blueprint.mirrors.has(property)) return true;
  const calculation = blueprint.calculations.get(property);
  return (
    calculation !== undefined && [...blueprint.mirrors.keys()].some((mirror) => readsProperty(calculation, mirror))
  );
}

function readsProperty(calculation: string, name: string): boolean {
  return calculation.match(/[\w-]+/g)?.includes(name) ?? false;
}
