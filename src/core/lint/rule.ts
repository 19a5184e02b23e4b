import type { Automation } from '../automation.ts';
import type { Blueprint } from '../catalog/blueprint.ts';
import type { BackendSpec } from '../definition/backend-spec.ts';
import type { JqSite } from '../definition/jq-sites.ts';
import type { Reference } from '../definition/reference.ts';
import type { Comparison } from '../expression/comparison.ts';
import type { IssueCodeDoc } from '../issue/codes/issue-code-doc.ts';
import type { Finding } from '../source/place-finding.ts';
import type { Path } from '../source/places.ts';
import type { RootPath } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import type { Typed } from '../types/types.ts';
import type { Definition } from '../validate/validate.ts';
import type { ReadWorkflow } from '../workflow/workflow.ts';
import type { Cycle } from './cycles/cycles.ts';
import type { Judgement } from './judgement.ts';

/** A lint rule, for automations or for the texts in them. A new rule needs a file and a line in `lint/index.ts`. */
export type Rule = AutomationRule | TextRule | ConclusionRule;

type RuleDoc = IssueCodeDoc & {
  code: `lint/${string}`;
  /** Its findings can be why a condition never or always passes; then they are errors. */
  isCause?: true;
};

/** A rule that checks an automation as a whole. */
export type AutomationRule = RuleDoc & {
  /** The findings in one automation. */
  check(subject: Subject, context: LintContext): readonly Finding[];
};

/** A rule that checks every string and key of the trigger and the invocation method; one walk serves all such rules. */
export type TextRule = RuleDoc & {
  /** The findings in a text. `key` is the key of the string; empty for an item of a list and for a key itself. */
  look(text: string, key: string, field: TextField): readonly TextFinding[];
};

/** A rule about a condition as a whole, for what the findings of other rules do not explain already. */
export type ConclusionRule = RuleDoc & {
  conclude(subject: Subject, isExplained: (site: ReadSite) => boolean): readonly Finding[];
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
  /** What the types say about the condition as a whole. */
  judgement: Judgement;
  /** The conditions and the templates. */
  sites: readonly ReadSite[];
  /** Those with remarks by the types. */
  remarked: readonly ReadSite[];
  /** What the invocation method refers to; `base` leads there from the root of the definition. */
  references: readonly { reference: Reference; base: Path }[];
};

/**
 * A jq expression in a definition, with the paths it reads from its input and what it demands of them as a condition.
 */
export type ReadSite = JqSite & {
  paths: readonly RootPath[];
  demands: readonly Comparison[];
  /** The expression as a tree, and what follows from the types of the event; null if it is not jq. */
  node: Node | null;
  typed: Typed | null;
  /** A path in it is always null, because it leads nowhere. */
  misread: boolean;
};

/** The surroundings of an automation; null means unknown, so nothing is reported about it. */
export type LintContext = {
  backends: readonly BackendSpec[];
  /** Every given definition, by identifier. */
  automations: ReadonlyMap<string, Definition>;
  /** Finds the automation whose name a mistyped one probably means. */
  nearName: (name: string) => string | undefined;
  blueprints: ReadonlyMap<string, Blueprint> | null;
  /** Those that the repository has itself; of the others, a catalog may have another version. */
  ownBlueprints: ReadonlyMap<string, Blueprint> | null;
  /** Whether a real Port answers calls of Port's API. */
  port: boolean | null;
  /** Identifiers of self-service actions. */
  actions: ReadonlySet<string> | null;
  /** The repository that holds the definitions. */
  repository: { name: string; workflows: ReadonlyMap<string, string> } | null;
  /** `readWorkflow`, memoized: many automations start the same workflow. */
  workflowOf: (text: string) => ReadWorkflow;
  /** The regular expressions that do not compile, with jq's reason. */
  brokenPatterns: ReadonlyMap<string, string>;
  /** Cycles, by the identifier of the automation that reports them. */
  cycles: ReadonlyMap<string, Cycle>;
};
