import type { FileFinding } from './reading.ts';

/**
 * What a number that loses digits looks like: many digits in a row, or an exponent. Nearly all texts contain neither.
 */
const suspicious = /[\d._]{16}|\d[eE][+-]?\d|0x[\da-fA-F]{12}|0o[0-7]{16}/;

/** A quick test: false for a text that certainly contains no number that loses digits. */
export function mayLoseDigits(text: string): boolean {
  return suspicious.test(text);
}

/** Describes a number that is read as a different number, or null: JSON numbers keep about 16 digits. */
export function lossyNumberFinding(written: string, value: number, start: number): FileFinding | null {
  if (!Number.isFinite(value) || isKept(written.replaceAll('_', ''), value)) return null;
  return {
    code: 'syntax/lossy-number',
    message: `The number ${written} is read as ${value}, because JSON numbers keep about 16 digits; put it in quotes if it may be text.`,
    start,
    end: start + written.length,
  };
}

function isKept(written: string, value: number): boolean {
  if (/^[-+]?0[xo]/.test(written)) return BigInt(written.replace(/^[-+]/, '')) === BigInt(Math.abs(value));
  // Other notations, as in older versions of YAML, are not compared as decimals.
  if (Number(written) !== value) return true;
  return digitsOf(written) === digitsOf(String(value));
}

/** Splits a decimal into its significant digits and a power of ten. */
function digitsOf(decimal: string): string {
  const [mantissa = '', exponent = '0'] = decimal.replace(/^[-+]/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${power}`;
}

/** Strings and comments, which contain no numbers, and numbers. */
const tokens = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|\/\/.*|\/\*[\s\S]*?\*\/|-?\d[\d.eE+-]*/g;

/** Finds the numbers in valid JSON (comments allowed) that lose digits. */
export function lossyNumbersOfJson(text: string): FileFinding[] {
  if (!mayLoseDigits(text)) return [];
  return [...text.matchAll(tokens)].flatMap(({ 0: token, index }) =>
    /^[-\d]/.test(token) ? (lossyNumberFinding(token, Number(token), index) ?? []) : [],
  );
}
