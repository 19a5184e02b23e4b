import { closest } from '../closest.ts';
import { issueCodes } from '../issue/codes/index.ts';
import type { Issue, Severity } from '../issue/issue.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Finding, placeFinding } from '../source/place-finding.ts';
import { readSource, type SourceDocument, type SourceFile } from '../source/source.ts';
import { compileSchema } from '../validate/schema/compile-schema.ts';
import { describeErrors, shown } from '../validate/schema/describe.ts';
import { type AutomationSettings, lengthProblems, mergedSettings, unknownAutomations } from './automation-settings.ts';
import { createCodes, type KnownCodes } from './codes.ts';
import { settingsSchema } from './settings-schema.ts';

/** Where a rule of the settings applies: a code or a group of them, in all files or in some. */
export type Scope = { code: string; paths: readonly string[] | null };

/** The settings of a checkout. */
export type Settings = {
  defaults: { paths: readonly string[] | null; failOnWarning: boolean };
  severity: readonly (Scope & { severity: Severity })[];
  ignore: readonly (Scope & { reason: string; issueIfUnused: Issue })[];
  /** The settings of an automation; null when nothing is said of it. */
  of(automation: string): AutomationSettings | null;
  /** Issues with settings for automations that are not among these, nor defined elsewhere. */
  unknown(automations: readonly string[], isElsewhere: (name: string) => boolean): Issue[];
  /** `redact` is null for the default. */
  tests: { redact: readonly string[] | null; minCoverage: number | null };
};

/** The settings of a checkout without a file. */
export const noSettings: Settings = {
  defaults: { paths: null, failOnWarning: false },
  severity: [],
  ignore: [],
  of: () => null,
  unknown: () => [],
  tests: { redact: null, minCoverage: null },
};

const checkShape = compileSchema(settingsSchema);

/** Reads the settings. A file with mistakes has issues, and none of it applies. */
export function readSettings(file: SourceFile | null, codes: KnownCodes): { settings: Settings; issues: Issue[] } {
  if (file === null) return { settings: noSettings, issues: [] };
  const { documents, issues } = readSource(file, { splitsLists: false });
  const [document, another] = documents;
  const unread = issues.filter(({ code }) => code !== 'syntax/empty-file' && code !== 'syntax/blank-file');
  if (!document || unread.length > 0) return { settings: noSettings, issues: unread };
  const wrong = (message: string, place: SourceDocument) => ({
    settings: noSettings,
    issues: [placeFinding({ message, path: [] }, shapeError, place)],
  });
  if (another) {
    return wrong('The settings must be one document; move what is here into the first, and remove this one.', another);
  }
  if (!isObject(document.value)) {
    return wrong(`The settings must be an object, not ${shown(document.value)}.`, document);
  }
  const problems = [
    ...describeErrors(checkShape(document.value), [], 'the settings'),
    ...codeProblems(document.value, codes),
    ...automationProblems(document.value),
  ];
  const found = problems.map((problem) => placeFinding(problem, shapeError, document));
  return found.length > 0 ? { settings: noSettings, issues: found } : { settings: settingsOf(document), issues: [] };
}

const unknownAutomation = {
  code: 'settings/unknown-automation',
  severity: issueCodes['settings/unknown-automation'].severity,
} as const;
const shapeError = { code: 'settings/shape', severity: issueCodes['settings/shape'].severity } as const;

/** Codes that do not exist, and severities that cannot be changed. */
function codeProblems(value: Json, codes: KnownCodes): Finding[] {
  const { isKnown, names, isFixed } = createCodes(codes);
  return (['severity', 'ignore'] as const).flatMap((section) =>
    listOf(value, section).flatMap((entry, index): Finding[] => {
      if (typeof entry.code !== 'string') return [];
      const path = [section, index, 'code'];
      if (!isKnown(entry.code)) {
        const meant = closest(entry.code, names);
        const hint = meant === undefined ? '.' : `; did you mean \`${meant}\`?`;
        const replacement = meant === undefined ? {} : { replacement: meant };
        return [{ message: `There is no code \`${entry.code}\`${hint}`, path, ...replacement }];
      }
      if (!isFixed(entry.code)) return [];
      return [{ message: `\`${entry.code}\` cannot be changed: such a definition cannot be read or run.`, path }];
    }),
  );
}

/** Times that are too long. */
function automationProblems(value: Json): Finding[] {
  const { defaults, own } = automationsIn(value);
  return [
    ...lengthProblems(defaults, ['defaults', 'automations']),
    ...Object.entries(own).flatMap(([name, settings]) => lengthProblems(settings, ['automations', name])),
  ];
}

/** The settings of automations in a value that need not be valid. */
function automationsIn(value: Json): { defaults: Json | undefined; own: JsonObject } {
  const { defaults, automations } = isObject(value) ? value : {};
  return {
    defaults: isObject(defaults) ? defaults.automations : undefined,
    own: isObject(automations) ? automations : {},
  };
}

function settingsOf(document: SourceDocument): Settings {
  const { value, places, file } = document;
  const defaults = isObject(value) && isObject(value.defaults) ? value.defaults : {};
  const automations = automationsIn(value) as {
    defaults: AutomationSettings | undefined;
    own: Readonly<Record<string, AutomationSettings>>;
  };
  const tests = isObject(value) && isObject(value.tests) ? value.tests : {};
  const minCoverage = tests['min-coverage'];
  return {
    defaults: { paths: textsOf(defaults.paths), failOnWarning: defaults['fail-on-warning'] === true },
    severity: listOf(value, 'severity').map((entry) => ({ ...scopeOf(entry), severity: entry.severity as Severity })),
    ignore: listOf(value, 'ignore').map((entry, index) => {
      const scope = scopeOf(entry);
      const issueIfUnused: Issue = {
        code: 'settings/unused-suppression',
        severity: issueCodes['settings/unused-suppression'].severity,
        file,
        range: places.range(['ignore', index, 'code']),
        message: `Nothing is ignored here: \`${scope.code}\` does not occur${scope.paths ? ' in these files' : ''}. Remove the entry.`,
      };
      return { ...scope, reason: String(entry.reason), issueIfUnused };
    }),
    of: (name) => mergedSettings(automations.defaults, ownOf(automations.own, name)),
    unknown: (known, isElsewhere) =>
      unknownAutomations(automations.own, known, isElsewhere, ['automations']).map((finding) =>
        placeFinding(finding, unknownAutomation, document),
      ),
    tests: { redact: textsOf(tests.redact), minCoverage: typeof minCoverage === 'number' ? minCoverage : null },
  };
}

function ownOf(own: Readonly<Record<string, AutomationSettings>>, name: string): AutomationSettings | undefined {
  return Object.hasOwn(own, name) ? own[name] : undefined;
}

function scopeOf(entry: Readonly<Record<string, Json>>): Scope {
  return { code: String(entry.code), paths: textsOf(entry.paths) };
}

function textsOf(value: Json | undefined): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

function listOf(value: Json, section: 'severity' | 'ignore'): Readonly<Record<string, Json>>[] {
  const list = isObject(value) ? value[section] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}
