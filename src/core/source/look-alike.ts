import { withoutInvisible } from './invisible.ts';

/** Letters of other alphabets, and the Latin letters that they look like, in the same order. */
const foreign = 'АВЕКМНОРСТХаеорсухіјѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ';
const latin = 'ABEKMHOPCTXaeopcyxijsdhABEZHIKMNOPTYXovp';
const likeness = new Map([...foreign].map((letter, index) => [letter, latin[index] ?? letter]));

/** A text with ordinary letters in place of those that look like them, and without invisible characters. */
export function plainLooking(text: string): string {
  const visible = withoutInvisible(text).normalize('NFKC');
  return [...visible].map((letter) => likeness.get(letter) ?? letter).join('');
}

/** Matches the characters that are escaped where a value is shown: invisible ones, and foreign letters beside Latin ones. */
const invisible = /[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/g;
const mixedWord = /[\p{L}\p{N}_-]*(?:[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z])[\p{L}\p{N}_-]*/gu;

/** Escapes in JSON what a reader cannot tell from something else; it stays the same JSON. */
export function visibleJson(json: string): string {
  const words = json.replace(mixedWord, (word) => word.replace(/[\u0370-\u052f]/g, escaped));
  return words.replace(invisible, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
