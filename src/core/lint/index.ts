import type { BackendSpec } from '../backend-spec.ts';
import { readBlueprint } from '../blueprint.ts';
import { findCycles } from '../cycles.ts';
import { compareIssues, type Issue } from '../issue.ts';
import type { Jq, JqResult } from '../jq.ts';
import type { Json } from '../json.ts';
import { placeFinding } from '../problem.ts';
import type { Definition } from '../validate.ts';
import { blueprintNames } from './blueprint-names.ts';
import { conditionRoot } from './condition-root.ts';
import { constantCondition } from './constant-condition.ts';
import { isConstant } from './constants.ts';
import { cycle } from './cycle.ts';
import { emptySide } from './empty-side.ts';
import { hardCodedSecret } from './hard-coded-secret.ts';
import { placeholder } from './placeholder.ts';
import { plainHttp } from './plain-http.ts';
import type { Rule, Subject, World } from './rule.ts';
import { silentProperty } from './silent-property.ts';
import { subjectOf } from './subject.ts';
import { templateRoot } from './template-root.ts';
import { timerProperty } from './timer-property.ts';
import { unknownAction } from './unknown-action.ts';
import { unsynchronizedApiCall } from './unsynchronized-api-call.ts';
import { workflowEnvironment } from './workflow-environment.ts';
import { workflowFile } from './workflow-file.ts';
import { workflowInputs } from './workflow-inputs.ts';

/** Every rule. A new one is its file and a line here. */
export const lintRules: readonly Rule[] = [
  conditionRoot,
  templateRoot,
  emptySide,
  constantCondition,
  unsynchronizedApiCall,
  plainHttp,
  hardCodedSecret,
  placeholder,
  blueprintNames,
  timerProperty,
  silentProperty,
  unknownAction,
  cycle,
  workflowFile,
  workflowInputs,
  workflowEnvironment,
];

/** What lint may know of the world around the definitions; what is left out is not checked. */
export type LintWorld = {
  backends: readonly BackendSpec[];
  jq: Pick<Jq, 'evaluate'>;
  /** Blueprints as Port's API has them; values that are none are ignored. */
  blueprints?: readonly Json[];
  /** Identifiers of the catalog's self-service actions. */
  actions?: readonly string[];
  /** The repository of the definitions: `owner/repo`, and its workflow files by path from the root. */
  repository?: { name: string; workflows: ReadonlyMap<string, string> };
};

/** Looks for what is valid and still hardly meant; issues are sorted by file and place. */
export async function lint(definitions: readonly Definition[], given: LintWorld): Promise<Issue[]> {
  const subjects = definitions.map((definition) => subjectOf(definition, given.backends));
  const world = await worldOf(subjects, given);
  const issues = subjects.flatMap((subject) => {
    const { automation, file, places } = subject.definition;
    const document = { file, value: automation as unknown as Json, places };
    return lintRules.flatMap((rule) =>
      rule.check(subject, world).map((finding) => placeFinding(finding, rule, document)),
    );
  });
  return issues.sort(compareIssues);
}

async function worldOf(subjects: readonly Subject[], given: LintWorld): Promise<World> {
  const blueprints = given.blueprints?.flatMap((value) => readBlueprint(value) ?? []);
  const byName = blueprints && new Map(blueprints.map((blueprint) => [blueprint.identifier, blueprint]));
  const actors = subjects.map(({ automation, references }) => {
    return { automation, references: references.map(({ reference }) => reference) };
  });
  const cycles = findCycles(actors, byName ?? null);
  return {
    backends: given.backends,
    automations: new Map(subjects.map((subject) => [subject.automation.identifier, subject])),
    blueprints: byName ?? null,
    actions: given.actions ? new Set(given.actions) : null,
    repository: given.repository ?? null,
    constants: await constantsOf(subjects, given.jq),
    cycles: new Map(cycles.map((found) => [found.steps[0]?.automation ?? '', found])),
  };
}

async function constantsOf(subjects: readonly Subject[], jq: Pick<Jq, 'evaluate'>): Promise<Map<string, JqResult>> {
  const conditions = subjects.flatMap(({ sites }) => sites.filter((site) => site.kind === 'condition'));
  const expressions = [...new Set(conditions.map((site) => site.expression))].filter(isConstant);
  if (expressions.length === 0) return new Map();
  const [results = []] = await jq.evaluate(expressions, [null]);
  return new Map(
    expressions.flatMap((expression, index) => {
      const result = results[index];
      return result ? [[expression, result] as const] : [];
    }),
  );
}
