// Random changes to JSON and text, from a seed, so that failures can be reproduced.

/** Values that parsers, databases and jq have stumbled over. */
const odd = [
  null,
  true,
  '',
  ' ',
  0,
  -0,
  -1,
  1e20,
  1e308,
  5e-324,
  2 ** 53,
  '\u0000',
  '\ud800',
  '\u200b',
  '{{',
  '}}',
  '{{ .x | halt }}',
  '{{ "\\(1)" }}',
  '../..',
  '%2e%2e/',
  '__proto__',
  'constructor',
  '9999-12-31T23:59:59-12:00',
  '0026-12-31',
  '2026-02-30',
  'r_1',
  'a'.repeat(3_000),
  '💥'.repeat(50),
  [],
  {},
  [[]],
  [null],
  { __proto__: null },
  { '': '' },
];

/** A source of random numbers in [0, 1) (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = (random, list) => list[Math.floor(random() * list.length)];

/** A copy of a value with one to four changes somewhere in it. */
export function mutate(random, value) {
  let mutated = structuredClone(value);
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) mutated = change(random, mutated);
  return mutated;
}

function change(random, value) {
  if (typeof value !== 'object' || value === null || random() < 0.08) return leaf(random, value);
  const keys = Object.keys(value);
  if (keys.length === 0 || random() < 0.1) {
    const added = structuredClone(pick(random, odd));
    if (Array.isArray(value)) value.push(added);
    else value[pick(random, ['x', '', '__proto__', 'type', 'constructor', 'identifier'])] = added;
    return value;
  }
  const key = pick(random, keys);
  const choice = random();
  if (choice < 0.12) delete value[key];
  else if (choice < 0.2) value[`${key}${pick(random, ['s', ' ', '\u0000', 'É'])}`] = value[key];
  else value[key] = change(random, value[key]);
  return value;
}

function leaf(random, value) {
  if (typeof value !== 'string' || random() < 0.4) return structuredClone(pick(random, odd));
  return mutateText(random, value);
}

/** A text with a stretch cut out, doubled, or replaced by odd characters. */
export function mutateText(random, text) {
  const start = Math.floor(random() * text.length);
  const end = Math.min(text.length, start + Math.floor(random() * 12));
  const choice = random();
  if (choice < 0.3) return text.slice(0, start) + text.slice(end);
  if (choice < 0.5) return text.slice(0, end) + text.slice(start);
  const insert = pick(random, [
    '\u0000',
    '"',
    "'",
    '{{',
    '}}',
    '|',
    ': ',
    '\n',
    '\t',
    '#',
    '&a ',
    '*a',
    '- ',
    '\\',
    '€',
    '\ufeff',
  ]);
  return text.slice(0, start) + insert + text.slice(end);
}
