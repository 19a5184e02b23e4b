import { createCursor, type TokenCursor } from './cursor.ts';
import { entriesOf, patternsOf } from './parse-patterns.ts';
import type { Node, StringNode } from './syntax.ts';
import { SyntaxProblem } from './syntax-problem.ts';

/** A parsed program, or where its syntax is wrong. */
export type Parsed = { ok: true; node: Node } | { ok: false; at: number };

/** The parsers of the parts of the grammar that need each other. */
export type Grammar = {
  cursor: TokenCursor;
  query(): Node;
  expression(): Node;
  text(format: string | null, start: number): StringNode;
};

/** Deeper nesting is left to jq: recursion over user input could overflow the stack. */
const maxDepth = 200;

/**
 * Parses a jq program by the whole grammar of jq 1.8, without its modules (`import` and `include`, which are not
 * available). Names are not resolved: only jq knows which functions exist.
 */
export function parseJq(program: string): Parsed {
  try {
    const grammar = grammarOf(program);
    const node = grammar.query();
    if (grammar.cursor.peek().kind !== 'end') grammar.cursor.fail();
    return { ok: true, node };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, at: error.at };
    throw error;
  }
}

/**
 * The binding power of the operators of an expression. `//` is right-associative, assignments and comparisons cannot be
 * chained, the others are left-associative.
 */
const powers: ReadonlyMap<string, number> = new Map([
  ['//', 1],
  ...['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='].map((sign): [string, number] => [sign, 2]),
  ['or', 3],
  ['and', 4],
  ...['==', '!=', '<', '<=', '>', '>='].map((sign): [string, number] => [sign, 5]),
  ['+', 6],
  ['-', 6],
  ['*', 7],
  ['/', 7],
  ['%', 7],
]);
const chainless: ReadonlySet<number> = new Set([2, 5]);

