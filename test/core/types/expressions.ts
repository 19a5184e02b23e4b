import fc from 'fast-check';
import { names } from './generate.ts';

const step = fc.constantFrom(...names, 'absent');
const side = fc.constantFrom('before', 'after');
const literal = fc.constantFrom(
  ...['"open"', '"closed"', '"prod"', '"opne"', '"3"', '3', '1', '80', '-2', '0', 'true', 'false', 'null', '[]', '""'],
  ...['["open"]', '"SUCCESS"', '"FAILED"', '"CREATE"', '{}', '{a: 1}', 'now', '"(open"', '1.5', 'empty'],
);
const path = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(side, step).map(([at, name]) => `.diff.${at}.properties.${name}`) },
  { weight: 2, arbitrary: fc.tuple(side, step).map(([at, name]) => `.diff.${at}.relations.${name}`) },
  fc.tuple(side, step).map(([at, name]) => `.diff.${at}.properties["${name}"]?`),
  fc.tuple(side, step).map(([at, name]) => `.diff.${at}.properties.${name}[]?`),
  fc.tuple(side, step).map(([at, name]) => `.diff.${at}.properties.${name}[0]`),
  fc.tuple(side, step).map(([at, name]) => `.diff.${at}.properties.${name}[1:]`),
  fc.tuple(side, step).map(([at, name]) => `.diff.${at}.properties.${name}.a`),
  fc
    .tuple(side, fc.constantFrom('title', 'team', 'identifier', 'status', 'blueprint', 'properties', 'relations'))
    .map(([at, name]) => `.diff.${at}.${name}`),
  fc.constantFrom(...['.action', '.context.propertyIdentifier', '.context.action.identifier', '.diff', '.nope.x', '.']),
  fc.constantFrom('.diff.after', '.diff.before', '.trigger.origin', '.resourceType'),
);

const filter = fc.constantFrom(
  ...'not length type keys tostring tojson tonumber ascii_downcase ascii_upcase trim floor abs first last any all'.split(
    ' ',
  ),
  ...'sort unique min max flatten to_entries values nulls strings numbers booleans arrays objects scalars'.split(' '),
  ...'fromdateiso8601 todate fromjson error empty now keys_unsorted explode'.split(' '),
);
const applied = fc.constantFrom(
  ...'startswith endswith ltrimstr rtrimstr trimstr split join contains inside has in index rindex test match'.split(
    ' ',
  ),
  ...'capture scan splits'.split(' '),
);
const wrapped = fc.constantFrom(
  ...'map map_values select any all first last IN isempty sort_by unique_by min_by max_by group_by with_entries'.split(
    ' ',
  ),
);
const operator = fc.constantFrom(...'== != < <= > >='.split(' '));
const other = fc.constantFrom(...['and', 'or', '//', '|', ',', '+', '-', '*', '/', '%']);

/** Generates jq as people write it in conditions and templates, and as they do not. */
export const expressions: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => {
  const node = tie('node');
  return {
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: path },
      { weight: 2, arbitrary: literal },
      { weight: 6, arbitrary: fc.tuple(node, operator, node).map(([a, sign, b]) => `(${a}) ${sign} (${b})`) },
      { weight: 5, arbitrary: fc.tuple(path, operator, literal).map(([a, sign, b]) => `${a} ${sign} ${b}`) },
      { weight: 5, arbitrary: fc.tuple(node, other, node).map(([a, sign, b]) => `((${a}) ${sign} (${b}))`) },
      { weight: 3, arbitrary: fc.tuple(path, filter).map(([a, name]) => `(${a} | ${name})`) },
      { weight: 2, arbitrary: fc.tuple(node, filter).map(([a, name]) => `((${a}) | ${name})`) },
      { weight: 3, arbitrary: fc.tuple(path, applied, literal).map(([a, name, b]) => `(${a} | ${name}(${b}))`) },
      { weight: 1, arbitrary: fc.tuple(path, applied, node).map(([a, name, b]) => `(${a} | ${name}(${b}))`) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(path, wrapped, operator, literal)
          .map(([a, name, sign, b]) => `(${a} | ${name}(. ${sign} ${b}))`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(path, fc.array(literal, { minLength: 1, maxLength: 4 }))
          .map(([a, list]) => `(${a} | IN(${list.join(', ')}))`),
      },
      { weight: 1, arbitrary: fc.tuple(path, wrapped, node).map(([a, name, b]) => `(${a} | ${name}(${b}))`) },
      { weight: 2, arbitrary: fc.tuple(node, node, node).map(([a, b, c]) => `(if ${a} then ${b} else ${c} end)`) },
      { weight: 1, arbitrary: fc.tuple(node, node).map(([a, b]) => `(if ${a} then ${b} end)`) },
      { weight: 1, arbitrary: fc.tuple(node, node).map(([a, b]) => `(try (${a}) catch (${b}))`) },
      { weight: 1, arbitrary: node.map((a) => `(${a})?`) },
      { weight: 1, arbitrary: node.map((a) => `(-(${a}))`) },
      { weight: 1, arbitrary: node.map((a) => `[${a}]`) },
      { weight: 1, arbitrary: fc.tuple(path, node).map(([a, b]) => `(${a} as $x | ${b} | . == $x)`) },
      { weight: 1, arbitrary: fc.tuple(path, node).map(([a, b]) => `({p: ${a}, q: (${b})} | .p)`) },
      { weight: 1, arbitrary: node.map((a) => `"x \\(${a})"`) },
      { weight: 1, arbitrary: fc.tuple(path, literal).map(([a, b]) => `(${a} | sub(${b}; .x // "y"))`) },
      { weight: 1, arbitrary: fc.tuple(path, literal).map(([a, b]) => `any(${a}[]?; . == ${b})`) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('.diff', '.diff.after.properties.p', '.action'), literal)
          .map(([a, b]) => `(${a} = ${b})`),
      },
    ),
  };
}).node;
