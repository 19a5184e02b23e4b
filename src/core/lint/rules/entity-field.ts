import { writtenFields } from '../../catalog/entity.ts';
import { closest, didYouMean } from '../../closest.ts';
import { mergeKey } from '../../source/yaml-merge-key.ts';
import type { AutomationRule } from '../rule.ts';

/**
 * Reports keys of an entity mapping that entities do not have: Port's API accepts the definition, but every write
 * fails.
 */
export const entityField: AutomationRule = {
  code: 'lint/entity-field',
  severity: 'warning',
  title: 'A mapping with an unknown field',
  why: 'The catalog rejects an entity with an unknown field, so every run would fail. Properties and relations go under their own keys.',
  example: '"mapping": { "identifier": "shop", "propertis": { "tier": 1 } }',
  fix: '"mapping": { "identifier": "shop", "properties": { "tier": 1 } }',
  check({ references }) {
    return references.flatMap(({ reference, base }) => {
      // The body of an API call is validated by that API.
      if (reference.type !== 'entity' || reference.merged?.path[0] !== 'mapping') return [];
      const { entity, path } = reference.merged;
      const unused = writtenFields.filter((field) => !Object.hasOwn(entity, field));
      return Object.keys(entity).flatMap((key) => {
        // A templated key may become any field.
        if (known.has(key) || key.includes('{{') || key === mergeKey) return [];
        const meant = closest(key, unused);
        const message = `\`${key}\` is not a field of an entity${didYouMean(key, unused)}`;
        return [
          {
            message,
            path: [...base, ...path, key],
            part: 'key' as const,
            ...(meant !== undefined && { replacement: meant }),
          },
        ];
      });
    });
  },
};

const known = new Set<string>(writtenFields);
