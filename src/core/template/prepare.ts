import type { Direct, Jq } from '../jq.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { rewriteQuotes } from '../quotes.ts';
import { splitTemplate, type TemplateMode } from './split.ts';

/** A string that renders: text, and places of expressions. */
export type TextNode = { type: 'text'; mode: Exclude<TemplateMode, 'plain'>; parts: readonly (string | number)[] };

/** A JSON value with its templates found. */
export type Node =
  | { type: 'value'; value: Json }
  | TextNode
  | { type: 'broken'; message: string }
  | { type: 'array'; items: readonly Node[] }
  | { type: 'object'; entries: readonly { name: string; key: Node | 'spread'; value: Node }[] };

/** All templates of a value, ready to be rendered any number of times. */
export type PreparedTemplates = {
  root: Node;
  /** Distinct expressions, as jq takes them: as written, else after Port's rewriting of single quotes. */
  expressions: readonly string[];
  direct: readonly (Direct | null)[];
  /** Which expressions see secrets: those that mention them. The others get a root without any. */
  secret: readonly boolean[];
  /** Names of secrets that the expressions name. */
  secretNames: readonly string[];
};

/** `{{ spreadValue() }}` as a whole key: its value's entries take its place (Port's template syntax). */
const spread = /^\s*\{\{\s*spreadValue\(\s*\)\s*\}\}\s*$/;

/** Finds the templates in a value's strings and keys, and prepares their expressions in one call to jq. */
export async function prepareTemplates(value: Json, jq: Jq): Promise<PreparedTemplates> {
  const written: string[] = [];
  const places = new Map<string, number>();
  const place = (expression: string): number => {
    const known = places.get(expression);
    if (known !== undefined) return known;
    places.set(expression, written.length);
    return written.push(expression) - 1;
  };
  const root = nodeOf(value, place);
  const problems = await jq.compile(written);
  const expressions = written.map((text, index) => (problems[index] === null ? text : rewriteQuotes(text)));
  const secret = expressions.map((text) => text.includes('secrets'));
  return {
    root,
    expressions,
    direct: expressions.map((expression) => jq.direct(expression)),
    secret,
    secretNames: [...new Set(expressions.filter((_, index) => secret[index]).flatMap(namesIn))],
  };
}

function nodeOf(value: Json, place: (expression: string) => number): Node {
  if (typeof value === 'string') return textNode(value, place);
  if (Array.isArray(value)) return { type: 'array', items: value.map((item) => nodeOf(item, place)) };
  if (!isObject(value)) return { type: 'value', value };
  return { type: 'object', entries: entriesOf(value, place) };
}

function entriesOf(value: JsonObject, place: (expression: string) => number) {
  return Object.entries(value).map(([name, item]) => ({
    name,
    key: spread.test(name) ? ('spread' as const) : textNode(name, place),
    value: nodeOf(item, place),
  }));
}

function textNode(text: string, place: (expression: string) => number): Node {
  const split = splitTemplate(text);
  if (!split.ok) return { type: 'broken', message: split.message };
  if (split.mode === 'plain') return { type: 'value', value: text };
  const parts = split.parts.map((part) => (part.type === 'text' ? part.text : place(part.expression)));
  return { type: 'text', mode: split.mode, parts };
}

/** The names in `.secrets.NAME` and `.secrets["NAME"]`. */
function namesIn(expression: string): string[] {
  const found = expression.matchAll(
    /\.secrets\s*(?:\.\s*([A-Za-z_]\w*)|\.?\[\s*["']([^"'\\]*)["']\s*\]|\."([^"\\]*)")/g,
  );
  return [...found].flatMap(([, plain, bracket, quoted]) => plain ?? bracket ?? quoted ?? []);
}
