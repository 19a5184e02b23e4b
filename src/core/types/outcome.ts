import type { Node } from '../syntax/syntax.ts';
import { anything, nothing, type Type, union } from './type.ts';

/** What an expression may do: the values it outputs, and whether it may fail or output nothing. */
export type Inferred = { readonly type: Type; readonly fails: boolean; readonly empties: boolean };

/**
 * Something that is the same whatever the input: the result of a comparison (`unlessNull`: except for null), the answer
 * of a function, a step that always fails, or a field that no input has. `misordered` is a time that is ordered against
 * a text which is none, letter by letter.
 */
export type Remark =
  | { kind: 'comparison'; node: Node; left: Type; right: Type; result: boolean; unlessNull: boolean }
  | { kind: 'answer'; node: Node; input: Type; result: boolean }
  | { kind: 'failure'; node: Node; input: Type; given: readonly Type[] }
  | { kind: 'missing'; node: Node; name: string; known: readonly string[] }
  | { kind: 'misordered'; node: Node; left: Type; right: Type };

/** Is called for every comparison and step; `null` means that it depends on the input. */
export type Watch = (node: Node, remark: Remark | null) => void;

/** The context of an expression: its input, the variables, and the watch. */
export type Context = {
  readonly input: Type;
  readonly variables: ReadonlyMap<string, Type>;
  readonly watch: Watch;
  /** Regular expressions that do not compile, so that what matches them always fails. */
  readonly brokenPatterns: ReadonlyMap<string, string>;
};

/** The outcome of an expression that is not understood, which may do anything. */
export const unknownOutcome: Inferred = { type: anything, fails: true, empties: true };

/** An expression that outputs a value and cannot fail. */
export function certain(type: Type): Inferred {
  return { type, fails: false, empties: false };
}

/** An expression that may fail. */
export function risky(type: Type, fails = true): Inferred {
  return { type, fails, empties: false };
}

/** An expression that only fails. */
export const failure: Inferred = { type: nothing, fails: true, empties: false };

/** The outcome when only one of two expressions is evaluated. */
export function either(a: Inferred, b: Inferred): Inferred {
  return { type: union(a.type, b.type), fails: a.fails || b.fails, empties: a.empties || b.empties };
}

/** A value computed from the outputs of several expressions, each of which may fail or output nothing. */
export function combined(type: Type, parts: readonly Inferred[], fails = false): Inferred {
  return {
    type,
    fails: fails || parts.some((part) => part.fails),
    empties: parts.some((part) => part.empties),
  };
}
