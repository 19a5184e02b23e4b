import { type Blueprint, readBlueprint } from '../catalog/blueprint.ts';
import { defaultBlueprints } from '../catalog/github/default-blueprints.ts';
import type { BackendSpec } from '../definition/backend-spec.ts';
import type { Reference } from '../definition/reference.ts';
import type { Jq } from '../expression/expression.ts';
import { compareIssues, type Issue } from '../issue/issue.ts';
import type { Json } from '../json.ts';
import { type Finding, placeFinding } from '../source/place-finding.ts';
import type { Definition } from '../validate/validate.ts';
import { readWorkflow } from '../workflow/workflow.ts';
import { withConclusions } from './conclusions.ts';
import { findCycles } from './cycles/cycles.ts';
import { invisibleCharacter } from './invisible-character.ts';
import { memoize } from './memoize.ts';
import { createNearNames } from './near-names.ts';
import { brokenPatterns } from './patterns.ts';
import { portOnly } from './port-only.ts';
import type { AutomationRule, ConclusionRule, LintContext, Rule, TextRule } from './rule.ts';
import { alwaysFires } from './rules/always-fires.ts';
import { blueprintNames } from './rules/blueprint-names.ts';
import { conditionRoot } from './rules/condition-root.ts';
import { constantComparison } from './rules/constant-comparison.ts';
import { constantCondition } from './rules/constant-condition.ts';
import { cycle } from './rules/cycle.ts';
import { dollarTemplate } from './rules/dollar-template.ts';
import { emptySide } from './rules/empty-side.ts';
import { entityField } from './rules/entity-field.ts';
import { eventField } from './rules/event-field.ts';
import { hardCodedSecret } from './rules/hard-coded-secret.ts';
import { invalidPattern } from './rules/invalid-pattern.ts';
import { unmergedKey } from './rules/merge-key.ts';
import { misreadJq } from './rules/misread-jq.ts';
import { neverFires } from './rules/never-fires.ts';
import { nullInText } from './rules/null-in-text.ts';
import { placeholder } from './rules/placeholder.ts';
import { plainHttp } from './rules/plain-http.ts';
import { replacedHeader } from './rules/replaced-header.ts';
import { silentProperty } from './rules/silent-property.ts';
import { templateInCondition } from './rules/template-in-condition.ts';
import { templateRoot } from './rules/template-root.ts';
import { templateType } from './rules/template-type.ts';
import { timerProperty } from './rules/timer-property.ts';
import { unknownAction } from './rules/unknown-action.ts';
import { unknownPath } from './rules/unknown-path.ts';
import { unsendableCall } from './rules/unsendable-call.ts';
import { unsentBody } from './rules/unsent-body.ts';
import { unsynchronizedApiCall } from './rules/unsynchronized-api-call.ts';
import { workflowEnvironment } from './rules/workflow-environment.ts';
import { workflowFile } from './rules/workflow-file.ts';
import { tooManyInputs, workflowInputs } from './rules/workflow-inputs.ts';
import { wrongType } from './rules/wrong-type.ts';
import { createReadJq, referencesOf, subjectOf } from './subject.ts';
import { textBody } from './text-body.ts';
import { textFindings } from './text-findings.ts';
import { createTyping } from './typing.ts';
import { unescapedUrl } from './unescaped-url.ts';

/** Every lint rule. A new rule needs a file and a line here. */
export const lintRules: readonly Rule[] = [
  conditionRoot,
  templateInCondition,
  templateRoot,
  emptySide,
  eventField,
  entityField,
  neverFires,
  alwaysFires,
  constantCondition,
  constantComparison,
  wrongType,
  unknownPath,
  invalidPattern,
  misreadJq,
  templateType,
  nullInText,
  unsynchronizedApiCall,
  portOnly,
  plainHttp,
  unsendableCall,
  replacedHeader,
  unescapedUrl,
  unsentBody,
  textBody,
  hardCodedSecret,
  placeholder,
  invisibleCharacter,
  dollarTemplate,
  unmergedKey,
  blueprintNames,
  timerProperty,
  silentProperty,
  unknownAction,
  cycle,
  workflowFile,
  workflowInputs,
  tooManyInputs,
  workflowEnvironment,
];

