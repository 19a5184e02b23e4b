import { secretIn, secretPatterns } from './detect.ts';

/** A complete private key, over several lines or escaped in one; if it is cut off, it extends to the end. */
const privateKey =
  /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----|$)/g;

/** A key and value in JSON, YAML or a diff; the key may show that the value is a secret. */
export const memberPattern =
  /(?<![\w-])([\w-]{1,100})\\?["']?[ \t]{0,5}:[ \t]{0,5}\\?["']?((?:[A-Za-z]{3,20}[ \t]{1,5})?[^\s"'\\,<>{}]{16,})/g;

/** The name of a header or field whose value is private, however short it is. */
const privateName =
  '(?:[\\w-]{0,60}[-_])?(?:secret|token|passw(?:or)?d|cookie|authorization|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)s?';

/** The start of a member: a line, a list item, a map or a quotation. */
const opening = String.raw`(?:^|[{,"'\\])[ \t]{0,200}(?:[-+][ \t]{1,20}){0,3}\\?["']?`;

const closing = String.raw`\\?["']?[ \t]{0,20}:[ \t]{0,20}`;

/**
 * A complete value: quoted, or plain and possibly with a template; but not another key, which is a mistake that should be
 * visible.
 */
const valueForm = String.raw`\\?"(?:[^"\\\n]|\\[^"\n])*|'[^'\n]*|(?![\w-]{1,60}: )[^\s"'{}[\],|>#&*!][^\n"'{}]*(?:\{\{[^\n]*)?`;

const privateMember = new RegExp(`(${opening}${privateName}${closing})(${valueForm})`, 'gim');

/** A private member whose value is a block on the following, more indented lines. */
const privateBlock = new RegExp(
  String.raw`^([ \t]{0,200})((?:- {1,20}){0,3}["']?${privateName}["']?:[ \t]{0,20}[|>][-+\d]{0,2}[ \t]{0,20})((?:\n\1[ \t]+[^\n]*)+)`,
  'gim',
);

/** A URL parameter with a private name. */
const privateParameter = new RegExp(
  String.raw`([?&](?:${privateName}|(?:[\w-]{0,60}[-_])?(?:apikey|auth|code|key|pass|pwd|sig|signature))=)([^&#\s"'<>\\]+)`,
  'gi',
);

/** What is kept of a private value: templates, the scheme of an Authorization header, and placeholders. */
const template = /(\{\{[\s\S]*?(?:\}\}|$))/;
const lead = /^(?:\\?["'])?(?:[ \t]*(?:basic|bearer|token|digest)(?=[ \t]|$))?/i;
const placeholder = /your|example|xxx|\*\*\*|<[^>]*>|^[\s"'\\]*(?:null|true|false)?[\s"'\\]*$|^[\d.]{1,6}$/i;

/** Redacts the secrets in a text character by character, so that positions stay the same. */
export function redactText(text: string): string {
  const keyless = text.replaceAll(privateKey, redactCharacters);
  return secretPatterns(keyless)
    .reduce((clean, pattern) => clean.replaceAll(pattern, redactCharacters), keyless)
    .replaceAll(memberPattern, (whole: string, key: string, value: string) =>
      secretIn(value, key) ? whole.slice(0, -value.length) + redactCharacters(value) : whole,
    )
    .replaceAll(privateBlock, (_, indent: string, key: string, lines: string) => indent + key + redactValue(lines))
    .replaceAll(privateMember, (_, key: string, value: string) => key + redactValue(value))
    .replaceAll(privateParameter, (_, key: string, value: string) => key + redactValue(value));
}

function redactValue(value: string): string {
  return value
    .split(template)
    .map((piece) => {
      if (piece.startsWith('{{') || placeholder.test(piece)) return piece;
      const start = lead.exec(piece)?.[0] ?? '';
      return start + redactCharacters(piece.slice(start.length));
    })
    .join('');
}

/** Replaces every character except white space by a bullet. */
export function redactCharacters(text: string): string {
  return text.replaceAll(/\S/g, '•');
}
