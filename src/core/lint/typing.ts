import type { TriggerEvent } from '../automation.ts';
import type { RootPath } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import type { BlueprintsById } from '../types/blueprint-type.ts';
import { fieldOf } from '../types/field-access.ts';
import { eventType, templateType } from '../types/shape.ts';
import { isOnlyNull, type Type } from '../types/type.ts';
import { type Typed, typeExpression } from '../types/types.ts';

/** Types the conditions and templates of automations with one trigger. */
export type Typing = {
  condition(expression: string, node: Node): Typed;
  template(expression: string, node: Node): Typed;
  /** True if one of the paths leads nowhere, so that it is always null. */
  isMisread(kind: 'condition' | 'template', paths: readonly RootPath[]): boolean;
};

/**
 * Returns the typing of each trigger. What many automations share is inferred once: only expressions that may read what
 * the trigger names depend on the names in it.
 */
export function createTyping(
  blueprints: BlueprintsById | null,
  brokenPatterns: ReadonlyMap<string, string>,
): (event: TriggerEvent) => Typing {
  const shared = new Map<string, Typing>();
  const named = new Map<string, Typing>();
  const typingOf = (known: Map<string, Typing>, key: string, event: TriggerEvent, names: 'named' | 'unnamed') => {
    const before = known.get(key);
    if (before) return before;
    const typing = typingFor(eventType(event, blueprints, names), brokenPatterns);
    known.set(key, typing);
    return typing;
  };
  return (event) => {
    const blueprint = 'blueprintIdentifier' in event && blueprints?.has(event.blueprintIdentifier);
    const general = typingOf(shared, `${event.type} ${blueprint ? event.blueprintIdentifier : ''}`, event, 'unnamed');
    const special = () => typingOf(named, JSON.stringify(event), event, 'named');
    const pick = (expression: string) => (readsNames.test(expression) ? special() : general);
    return {
      condition: (expression, node) => pick(expression).condition(expression, node),
      template: (expression, node) => pick(expression).template(expression, node),
      isMisread: general.isMisread,
    };
  };
}

/** The fields that hold names of the trigger. */
const readsNames = /blueprint|propertyIdentifier|action|resourceType/;

function typingFor(input: Type, brokenPatterns: ReadonlyMap<string, string>): Typing {
  const root = templateType(input);
  return {
    condition: typer(input, brokenPatterns),
    template: typer(root, brokenPatterns),
    isMisread(kind, paths) {
      const isCondition = kind === 'condition';
      // A whole side of the diff is often compared with null on purpose.
      const side = isCondition ? /^diff\.(?:before|after)$/ : /^event\.diff\.(?:before|after)$/;
      return paths.some(({ steps }) => {
        return leadsNowhere(isCondition ? input : root, steps) && !side.test(steps.join('.'));
      });
    },
  };
}

function leadsNowhere(input: Type, steps: readonly string[]): boolean {
  let type = input;
  for (const step of steps) {
    if (/^(?:\[\]|\d+)$/.test(step)) return false;
    type = fieldOf(type, step).type;
    if (isOnlyNull(type)) return true;
  }
  return false;
}

function typer(input: Type, brokenPatterns: ReadonlyMap<string, string>): Typing['condition'] {
  const known = new Map<string, Typed>();
  return (expression, node) => {
    const before = known.get(expression);
    if (before) return before;
    const typed = typeExpression(node, input, brokenPatterns);
    known.set(expression, typed);
    return typed;
  };
}
