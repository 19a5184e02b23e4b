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

/** A lint rule, for automations or for the texts in them. A new rule is a file and a line in `lint/index.ts`. */
export type Rule = AutomationRule | TextRule;

type RuleDoc = IssueCodeDoc & { code: `lint/${string}` };

/** A rule that checks an automation as a whole. */
export type AutomationRule = RuleDoc & {
  /** The findings in one automation. */
  check(subject: Subject, world: World): readonly Finding[];
};

/** A rule that checks every string and key of the trigger and the invocation method; one walk serves all such rules. */
export type TextRule = RuleDoc & {
  /** The findings in a text. `key` is the key of the string; empty for an item of a list and for a key itself. */
  look(text: string, key: string, field: TextField): readonly TextFinding[];
};

/** The fields of an automation whose texts are checked. */
export type TextField = 'trigger' | 'invocationMethod';

/** A finding in a text, before the path of the text is added. */
export type TextFinding = Pick<Finding, 'message' | 'span' | 'replacement'>;

/** An automation with what several rules need to know about it. */
export type Subject = {
  definition: Definition;
  automation: Automation;
  conditions: readonly ReadSite[];
  templates: readonly ReadSite[];
  /** The conditions and the templates. */
  sites: readonly ReadSite[];
  /** What the invocation method refers to; `base` leads there from the root of the definition. */
  references: readonly { reference: Reference; base: Path }[];
};

/**
 * A jq expression in a definition, with the paths it reads from its input and what it demands of them as a condition.
 */
export type ReadSite = JqSite & { paths: readonly RootPath[]; demands: readonly Comparison[] };

/** The surroundings of an automation; null means unknown, so nothing is reported about it. */
export type World = {
  backends: readonly BackendSpec[];
  /** Every given definition, by identifier. */
  automations: ReadonlyMap<string, Definition>;
  /** Identifiers by their simplified spelling (`simplifyName`). */
  similarNames: ReadonlyMap<string, string>;
  blueprints: ReadonlyMap<string, Blueprint> | null;
  /** Whether a real Port answers calls of Port's API. */
  port: boolean | null;
  /** Identifiers of self-service actions. */
  actions: ReadonlySet<string> | null;
  /** The repository that holds the definitions. */
  repository: { name: string; workflows: ReadonlyMap<string, string> } | null;
  /** `readWorkflow`, memoized: many automations start the same workflow. */
  workflowOf: (text: string) => ReadWorkflow;
  /** The values of constant expressions. */
  constants: ReadonlyMap<string, JqResult>;
  /** Cycles, by the identifier of the automation that reports them. */
  cycles: ReadonlyMap<string, Cycle>;
};
