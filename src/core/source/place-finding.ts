import { type CoreIssueCode, type IssueCode, issueCodes } from '../issue/codes/index.ts';
import type { Issue, Related, Severity } from '../issue/issue.ts';
import type { Part, Path } from './places.ts';
import type { SourceDocument } from './source.ts';

/** What is wrong with a value and where in it; it becomes an issue once it is known where the value was written. */
export type Finding = {
  /** One sentence that says what is wrong and the way out. */
  message: string;
  path: Path;
  /** Whether the member's key is meant, or (when omitted) its value. */
  part?: Part;
  /** The stretch of the string at `path` that is meant, in UTF-16 offsets, end exclusive. */
  span?: { start: number; end: number };
  /** The text that ought to stand in place of the key, string or stretch, when we are sure enough to offer it. */
  replacement?: string;
  related?: readonly Related[];
};

/** A finding of validation, under one of its codes. */
export type Problem = Finding & { code: CoreIssueCode };

/** An issue of a value that came without a file, such as the body of a request. */
export type ValueIssue = {
  code: IssueCode;
  severity: Severity;
  /** JSON Pointer (RFC 6901) to the value, or to the member whose key is meant. */
  pointer: string;
  message: string;
};

/** The severity of a code of validation. */
export function severityOf(code: CoreIssueCode): Severity {
  return issueCodes[code].severity;
}

/** Gives a finding its place in the file. */
export function placeFinding(
  finding: Finding,
  { code, severity }: { code: IssueCode; severity: Severity },
  { file, value, places }: SourceDocument,
): Issue {
  const { path, part, span, replacement, related, message } = finding;
  const range = span ? places.within(path, span.start, span.end, part) : places.range(path, part);
  const options = { inside: span !== undefined, ...(part && { part }) };
  const suggestion = replacement === undefined ? undefined : places.encode(path, replacement, options);
  const automation = identifierOf(value);
  return {
    code,
    severity,
    file,
    range,
    message,
    ...(suggestion !== undefined && { suggestion }),
    ...(automation !== undefined && { automation }),
    ...(related && { related }),
  };
}

/** The same for a value without a file. */
export function pointFinding(finding: Finding, { code, severity }: Pick<ValueIssue, 'code' | 'severity'>): ValueIssue {
  return { code, severity, pointer: jsonPointer(finding.path), message: finding.message };
}

/** A path as a JSON Pointer (RFC 6901). */
export function jsonPointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function identifierOf(value: unknown): string | undefined {
  const identifier = (value as { identifier?: unknown } | null)?.identifier;
  return typeof identifier === 'string' ? identifier : undefined;
}
