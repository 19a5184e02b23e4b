import type { Automation, TriggerEvent } from '../automation.ts';
import { isObject, type Json, valueAt } from '../json.ts';
import { triggerTypes } from './trigger-types.ts';

/** The parts of an unfinished definition that can be evaluated, or what is missing before any can. */
export type PartialDefinition = { ok: true; automation: Automation } | { ok: false; problem: string };

/**
 * Extracts from a definition what matching and rendering need, so that it can be tried before it is complete. It is
 * treated as published, because its author wants to know what it would do.
 */
export function readPartial(definition: Json): PartialDefinition {
  const event = readTrigger(valueAt(definition, 'trigger', 'event'));
  if (event === null) return { ok: false, problem: 'Choose the event that the automation listens to.' };
  const condition = valueAt(definition, 'trigger', 'condition');
  const expressions = valueAt(condition, 'expressions');
  const method = valueAt(definition, 'invocationMethod');
  const identifier = valueAt(definition, 'identifier');
  const automation: Automation = {
    identifier: typeof identifier === 'string' ? identifier : '',
    trigger: {
      type: 'automation',
      event,
      condition: {
        type: 'JQ',
        expressions: Array.isArray(expressions) ? expressions.map(textOf) : [],
        combinator: valueAt(condition, 'combinator') === 'or' ? 'or' : 'and',
      },
    },
    invocationMethod: { ...(isObject(method) ? method : {}), type: textOf(valueAt(method, 'type') ?? '') },
    publish: true,
  };
  return { ok: true, automation };
}

function readTrigger(event: Json | undefined): TriggerEvent | null {
  const type = valueAt(event, 'type');
  if (typeof type !== 'string' || !Object.hasOwn(triggerTypes, type)) return null;
  const { fields } = triggerTypes[type as TriggerEvent['type']];
  const named = Object.keys(fields).map((name) => [name, textOf(valueAt(event, name) ?? '')]);
  return { type, ...Object.fromEntries(named) } as TriggerEvent;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
