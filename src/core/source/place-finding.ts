import { type CoreIssueCode, type IssueCode, issueCodes } from '../issue/codes/index.ts';
import type { Issue, Related, Severity } from '../issue/issue.ts';
import type { Part, Path } from './places.ts';
import type { SourceDocument } from './source.ts';

/** What is wrong with a value, and where in the value. It becomes an issue once its place in the file is known. */
export type Finding = {
  /** One sentence: what is wrong and how to fix it. */
  message: string;
  path: Path;
  /** Whether the key of the member is meant or its value (the default). */
  part?: Part;
  /** The part of the string at `path` that is meant, in UTF-16 offsets, end exclusive. */
  span?: { start: number; end: number };
  /** A replacement for the key, string or part of it, when it is likely enough to offer. */
  replacement?: string;
  related?: readonly Related[];
  /** An error, even if the code is otherwise less: it means that an automation never fires. */
  severe?: true;
};

/** A finding of validation, with its issue code. */
export type CodedFinding = Finding & { code: CoreIssueCode };

/** An issue with a value that is not from a file, such as the body of a request. */
export type ValueIssue = {
  code: IssueCode;
  severity: Severity;
  /** JSON Pointer (RFC 6901) to the value, or to the member whose key is meant. */
  pointer: string;
  message: string;
};

/** The severity of an issue code of validation. */
export function severityOf(code: CoreIssueCode): Severity {
  return issueCodes[code].severity;
}

/** Turns a finding into an issue with a range in the file. */
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

/** Turns a finding into an issue with a JSON Pointer, for a value that is not from a file. */
export function pointFinding(finding: Finding, { code, severity }: Pick<ValueIssue, 'code' | 'severity'>): ValueIssue {
  return { code, severity, pointer: jsonPointer(finding.path), message: finding.message };
}

/** Writes a path as a JSON Pointer (RFC 6901). */
export function jsonPointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function identifierOf(value: unknown): string | undefined {
  const identifier = (value as { identifier?: unknown } | null)?.identifier;
  return typeof identifier === 'string' ? identifier : undefined;
}
