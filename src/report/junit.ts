import type { TestResult } from '../core/test-file/test-file.ts';

/** Writes test results as JUnit XML, a suite per file, for CI systems. */
export function junitOf(tests: readonly TestResult[]): string {
  const files = [...new Set(tests.map(({ file }) => file))];
  const suites = files.map((file) => {
    const own = tests.filter((test) => test.file === file);
    return `  <testsuite name="${escaped(file)}"${counts(own)}>\n${own.map(caseOf).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="catalog-automations"${counts(tests)}>\n${suites.join('')}</testsuites>\n`;
}

function counts(tests: readonly TestResult[]): string {
  const of = (outcome: TestResult['outcome']) => tests.filter((test) => test.outcome === outcome).length;
  return ` tests="${tests.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}"`;
}

function caseOf({ name, automation, file, range, outcome, failure }: TestResult): string {
  const place = `file="${escaped(file)}" line="${range.start.line}"`;
  const open = `    <testcase name="${escaped(name)}" classname="${escaped(automation)}" ${place}`;
  if (outcome === 'passed') return `${open}/>\n`;
  if (outcome === 'skipped')
    return `${open}>\n      <skipped message="The automation has errors."/>\n    </testcase>\n`;
  const { message, details = '' } = failure ?? { message: 'The test cannot run.' };
  return `${open}>\n      <failure message="${escaped(message)}">${escaped(details)}</failure>\n    </testcase>\n`;
}

/** Escapes text for XML 1.0, in attributes too; characters that XML cannot hold are replaced. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => entities[character] ?? character);
}

// Attributes would otherwise lose line breaks and tabs.
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