function grammarOf(program: string): Grammar {
  const cursor = createCursor(program);
  const { peek, next, sign, word, fail } = cursor;
  let depth = 0;

  function nested<T>(read: () => T): T {
    if (++depth > maxDepth) fail();
    const result = read();
    depth -= 1;
    return result;
  }

  function query(): Node {
    return nested(() => {
      const { start } = peek();
      if (word('def')) return define(start);
      if (word('label')) {
        const name = cursor.variable();
        cursor.expect('|');
        const body = query();
        return { type: 'label', name, body, start, end: body.end };
      }
      // Commas bind tighter than pipes, so one level of a pipe is a list of comma-separated expressions.
      let left = expression();
      if (word('as')) {
        const patterns = patternsOf(grammar);
        cursor.expect('|');
        const body = query();
        return { type: 'as', source: left, patterns, body, start, end: body.end };
      }
      while (sign(',')) {
        const right = opensQuery() ? query() : expressionOrBinding();
        left = { type: 'binary', operator: ',', left, right, start, end: right.end };
        // What begins with a definition, a label or a binding extends as far as possible.
        if (right.type === 'define' || right.type === 'label' || right.type === 'as') return left;
      }
      if (!sign('|')) return left;
      const right = query();
      return { type: 'binary', operator: '|', left, right, start, end: right.end };
    });
  }

  function opensQuery(): boolean {
    const { kind, text } = peek();
    return kind === 'name' && (text === 'def' || text === 'label');
  }

  function expressionOrBinding(): Node {
    const source = expression();
    if (!word('as')) return source;
    const patterns = patternsOf(grammar);
    cursor.expect('|');
    const body = query();
    return { type: 'as', source, patterns, body, start: source.start, end: body.end };
  }

  function define(start: number): Node {
    const name = cursor.name();
    const parameters: string[] = [];
    if (sign('(')) {
      do parameters.push(peek().kind === 'variable' ? next().text : cursor.name());
      while (sign(';'));
      cursor.expect(')');
    }
    cursor.expect(':');
    const definition = query();
    cursor.expect(';');
    const body = query();
    return { type: 'define', name, parameters, definition, body, start, end: body.end };
  }

  function expression(least = 1): Node {
    return nested(() => {
      let left = unary();
      for (let group = 0; ; ) {
        const { kind, text } = peek();
        const power = kind === 'sign' || kind === 'name' ? powers.get(text) : undefined;
        if (power === undefined || power < least) return left;
        if (power === group && chainless.has(power)) fail();
        next();
        const right = expression(power === 1 ? power : power + 1);
        left = { type: 'binary', operator: text, left, right, start: left.start, end: right.end };
        group = power;
      }
    });
  }

  function unary(): Node {
    const { start } = peek();
    if (sign('-')) {
      const of = nested(unary);
      return { type: 'negate', of, start, end: of.end };
    }
    if (word('try')) {
      const body = nested(unary);
      const handler = word('catch') ? nested(unary) : null;
      return { type: 'try', body, handler, start, end: (handler ?? body).end };
    }
    return postfix(term());
  }

  function postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const { start } = node;
      const { kind, text } = peek();
      if (kind === 'field') {
        const { end } = next();
        node = { type: 'field', of: node, name: text.slice(1), start, end };
      } else if (sign('?')) node = { type: 'optional', of: node, start, end: cursor.end() };
      else if (sign('[')) node = bracket(node, false);
      else if (kind === 'sign' && text === '.') {
        next();
        node = sign('[') ? bracket(node, true) : quoted(node);
      } else return node;
    }
  }

  /** The rest of `.[ … ]` after its bracket; after a dot, jq accepts no range here. */
  function bracket(of: Node, afterDot: boolean): Node {
    const { start } = of;
    if (sign(']')) return { type: 'iterate', of, start, end: cursor.end() };
    if (!afterDot && sign(':')) {
      const to = query();
      cursor.expect(']');
      return { type: 'slice', of, from: null, to, start, end: cursor.end() };
    }
    const key = query();
    if (sign(']')) return { type: 'index', of, key, start, end: cursor.end() };
    if (afterDot) fail();
    cursor.expect(':');
    const to = sign(']') ? null : query();
    if (to) cursor.expect(']');
    return { type: 'slice', of, from: key, to, start, end: cursor.end() };
  }

  function quoted(of: Node): Node {
    const { start } = peek();
    const name = text(peek().kind === 'format' ? next().text : null, start);
    return { type: 'field', of, name, start: of.start, end: name.end };
  }

  function text(format: string | null, start: number): StringNode {
    if (peek().kind !== 'quote') fail();
    next();
    const parts: (string | Node)[] = [];
    for (;;) {
      const { kind, text: written } = next();
      if (kind === 'text') parts.push(cursor.checked(written));
      else if (kind === 'open') {
        parts.push(query());
        if (next().kind !== 'close') cursor.failBefore();
      } else if (kind === 'quote') return { type: 'string', format, parts, start, end: cursor.end() };
      else cursor.failBefore();
    }
  }

  function term(): Node {
    const { kind, text: written, start, end } = peek();
    if (kind === 'quote') return text(null, start);
    if (kind === 'format') {
      next();
      return peek().kind === 'quote' ? text(written, start) : { type: 'format', name: written, start, end };
    }
    if (kind === 'field') return identityAt(start);
    if (kind === 'sign') return signed(written);
    next();
    if (kind === 'number') return { type: 'number', text: written, start, end };
    if (kind === 'variable') {
      return written === '$__loc__'
        ? { type: 'location', start, end }
        : { type: 'variable', name: written, start, end };
    }
    if (kind !== 'name') cursor.failBefore();
    if (written === 'if') return conditional(start);
    if (written === 'reduce' || written === 'foreach') return fold(written, start);
    if (written === 'break') return { type: 'break', name: cursor.variable(), start, end: cursor.end() };
    if (cursor.isKeyword(written)) cursor.failBefore();
    const values: Node[] = [];
    if (sign('(')) {
      do values.push(query());
      while (sign(';'));
      cursor.expect(')');
    }
    return { type: 'call', name: written, values, start, end: cursor.end() };
  }

  /** The `.` that `.name`, `.[0]` and `."name"` begin with. */
  function identityAt(start: number): Node {
    return { type: 'identity', start, end: start };
  }

  function signed(written: string): Node {
    const { start, end } = next();
    if (written === '..') return { type: 'descend', start, end };
    if (written === '.') {
      const after = peek();
      if (after.kind === 'quote' || after.kind === 'format') return quoted(identityAt(start));
      return { type: 'identity', start, end };
    }
    if (written === '(') {
      const of = query();
      cursor.expect(')');
      return { type: 'group', of, start, end: cursor.end() };
    }
    if (written === '[') {
      const of = sign(']') ? null : query();
      if (of) cursor.expect(']');
      return { type: 'list', of, start, end: cursor.end() };
    }
    if (written !== '{') cursor.failBefore();
    return { type: 'object', entries: entriesOf(grammar), start, end: cursor.end() };
  }

  function conditional(start: number): Node {
    const cases: { test: Node; result: Node }[] = [];
    do {
      const test = query();
      if (!word('then')) fail();
      cases.push({ test, result: query() });
    } while (word('elif'));
    const otherwise = word('else') ? query() : null;
    if (!word('end')) fail();
    return { type: 'if', cases, otherwise, start, end: cursor.end() };
  }

  function fold(type: 'reduce' | 'foreach', start: number): Node {
    const source = expression();
    if (!word('as')) fail();
    const patterns = patternsOf(grammar);
    cursor.expect('(');
    const steps = [query()];
    while (steps.length < (type === 'reduce' ? 2 : 3) && sign(';')) steps.push(query());
    if (steps.length < 2) fail();
    cursor.expect(')');
    return { type, source, patterns, steps, start, end: cursor.end() };
  }

  const grammar: Grammar = { cursor, query, expression, text };
  return grammar;
}
