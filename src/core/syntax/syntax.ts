/** A place in a program: UTF-16 offsets, `end` exclusive. */
export type Place = { start: number; end: number };

/** A string with its interpolations; texts are as written, with their escapes. */
export type StringNode = Place & { type: 'string'; format: string | null; parts: readonly (string | Node)[] };

/** What a value is taken apart into by `as`, `reduce` and `foreach`. */
export type Pattern = Place &
  (
    | { type: 'variable'; name: string }
    | { type: 'list'; items: readonly Pattern[] }
    | { type: 'fields'; entries: readonly { key: string | StringNode | Node; value: Pattern | null }[] }
  );

/** An entry of an object: `value` is null for the short form, such as `{title}` or `{$x}`. */
export type ObjectEntry = { key: string | Node; value: Node | null };

/** A sub-expression of a jq program, and where it is. */
export type Node = Place &
  (
    | { type: 'identity' | 'descend' | 'location' }
    | { type: 'number'; text: string }
    | Omit<StringNode, keyof Place>
    | { type: 'format' | 'variable' | 'break'; name: string }
    | { type: 'field'; of: Node; name: string | StringNode }
    | { type: 'index'; of: Node; key: Node }
    | { type: 'slice'; of: Node; from: Node | null; to: Node | null }
    | { type: 'iterate' | 'optional' | 'group' | 'negate'; of: Node }
    | { type: 'list'; of: Node | null }
    | { type: 'object'; entries: readonly ObjectEntry[] }
    | { type: 'call'; name: string; values: readonly Node[] }
    | { type: 'binary'; operator: string; left: Node; right: Node }
    | { type: 'if'; cases: readonly { test: Node; result: Node }[]; otherwise: Node | null }
    | { type: 'try'; body: Node; handler: Node | null }
    | { type: 'reduce' | 'foreach'; source: Node; patterns: readonly Pattern[]; steps: readonly Node[] }
    | { type: 'as'; source: Node; patterns: readonly Pattern[]; body: Node }
    | { type: 'define'; name: string; parameters: readonly string[]; definition: Node; body: Node }
    | { type: 'label'; name: string; body: Node }
  );

/** The kinds of nodes, to narrow them by. */
export type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>;
