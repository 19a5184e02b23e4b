import type { TriggerEvent } from '../automation.ts';
import type { RootPath } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import { fieldOf } from '../types/access.ts';
import type { Blueprints } from '../types/blueprint-type.ts';
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

/** Returns the typing of each trigger; what many automations share is inferred once. */
export function createTyping(
  blueprints: Blueprints | null,
  brokenPatterns: ReadonlyMap<string, string>,
): (event: TriggerEvent) => Typing {
  const known = new Map<string, Typing>();
  return (event) => {
    const key = JSON.stringify(event);
    const before = known.get(key);
    if (before) return before;
    const input = eventType(event, blueprints);
    const root = templateType(input);
    const typing: Typing = {
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
    known.set(key, typing);
    return typing;
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
