import type { Grammar } from './parser.ts';
import type { Node, ObjectEntry, Pattern } from './syntax.ts';

/** Parses the patterns after `as`, separated by `?//`. */
export function patternsOf(grammar: Grammar): Pattern[] {
  const patterns = [pattern(grammar)];
  while (grammar.cursor.sign('?//')) patterns.push(pattern(grammar));
  return patterns;
}

function pattern(grammar: Grammar): Pattern {
  const { cursor } = grammar;
  const { start } = cursor.peek();
  if (cursor.sign('[')) {
    const items: Pattern[] = [];
    do items.push(pattern(grammar));
    while (cursor.sign(','));
    cursor.expect(']');
    return { type: 'list', items, start, end: cursor.end() };
  }
  if (!cursor.sign('{')) {
    const name = cursor.variable();
    return { type: 'variable', name, start, end: cursor.end() };
  }
  const entries: { key: string | Node; value: Pattern | null }[] = [];
  do {
    const key = keyOf(grammar);
    const isVariable = typeof key === 'string' && key.startsWith('$');
    const value = cursor.sign(':') ? pattern(grammar) : null;
    if (value === null && !isVariable) cursor.fail();
    entries.push({ key, value });
  } while (cursor.sign(','));
  cursor.expect('}');
  return { type: 'fields', entries, start, end: cursor.end() };
}

/** Parses the entries of an object after its opening brace, to its end; a comma may follow the last one. */
export function entriesOf(grammar: Grammar): ObjectEntry[] {
  const { cursor } = grammar;
  const entries: ObjectEntry[] = [];
  while (!cursor.sign('}')) {
    const key = keyOf(grammar);
    const value = cursor.sign(':') ? entryValue(grammar) : null;
    if (value === null && typeof key !== 'string' && key.type !== 'string') cursor.fail();
    entries.push({ key, value });
    if (!cursor.sign(',')) {
      cursor.expect('}');
      break;
    }
  }
  return entries;
}

/** A key: a name (keywords too), a variable, a string, or an expression in parentheses. */
function keyOf(grammar: Grammar): string | Node {
  const { cursor, query, text } = grammar;
  const { kind, text: written, start } = cursor.peek();
  if (kind === 'name' || kind === 'variable') return cursor.next().text;
  if (kind === 'quote') return text(null, start);
  if (kind === 'format') {
    cursor.next();
    return text(written, start);
  }
  cursor.expect('(');
  const of = query();
  cursor.expect(')');
  return { type: 'group', of, start, end: cursor.end() };
}

/** The value of an entry: expressions and pipes, but no comma. */
function entryValue(grammar: Grammar): Node {
  const left = grammar.expression();
  if (!grammar.cursor.sign('|')) return left;
  const right = entryValue(grammar);
  return { type: 'binary', operator: '|', left, right, start: left.start, end: right.end };
}
