import { closest, didYouMean } from '../../closest.ts';
import { isObject, valueAt } from '../../json.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';
import { dispatchLimits } from '../../workflow/dispatch-inputs.ts';
import { checkInputValue } from '../../workflow/workflow.ts';
import type { AutomationRule, Subject } from '../rule.ts';
import { localWorkflows, type WorkflowContext, type WorkflowSubject } from '../workflow-references.ts';

/** Reports workflow inputs that GitHub would reject. */
export const workflowInputs = {
  code: 'lint/workflow-inputs',
  severity: 'error',
  title: 'Inputs that do not match the workflow',
  why: 'GitHub rejects the whole dispatch if a single input is undeclared, missing or of the wrong type.',
  example: '"workflowInputs": { "env": "prod" } where the workflow declares `environment`',
  fix: '"workflowInputs": { "environment": "prod" }',
  check(subject: WorkflowSubject, context: WorkflowContext) {
    return localWorkflows(subject, context).flatMap(
      ({ reference, file, workflow, inputsPath, workflowPath }): Finding[] => {
        if (workflow.state !== 'read' || !workflow.inputs) return [];
        const declared = workflow.inputs;
        const given = Object.entries(reference.inputs);
        // A templated key may become any input.
        const open = given.some(([name]) => name.includes('{{'));
        const findings: Finding[] = given.flatMap(([name, value]): Finding[] => {
          const path = [...inputsPath, name];
          const input = declared.get(name);
          if (!input && name.includes('{{')) return [];
          if (!input) {
            const unused = [...declared.keys()].filter((known) => !Object.hasOwn(reference.inputs, known));
            const meant = closest(name, unused);
            const message = `\`${file}\` does not declare the input \`${name}\`${didYouMean(name, unused)}`;
            return [{ message, path, part: 'key', ...(meant !== undefined && { replacement: meant }) }];
          }
          const flaw = checkInputValue(input, value);
          return flaw === null ? [] : [{ message: `The input \`${name}\` of \`${file}\` ${flaw}.`, path }];
        });
        const owner = isGiven(subject, inputsPath) ? inputsPath : workflowPath;
        for (const [name, input] of declared) {
          if (open || !input.required || input.hasDefault || Object.hasOwn(reference.inputs, name)) continue;
          // A misspelled input has been reported already.
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

/** Reports more inputs than GitHub accepts, whatever the workflow declares. */
export const tooManyInputs = {
  code: 'lint/too-many-inputs',
  severity: 'error',
  title: 'Too many workflow inputs',
  why: `GitHub rejects a dispatch with more than ${dispatchLimits.inputs} inputs, so every run would fail.`,
  example: `"workflowInputs" with ${dispatchLimits.inputs + 1} keys`,
  fix: '"workflowInputs": { "event": "{{ .event.diff.after }}" }, which the workflow reads with fromJson',
  check({ automation: { invocationMethod } }: Pick<Subject, 'automation'>) {
    return inputPaths.flatMap((path): Finding[] => {
      const inputs = valueAt(invocationMethod, ...path);
      if (!isObject(inputs)) return [];
      // `ref` is not an input, and jq's `empty` omits one.
      const count = Object.entries(inputs).filter(([name, value]) => {
        return name !== 'ref' && !(typeof value === 'string' && /\bempty\b/.test(value));
      }).length;
      if (count <= dispatchLimits.inputs) return [];
      const message = `GitHub accepts at most ${dispatchLimits.inputs} inputs, but there are ${count}; combine some into one JSON input.`;
      return [{ message, path: ['invocationMethod', ...path], part: 'key' }];
    });
  },
} satisfies AutomationRule;

const inputPaths = [['workflowInputs'], ['integrationActionExecutionProperties', 'workflowInputs']] as const;

function isGiven({ automation }: WorkflowSubject, path: Path): boolean {
  return valueAt({ invocationMethod: automation.invocationMethod }, ...path.map(String)) !== undefined;
}
