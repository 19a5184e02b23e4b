import type { WorkspaceCheck } from '../checkout/check-workspace.ts';
import { sha256 } from '../checkout/sha256.ts';
import type { Issue, Range, Severity } from '../core/issue/issue.ts';
import { codeDocs } from '../core/lint/code-docs.ts';

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * The issues as a SARIF 2.1.0 log (OASIS), each rule with its documentation; columns count UTF-16 units. Suppressed
 * issues are included and marked.
 */
export function sarifOf({ issues, suppressed }: Pick<WorkspaceCheck, 'issues' | 'suppressed'>): object {
  const codes = [...codeDocs.keys()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'catalog-automations', rules: [...codeDocs].map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...issues.map((issue) => ({ ...resultOf(issue), ruleIndex: codes.indexOf(issue.code) })),
          ...suppressed.map(({ issue, inSource, reason }) => ({
            ...resultOf(issue),
            ruleIndex: codes.indexOf(issue.code),
            suppressions: [{ kind: inSource ? 'inSource' : 'external', justification: reason }],
          })),
        ],
      },
    ],
  };
}

type Docs = typeof codeDocs extends ReadonlyMap<string, infer Doc> ? Doc : never;

function ruleOf([id, { severity, title, why, example, fix }]: [string, Docs]): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\nExample:\n${example}\nFix:\n${fix}`,
      markdown: `${why}\n\nExample:\n\n\`\`\`\n${example}\n\`\`\`\n\nFix:\n\n\`\`\`\n${fix}\n\`\`\``,
    },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf({
  code,
  severity,
  message,
  details,
  file,
  range,
  automation,
  related = [],
  suggestion,
}: Issue): object {
  const identity = sha256(JSON.stringify([code, file, automation, message]));
  const change = { deletedRegion: region(range), insertedContent: { text: suggestion } };
  const fixes = [{ artifactChanges: [{ artifactLocation: artifact(file), replacements: [change] }] }];
  return {
    ruleId: code,
    level: levels[severity],
    message: { text: details === undefined ? message : `${message}\n\n${details}` },
    locations: [location(file, range)],
    ...(related.length > 0 && {
      relatedLocations: related.map((one, id) => ({
        id,
        ...location(one.file, one.range),
        message: { text: one.message },
      })),
    }),
    // For readers that recognize a result by this. GitHub knows it by `primaryLocationLineHash` alone, which its
    // `upload-sarif` works out of the line; it warns of every one that it has not made itself.
    partialFingerprints: { 'codeFileMessage/v1': identity },
    ...(suggestion !== undefined && { fixes }),
  };
}

function location(file: string, range: Range): object {
  return { physicalLocation: { artifactLocation: artifact(file), region: region(range) } };
}

function artifact(file: string): object {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function region({ start, end }: Range): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
