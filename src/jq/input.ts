import type { Json } from '../core/json.ts';

/** One input as jq gets it, or why it cannot get it; `index` is its place among the caller's inputs. */
export type Input = { index: number; text: string };

const maxText = 8 * 1024 * 1024;
const sliceSize = 1024 * 1024;
/** jq's stack in WebAssembly holds some thousand levels of nesting; deeper input breaks the instance. */
const maxDepth = 500;

/** The JSON text of an input, or null when it is nested too deeply even for that. Half a surrogate pair becomes U+FFFD, as in any UTF-8 text; jq would refuse it all. */
export function inputText(input: Json): string | null {
  let text: string;
  try {
    text = JSON.stringify(input);
  } catch {
    return null;
  }
  if (!text.includes('\\ud')) return text;
  return text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
}

/** Why jq is not asked about an input at all, or null. */
export function refusedInput(text: string): string | null {
  if (text.length > maxText) return 'The input is larger than 8 MB.';
  return depthOf(text) > maxDepth ? tooDeep : null;
}

/** Why a deeply nested input is not evaluated. */
export const tooDeep = `The input is nested deeper than ${maxDepth} levels.`;

/** The deepest nesting of arrays and objects in a JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth);
    else if (code === closeBrace || code === closeBracket) depth--;
  }
  return deepest;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
}

/** Inputs in order, cut so that a slice stays near 1 MB: jq's memory is many times its input's size. */
export function slices(inputs: readonly Input[]): Input[][] {
  const all: Input[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const input of inputs) {
    if (size + input.text.length > sliceSize) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(input);
    size += input.text.length;
  }
  return all;
}