const automationRules = lintRules.filter((rule): rule is AutomationRule => 'check' in rule);
const conclusionRules = lintRules.filter((rule): rule is ConclusionRule => 'conclude' in rule);
const textRules = lintRules.filter((rule): rule is TextRule => 'look' in rule);

/** What lint knows about the surroundings of the definitions; whatever is omitted is not checked. */
export type LintWorld = {
  backends: readonly BackendSpec[];
  jq: Pick<Jq, 'evaluate'>;
  /** Blueprints in the format of Port's API; other values are ignored. */
  blueprints?: readonly Json[];
  /** Whether a real Port answers calls of Port's API (true) or the built-in catalog does (false). */
  port?: boolean;
  /** Identifiers of the self-service actions in the catalog. */
  actions?: readonly string[];
  /** The repository that holds the definitions: `owner/repo`, and its workflow files by path from the root. */
  repository?: { name: string; workflows: ReadonlyMap<string, string> };
};

/** Reports what is valid but probably wrong; issues are sorted by file and place. */
export async function lint(definitions: readonly Definition[], given: LintWorld): Promise<Issue[]> {
  const references = definitions.map(({ automation }) => referencesOf(automation.invocationMethod, given.backends));
  const context = await contextOf(definitions, references, given);
  const readJq = createReadJq();
  const typingOf = createTyping(context.ownBlueprints, context.brokenPatterns);
  const issues: Issue[] = [];
  definitions.forEach((definition, index) => {
    const { automation, file, places } = definition;
    // Prepared for one automation at a time: for thousands at once, it would use too much memory.
    const subject = subjectOf(definition, references[index] ?? [], readJq, typingOf(automation.trigger.event));
    const document = { file, value: automation as unknown as Json, places };
    const found: { rule: Rule; finding: Finding }[] = [];
    for (const rule of automationRules) {
      for (const finding of rule.check(subject, context)) found.push({ rule, finding });
    }
    found.push(...textFindings(automation, textRules));
    for (const { rule, finding, severity } of withConclusions(subject, found, conclusionRules)) {
      issues.push(placeFinding(finding, { code: rule.code, severity }, document));
    }
  });
  return issues.sort(compareIssues);
}

async function contextOf(
  definitions: readonly Definition[],
  references: readonly (readonly Reference[])[],
  { backends, jq, blueprints, actions, repository, port }: LintWorld,
): Promise<LintContext> {
  // The service brings the blueprints that it fills from GitHub; a repository may override them.
  const byName = blueprints ? blueprintsByName([...defaultBlueprints, ...blueprints]) : null;
  const actors = definitions.map(({ automation }, index) => ({ automation, references: references[index] ?? [] }));
  const identifiers = definitions.map(({ automation }) => automation.identifier);
  return {
    backends,
    port: port ?? null,
    automations: new Map(definitions.map((definition) => [definition.automation.identifier, definition])),
    nearName: createNearNames(identifiers),
    blueprints: byName,
    ownBlueprints: blueprints ? blueprintsByName(blueprints) : null,
    actions: actions ? new Set(actions) : null,
    repository: repository ?? null,
    workflowOf: memoize(readWorkflow),
    brokenPatterns: await brokenPatterns(definitions, jq),
    cycles: new Map(findCycles(actors, byName).map((found) => [found.steps[0]?.automation ?? '', found])),
  };
}

function blueprintsByName(values: readonly Json[]): Map<string, Blueprint> {
  const known = values.flatMap((value) => readBlueprint(value) ?? []);
  return new Map(known.map((blueprint) => [blueprint.identifier, blueprint]));
}
