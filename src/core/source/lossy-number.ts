import type { FileProblem } from './reading.ts';

/** What a number that loses digits looks like: many digits in a row, or an exponent; nearly all texts hold neither. */
const suspicious = /[\d._]{16}|\d[eE][+-]?\d|0x[\da-fA-F]{12}|0o[0-7]{16}/;

/** False for a text that one look tells is free of numbers that lose digits. */
export function mayLoseDigits(text: string): boolean {
  return suspicious.test(text);
}

/** What to say of a number as written that is read as another one, or null: JSON's numbers have some 16 digits. */
export function lossyProblem(written: string, value: number, start: number): FileProblem | null {
  if (!Number.isFinite(value) || isKept(written.replaceAll('_', ''), value)) return null;
  return {
    code: 'syntax/lossy-number',
    message: `The number ${written} is read as ${value}, for a number of JSON keeps some 16 digits; put it in quotes where text will do.`,
    start,
    end: start + written.length,
  };
}

function isKept(written: string, value: number): boolean {
  if (/^[-+]?0[xo]/.test(written)) return BigInt(written.replace(/^[-+]/, '')) === BigInt(Math.abs(value));
  // A notation that is not decimal, as older versions of YAML have some, does not lose digits of a decimal.
  if (Number(written) !== value) return true;
  return digitsOf(written) === digitsOf(String(value));
}

/** A decimal as its significant digits and the power of ten that they are multiplied by. */
function digitsOf(decimal: string): string {
  const [mantissa = '', exponent = '0'] = decimal.replace(/^[-+]/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${power}`;
}

/** Strings and comments, where nothing is a number, and numbers. */
const tokens = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|\/\/.*|\/\*[\s\S]*?\*\/|-?\d[\d.eE+-]*/g;

/** The numbers of a valid JSON text, with comments or without, that lose digits. */
export function lossyNumbersOfJson(text: string): FileProblem[] {
  if (!mayLoseDigits(text)) return [];
  return [...text.matchAll(tokens)].flatMap(({ 0: token, index }) =>
    /^[-\d]/.test(token) ? (lossyProblem(token, Number(token), index) ?? []) : [],
  );
}
