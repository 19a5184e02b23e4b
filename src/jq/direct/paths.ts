import { isObject, type Json } from '../../core/json.ts';
import { indexError, type Step, Stop } from './steps.ts';

/** Makes steps that read paths. Those of one maker share what they read, see `Direct`. */
export type PathMaker = (keys: readonly (string | number)[]) => Step;

/** How many different beginnings of paths are told apart; what comes later reads its whole path each time. */
const maxPrefixes = 512;

/** A maker with nothing to share yet. */
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

/** null has every path, and it leads to null. */
function walk(steps: readonly Step[], input: Json): Json | Stop {
  let value = input;
  for (const step of steps) {
    if (value === null) return null;
    const next = step(value);
    if (next instanceof Stop) return next;
    value = next;
  }
  return value;
}

/** A number that JSON cannot write reaches jq as null. */
function finished(value: Json | Stop): Json | Stop {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function itemOf(index: number): Step {
  return (value) => (Array.isArray(value) ? (value.at(index) ?? null) : indexError(value, String(index), 'number'));
}

function fieldOf(name: string): Step {
  // A property's name is looked up faster by the engine's own copy of the string than by a piece of an expression.
  const key = Object.keys({ [name]: null })[0] ?? name;
  // Only what every object inherits needs the slower question whether it is the object's own.
  const inherited = key in Object.prototype;
  return (value) => {
    if (!isObject(value)) return indexError(value, JSON.stringify(key), 'string');
    return inherited && !Object.hasOwn(value, key) ? null : (value[key] ?? null);
  };
}
