import { secretIn, secretPatterns } from './detect.ts';

/** All of a private key, whose lines stand in a file or, escaped, in one text; cut off, it reaches to the end. */
const privateKey =
  /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----|$)/g;

/** A member as JSON, YAML or a diff has it, key and value, for its name may say that its value is a secret. */
export const memberPattern =
  /(?<![\w-])([\w-]{1,100})\\?["']?[ \t]{0,5}:[ \t]{0,5}\\?["']?((?:[A-Za-z]{3,20}[ \t]{1,5})?[^\s"'\\,<>{}]{16,})/g;

/** The name of a header or field whose value is private, however short it is. */
const privateName =
  '(?:[\\w-]{0,60}[-_])?(?:secret|token|passw(?:or)?d|cookie|authorization|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)s?';

/** Where a member begins: a line, an item of a list, a map or a quotation. */
const opening = String.raw`(?:^|[{,"'\\])[ \t]{0,200}(?:[-+][ \t]{1,20}){0,3}\\?["']?`;

const closing = String.raw`\\?["']?[ \t]{0,20}:[ \t]{0,20}`;

/** A value up to where it ends: in quotes, or plain with a template in it; not another key, which is a mistake to be shown. */
const valueForm = String.raw`\\?"(?:[^"\\\n]|\\[^"\n])*|'[^'\n]*|(?![\w-]{1,60}: )[^\s"'{}[\],|>#&*!][^\n"'{}]*(?:\{\{[^\n]*)?`;

const privateMember = new RegExp(`(${opening}${privateName}${closing})(${valueForm})`, 'gim');

/** The same with its value on the lines below, which are further in. */
const privateBlock = new RegExp(
  String.raw`^([ \t]{0,200})((?:- {1,20}){0,3}["']?${privateName}["']?:[ \t]{0,20}[|>][-+\d]{0,2}[ \t]{0,20})((?:\n\1[ \t]+[^\n]*)+)`,
  'gim',
);

/** A parameter of a URL whose name says the same. */
const privateParameter = new RegExp(
  String.raw`([?&](?:${privateName}|(?:[\w-]{0,60}[-_])?(?:apikey|auth|code|key|pass|pwd|sig|signature))=)([^&#\s"'<>\\]+)`,
  'gi',
);

/** What stays of such a value: templates, the scheme of an Authorization, what an example leaves to its reader. */
const template = /(\{\{[\s\S]*?(?:\}\}|$))/;
const lead = /^(?:\\?["'])?(?:[ \t]*(?:basic|bearer|token|digest)(?=[ \t]|$))?/i;
const standIn = /your|example|xxx|\*\*\*|<[^>]*>|^[\s"'\\]*(?:null|true|false)?[\s"'\\]*$|^[\d.]{1,6}$/i;

/** A text with the secrets in it blotted out, character by character so that places stay. */
export function blotText(text: string): string {
  const keyless = text.replaceAll(privateKey, bullets);
  return secretPatterns(keyless)
    .reduce((clean, pattern) => clean.replaceAll(pattern, bullets), keyless)
    .replaceAll(memberPattern, (whole: string, key: string, value: string) =>
      secretIn(value, key) ? whole.slice(0, -value.length) + bullets(value) : whole,
    )
    .replaceAll(privateBlock, (_, indent: string, key: string, lines: string) => indent + key + blotValue(lines))
    .replaceAll(privateMember, (_, key: string, value: string) => key + blotValue(value))
    .replaceAll(privateParameter, (_, key: string, value: string) => key + blotValue(value));
}

function blotValue(value: string): string {
  return value
    .split(template)
    .map((piece) => {
      if (piece.startsWith('{{') || standIn.test(piece)) return piece;
      const start = lead.exec(piece)?.[0] ?? '';
      return start + bullets(piece.slice(start.length));
    })
    .join('');
}

/** As many marks as there are characters; white space stays. */
export function bullets(text: string): string {
  return text.replaceAll(/\S/g, '•');
}
