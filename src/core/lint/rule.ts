import type { Automation } from '../automation.ts';
import type { Blueprint } from '../catalog/blueprint.ts';
import type { BackendSpec } from '../definition/backend-spec.ts';
import type { JqSite } from '../definition/jq-sites.ts';
import type { Reference } from '../definition/reference.ts';
import type { Comparison } from '../expression/comparison.ts';
import type { JqResult } from '../expression/expression.ts';
import type { RootPath } from '../expression/paths.ts';
import type { IssueCodeDoc } from '../issue/codes/issue-code-doc.ts';
import type { Finding } from '../source/place-finding.ts';
import type { Path } from '../source/places.ts';
import type { Definition } from '../validate/validate.ts';
import type { ReadWorkflow } from '../workflow/workflow.ts';
import type { Cycle } from './cycles/cycles.ts';

/** One thing that lint looks for, in an automation or in its texts. A new rule is its file and a line in `lint/index.ts`. */
export type Rule = AutomationRule | TextRule;

type RuleDoc = IssueCodeDoc & { code: `lint/${string}` };

/** A rule that looks at an automation as a whole. */
export type AutomationRule = RuleDoc & {
  /** What it finds in one automation. */
  check(subject: Subject, world: World): readonly Finding[];
};

/** A rule that looks at each string and key of the trigger and the invocation method: one walk serves all of them. */
export type TextRule = RuleDoc & {
  /** What it finds in a text; `key` is the one that a string stands under, empty for a key itself and in a list. */
  look(text: string, key: string, field: TextField): readonly TextFinding[];
};

/** The fields of an automation whose texts are looked at. */
export type TextField = 'trigger' | 'invocationMethod';

/** What is found in a text; where the text stands is added to it. */
export type TextFinding = Pick<Finding, 'message' | 'span' | 'replacement'>;

/** An automation with what several rules ask of it. */
export type Subject = {
  definition: Definition;
  automation: Automation;
  conditions: readonly ReadSite[];
  templates: readonly ReadSite[];
  /** Both. */
  sites: readonly ReadSite[];
  /** What its invocation method refers to; paths lead from the definition's root. */
  references: readonly { reference: Reference; base: Path }[];
};

/** The jq of one place, with the paths that start at its input and what a condition demands of them. */
export type ReadSite = JqSite & { paths: readonly RootPath[]; demands: readonly Comparison[] };

/** What lies around the automation; what is absent is not known, and nothing is said about it. */
export type World = {
  backends: readonly BackendSpec[];
  /** Identifier → automation, of all that were given. */
  automations: ReadonlyMap<string, Definition>;
  /** Simplified name → the automation of that name. */
  similarNames: ReadonlyMap<string, string>;
  blueprints: ReadonlyMap<string, Blueprint> | null;
  /** Whether a real Port answers calls of Port's API. */
  port: boolean | null;
  /** Self-service actions, by identifier. */
  actions: ReadonlySet<string> | null;
  /** The repository that holds the definitions. */
  repository: { name: string; workflows: ReadonlyMap<string, string> } | null;
  /** `readWorkflow`, which remembers what it has read: many automations start one workflow. */
  workflowOf: (text: string) => ReadWorkflow;
  /** Expression that reads no input → its value. */
  constants: ReadonlyMap<string, JqResult>;
  /** Automation → the cycle it is told for. */
  cycles: ReadonlyMap<string, Cycle>;
};
