import { secretIn, secretPatterns } from './detect.ts';

/** All of a private key, whose lines stand in a file or, escaped, in one text; cut off, it reaches to the end. */
const privateKey =
  /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----|$)/g;

/** A member as JSON, YAML or a diff has it, key and value, for its name may say that its value is a secret. */
export const memberPattern =
  /(?<![\w-])([\w-]{1,100})\\?["']?[ \t]{0,5}:[ \t]{0,5}\\?["']?((?:[A-Za-z]{3,20}[ \t]{1,5})?[^\s"'\\,<>{}]{16,})/g;

/** A text with the secrets in it blotted out, character by character so that places stay. */
export function blotText(text: string): string {
  const keyless = text.replaceAll(privateKey, bullets);
  return secretPatterns(keyless)
    .reduce((clean, pattern) => clean.replaceAll(pattern, bullets), keyless)
    .replaceAll(memberPattern, (whole: string, key: string, value: string) =>
      secretIn(value, key) ? whole.slice(0, -value.length) + bullets(value) : whole,
    );
}

/** As many marks as there are characters; white space stays. */
export function bullets(text: string): string {
  return text.replaceAll(/\S/g, '•');
}
