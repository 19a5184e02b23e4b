import { closest, didYouMean } from '../../closest.ts';
import { isObject, valueAt } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';
import { dispatchLimits } from '../../workflow/dispatch-inputs.ts';
import { inputFlaw } from '../../workflow/workflow.ts';
import type { AutomationRule, Subject } from '../rule.ts';
import { localWorkflows, type WorkflowSubject, type WorkflowWorld } from '../workflow-references.ts';

/** Inputs that GitHub would refuse. */
export const workflowInputs = {
  code: 'lint/workflow-inputs',
  severity: 'error',
  title: 'Inputs that the workflow does not take',
  why: 'GitHub refuses the whole dispatch for one input that is not declared, is missing or has a value of the wrong kind.',
  example: '"workflowInputs": { "env": "prod" } where the workflow declares `environment`',
  fix: '"workflowInputs": { "environment": "prod" }',
  check(subject: WorkflowSubject, world: WorkflowWorld) {
    return localWorkflows(subject, world).flatMap(
      ({ reference, file, workflow, inputsPath, workflowPath }): Finding[] => {
        if (workflow.state !== 'read' || !workflow.inputs) return [];
        const declared = workflow.inputs;
        const given = Object.entries(reference.inputs);
        // A key that is a template may become any of the inputs.
        const open = given.some(([name]) => name.includes('{{'));
        const findings: Finding[] = given.flatMap(([name, value]): Finding[] => {
          const path = [...inputsPath, name];
          const input = declared.get(name);
          if (!input && name.includes('{{')) return [];
          if (!input) {
            const unused = [...declared.keys()].filter((known) => !Object.hasOwn(reference.inputs, known));
            const meant = closest(name, unused);
            const message = `\`${file}\` declares no input \`${name}\`${didYouMean(name, unused)}`;
            return [{ message, path, part: 'key', ...(meant !== undefined && { replacement: meant }) }];
          }
          const flaw = inputFlaw(input, value);
          return flaw === null ? [] : [{ message: `The input \`${name}\` of \`${file}\` ${flaw}.`, path }];
        });
        const owner = isGiven(subject, inputsPath) ? inputsPath : workflowPath;
        for (const [name, input] of declared) {
          if (open || !input.required || input.hasDefault || Object.hasOwn(reference.inputs, name)) continue;
          // A misspelt one has been told already.
          if (findings.some((finding) => finding.replacement === name)) continue;
          findings.push({
            message: `\`${file}\` requires the input \`${name}\`, which is not given.`,
            path: owner,
            part: 'key',
          });
        }
        return findings;
      },
    );
  },
} satisfies AutomationRule;

/** More inputs than GitHub takes, whatever the workflow declares. */
export const tooManyInputs = {
  code: 'lint/too-many-inputs',
  severity: 'error',
  title: 'More inputs than GitHub takes',
  why: `GitHub refuses a dispatch with more than ${dispatchLimits.inputs} inputs, so every run would fail.`,
  example: `"workflowInputs" with ${dispatchLimits.inputs + 1} keys`,
  fix: '"workflowInputs": { "event": "{{ .event.diff.after }}" }, which the workflow reads with fromJson',
  check({ automation: { invocationMethod } }: Pick<Subject, 'automation'>) {
    return inputPaths.flatMap((path): Finding[] => {
      const inputs = valueAt(invocationMethod, ...path);
      if (!isObject(inputs)) return [];
      // `ref` is no input, and jq's `empty` leaves one out.
      const count = Object.entries(inputs).filter(([name, value]) => {
        return name !== 'ref' && !(typeof value === 'string' && /\bempty\b/.test(value));
      }).length;
      if (count <= dispatchLimits.inputs) return [];
      const message = `GitHub takes ${dispatchLimits.inputs} inputs, and these are ${count}; put several into one input as JSON.`;
      return [{ message, path: ['invocationMethod', ...path], part: 'key' }];
    });
  },
} satisfies AutomationRule;

const inputPaths = [['workflowInputs'], ['integrationActionExecutionProperties', 'workflowInputs']] as const;

function isGiven({ automation }: WorkflowSubject, path: Path): boolean {
  return valueAt({ invocationMethod: automation.invocationMethod }, ...path.map(String)) !== undefined;
}
