import type { Automation } from '../automation.ts';
import type { BackendSpec } from '../backend-spec.ts';
import type { Blueprint } from '../blueprint.ts';
import type { Comparison } from '../comparison.ts';
import type { Cycle } from '../cycles.ts';
import type { RootPath } from '../expression/paths.ts';
import type { JqSite } from '../expression/sites.ts';
import type { IssueCodeDoc } from '../issue-codes/issue-code-doc.ts';
import type { JqResult } from '../jq.ts';
import type { Finding } from '../problem.ts';
import type { Reference } from '../reference.ts';
import type { Path } from '../source/places.ts';
import type { Definition } from '../validate.ts';
import type { ReadWorkflow } from '../workflow.ts';

/** One thing that lint looks for. A new rule is its file and a line in `lint/index.ts`. */
export type Rule = IssueCodeDoc & {
  code: `lint/${string}`;
  /** What it finds in one automation. */
  check(subject: Subject, world: World): readonly Finding[];
};

/** An automation with what several rules ask of it. */
export type Subject = {
  definition: Definition;
  automation: Automation;
  /** Its jq, each with the paths that start at the input and what a condition demands of it. */
  sites: readonly (JqSite & { paths: readonly RootPath[]; demands: readonly Comparison[] })[];
  /** What its invocation method refers to; paths lead from the definition's root. */
  references: readonly { reference: Reference; base: Path }[];
};

/** What lies around the automation; what is absent is not known, and nothing is said about it. */
export type World = {
  backends: readonly BackendSpec[];
  /** Identifier → automation, of all that were given. */
  automations: ReadonlyMap<string, Definition>;
  /** Simplified name → the automation of that name. */
  similarNames: ReadonlyMap<string, string>;
  blueprints: ReadonlyMap<string, Blueprint> | null;
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
