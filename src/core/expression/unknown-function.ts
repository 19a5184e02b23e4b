import { closest } from '../closest.ts';

/** The commonly used functions of jq 1.8, by their number of arguments. */
const functions: readonly (readonly string[])[] = [
  (
    'now not length utf8bytelength type keys keys_unsorted values add any all flatten floor ceil round sqrt fabs abs ' +
    'trunc log log2 log10 exp exp2 exp10 tostring tonumber toboolean tojson fromjson ascii_downcase ascii_upcase ' +
    'explode implode trim ltrim rtrim sort unique reverse min max first last to_entries from_entries paths recurse ' +
    'transpose combinations tostream todate fromdate todateiso8601 fromdateiso8601 mktime gmtime localtime empty error ' +
    'isnan isinfinite isnormal isfinite infinite nan arrays objects iterables booleans numbers strings nulls scalars ' +
    'input_line_number builtins env'
  ).split(' '),
  (
    'map map_values select has in contains inside startswith endswith ltrimstr rtrimstr trimstr split join test match ' +
    'capture scan splits sort_by group_by unique_by min_by max_by index rindex indices any all add flatten range first ' +
    'last nth del path paths delpaths getpath to_entries with_entries walk pick recurse repeat error isempty strftime ' +
    'strptime strflocaltime bsearch combinations IN INDEX'
  ).split(' '),
  'test match capture scan split splits sub gsub range limit skip while until any all nth setpath pow atan2 IN INDEX'.split(
    ' ',
  ),
  'sub gsub range'.split(' '),
];

/** Names from other languages, and their equivalents in jq. */
const foreignIdioms: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['TRUE', 'true'],
  ['False', 'false'],
  ['FALSE', 'false'],
  ...['None', 'nil', 'undefined', 'NULL', 'Null'].map((name) => [name, 'null'] as const),
  ...['lower', 'lowercase', 'downcase', 'toLowerCase', 'to_lower', 'tolower'].map(
    (name) => [name, 'ascii_downcase'] as const,
  ),
  ...['upper', 'uppercase', 'upcase', 'toUpperCase', 'to_upper', 'toupper'].map(
    (name) => [name, 'ascii_upcase'] as const,
  ),
  ...['len', 'size', 'count'].map((name) => [name, 'length'] as const),
  ...['includes', 'include'].map((name) => [name, 'contains'] as const),
  ...['startsWith', 'starts_with', 'hasPrefix'].map((name) => [name, 'startswith'] as const),
  ...['endsWith', 'ends_with', 'hasSuffix'].map((name) => [name, 'endswith'] as const),
  ...['str', 'string', 'toString'].map((name) => [name, 'tostring'] as const),
  ...['int', 'float', 'number', 'parseInt'].map((name) => [name, 'tonumber'] as const),
  ['replace', 'gsub'],
  ['filter', 'select'],
  ['matches', 'test'],
]);

/** The jq name for a word of another language, if there is one. */
export function jqNameFor(word: string): string | undefined {
  return foreignIdioms.get(word);
}

/** An explanation of an unknown function, as the end of a sentence, and the name that was probably meant. */
export type UnknownFunction = { message: string; meant?: string };

/** Explains why jq has no function with this name and number of arguments. */
export function unknownFunction(name: string, count: number): UnknownFunction {
  const takes = functions.flatMap((names, arguments_) => (names.includes(name) ? [arguments_] : []));
  if (takes.length > 0) {
    if (takes.every((one) => one === 0)) {
      return { message: `\`${name}\` takes no arguments: pipe the value into it, as in .x | ${name}` };
    }
    const last = takes.at(-1);
    return {
      message: `\`${name}\` takes ${takes.join(' or ')} argument${last === 1 ? '' : 's'}, not ${count}`,
    };
  }
  const idiom = foreignIdioms.get(name);
  if (idiom !== undefined) return { message: `jq has no \`${name}\`; write \`${idiom}\``, meant: idiom };
  const meant = closest(name, functions[count] ?? []);
  if (meant !== undefined) return { message: `jq has no \`${name}\`; you probably mean \`${meant}\``, meant };
  const parameters = Array.from({ length: count }, (_, index) => `f${index + 1}`).join('; ');
  const way =
    count > 0
      ? `define it in front of the expression, as in \`def ${name}(${parameters}): …;\``
      : `write \`.${name}\` for a field or \`"${name}"\` for text`;
  return { message: `jq has no function \`${name}\`; ${way}` };
}
