import { isObject, type Json } from '../../core/json.ts';
import { type DirectStep, indexError, Stop } from './direct-step.ts';

/** Creates steps that read paths. Steps from the same maker share what they read, see `Direct`. */
export type PathMaker = (keys: readonly (string | number)[]) => DirectStep;

/** How many different path prefixes are cached; paths with further prefixes are read completely each time. */
const maxPrefixes = 512;

/** Creates a path maker with an empty cache. */
export function createPathMaker(): PathMaker {
  const places = new Map<string, number>();
  return (keys) => {
    const whole = keys.map((key) => (typeof key === 'number' ? itemOf(key) : fieldOf(key)));
    const last = whole.at(-1);
    if (!last || keys.length < 2) return (input) => finished(walk(whole, input));
    const prefix = whole.slice(0, -1);
    const name = JSON.stringify(keys.slice(0, -1));
    if (!places.has(name) && places.size < maxPrefixes) places.set(name, places.size);
    const place = places.get(name) ?? -1;
    return (input, reads) => {
      let start = reads?.[place];
      if (start === undefined) {
        const read = walk(prefix, input);
        if (read instanceof Stop) return read;
        start = read;
        if (reads && place >= 0) reads[place] = start;
      }
      return start === null ? null : finished(last(start));
    };
  };
}

/** In jq, any path of null is null. */
function walk(steps: readonly DirectStep[], input: Json): Json | Stop {
  let value = input;
  for (const step of steps) {
    if (value === null) return null;
    const next = step(value);
    if (next instanceof Stop) return next;
    value = next;
  }
  return value;
}

/** Numbers that JSON cannot represent reach jq as null. */
function finished(value: Json | Stop): Json | Stop {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function itemOf(index: number): DirectStep {
  return (value) => (Array.isArray(value) ? (value.at(index) ?? null) : indexError(value, String(index), 'number'));
}

function fieldOf(name: string): DirectStep {
  // Engines look up a property faster by an interned string than by a substring of an expression.
  const key = Object.keys({ [name]: null })[0] ?? name;
  // Only names that every object inherits need the slower check for an own property.
  const inherited = key in Object.prototype;
  return (value) => {
    if (!isObject(value)) return indexError(value, JSON.stringify(key), 'string');
    return inherited && !Object.hasOwn(value, key) ? null : (value[key] ?? null);
  };
}
