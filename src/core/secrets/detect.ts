/**
 * Documented formats of secrets; each pattern runs in linear time and is so distinctive that a match is no coincidence.
 */
const secrets: readonly { name: string; pattern: RegExp }[] = [
  {
    name: 'a Slack webhook',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{6,20}\/[\w/]{10,200}/,
  },
  { name: 'a Slack token', pattern: /\bxox[abeoprs]-[0-9A-Za-z-]{10,200}/ },
  {
    name: 'a Microsoft Teams webhook',
    pattern: /https:\/\/[\w-]{1,60}\.webhook\.office\.com\/webhookb2\/[\w@-]{36,120}\//,
  },
  { name: 'a GitHub token', pattern: /\b(?:gh[pousr]_[0-9A-Za-z]{30,255}|github_pat_[0-9A-Za-z_]{30,255})/ },
  { name: 'a GitLab token', pattern: /\bglpat-[\w-]{20,255}/ },
  { name: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: 'a Google API key', pattern: /\bAIza[\w-]{35}\b/ },
  { name: 'an OpenAI or Anthropic key', pattern: /\bsk-(?:proj-|ant-|svcacct-)?[\w-]{32,255}/ },
  { name: 'an npm token', pattern: /\bnpm_[0-9A-Za-z]{36}\b/ },
  { name: 'a JSON Web Token', pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}/ },
  { name: 'a private key', pattern: /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----/ },
  {
    name: 'a user name with a password',
    pattern: /\b[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s/:@{}]{1,100}:[^\s/:@{}]{3,100}@/,
  },
];

/** Placeholder secrets from the documentation of their issuers: the significant characters are all the same. */
export const placeholderSecrets: readonly RegExp[] = [
  /\bT[0X]{3,12}\/B[0X]{3,12}\/[0X]{3,40}\b/gi,
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|sk-(?:proj-|ant-)?|xox[abeoprs]-|AKIA|AIza)[0x-]*([0x])\1{7,}[0x-]*/gi,
];

function isPlaceholder(text: string): boolean {
  return placeholderSecrets.some((pattern) => text.search(pattern) >= 0);
}

/** A quick test: every secret contains one of these, and nearly all texts contain none. */
const hint = /hooks\.slack|xox|office\.com|gh[pousr]_|github_pat_|glpat-|A[KS]IA|AIza|sk-|npm_|eyJ|PRIVATE KEY|@/;

const everywhere = secrets.map(({ pattern }) => new RegExp(pattern, 'g'));

/** The patterns that find secrets in a text by their format; none if a quick test shows that there are no secrets. */
export function secretPatterns(text: string): readonly RegExp[] {
  return hint.test(text) ? everywhere : [];
}

/** A secret found in a text, and its kind. */
export type FoundSecret = { name: string; start: number; end: number };

/** Finds the secrets in a text by their format. */
export function secretsByForm(text: string): FoundSecret[] {
  if (!hint.test(text)) return [];
  return secrets.flatMap(({ name, pattern }) =>
    [...text.matchAll(new RegExp(pattern, 'g'))].flatMap(({ 0: match, index }) => {
      return isPlaceholder(match) ? [] : [{ name, start: index, end: index + match.length }];
    }),
  );
}

/** Names of headers and fields whose value is a secret, whatever it looks like. */
const secretName =
  /^(?:(?:proxy-)?authorization|[\w-]{0,60}(?:api|access)[_-]?key|[\w-]{0,60}(?:auth|access|private|bot|api)[_-]?token|token|[\w-]{0,60}client[_-]?secret|password)$/i;

/**
 * Names whose value may be a secret (PagerDuty's `routing_key`) or the name of a topic, queue or service (RabbitMQ's).
 */
const keyName = /^[\w-]{0,60}(?:routing|service|integration)[_-]?key$/i;

/**
 * Finds the first secret in a text with a given key, by its format or by the name of the key; null if there is none.
 */
export function secretIn(text: string, key: string): FoundSecret | null {
  for (const { name, pattern } of hint.test(text) ? secrets : []) {
    const match = pattern.exec(text);
    if (match && !isPlaceholder(match[0])) return { name, start: match.index, end: match.index + match[0].length };
  }
  if (key === '') return null;
  if (secretName.test(key)) return literal(text);
  return keyName.test(key) ? randomLiteral(text) : null;
}

/** A credential that is neither a template nor a placeholder: a single long word of letters and digits. */
function literal(text: string): FoundSecret | null {
  const value = /^\s*(?:[A-Za-z]{3,20}\s{1,5})?([^\s<>{}]{16,})\s*$/.exec(text)?.[1];
  if (
    value === undefined ||
    isPlaceholder(value) ||
    !/\d/.test(value) ||
    !/[A-Za-z]/.test(value) ||
    /your|example|xxx|\*\*\*/i.test(value)
  )
    return null;
  const start = text.indexOf(value);
  return { name: 'a credential', start, end: start + value.length };
}

/** A credential that cannot be a name: an unbroken run of letters and digits, with digits in several places. */
function randomLiteral(text: string): FoundSecret | null {
  const found = literal(text);
  return found && /^[A-Za-z0-9]{20,}$/.test(text.trim()) && /\d[A-Za-z]+\d/.test(text) ? found : null;
}
