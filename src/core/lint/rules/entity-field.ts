import { writtenFields } from '../../catalog/entity.ts';
import { closest, didYouMean } from '../../closest.ts';
import { mergeKey } from '../../source/merge-key.ts';
import type { AutomationRule } from '../rule.ts';

/** Keys of a mapping that are no fields of an entity: Port's API takes such a definition, and no entity is ever written. */
export const entityField: AutomationRule = {
  code: 'lint/entity-field',
  severity: 'warning',
  title: 'A mapping with a field that no entity has',
  why: 'The catalog refuses an entity with a field that it does not know, so every run would fail. Properties and relations stand below their own keys.',
  example: '"mapping": { "identifier": "shop", "propertis": { "tier": 1 } }',
  fix: '"mapping": { "identifier": "shop", "properties": { "tier": 1 } }',
  check({ references }) {
    return references.flatMap(({ reference, base }) => {
      // What an entity may hold in a call of the catalog's API is that API's to say.
      if (reference.type !== 'entity' || reference.merged?.path[0] !== 'mapping') return [];
      const { entity, path } = reference.merged;
      const unused = writtenFields.filter((field) => !Object.hasOwn(entity, field));
      return Object.keys(entity).flatMap((key) => {
        // A key that is a template may become any of them.
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
