import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule } from '../rule.ts';
import { localWorkflows } from '../workflow-references.ts';

/** Reports inputs that must name an environment of the repository. */
export const workflowEnvironment: AutomationRule = {
  code: 'lint/workflow-environment',
  severity: 'warning',
  title: 'An environment that cannot be checked here',
  why: 'An input of type `environment` must name an environment of the repository, which its files do not list.',
  example: '"workflowInputs": { "target": "production" } where `target` is of type environment',
  fix: 'Make sure that the environment exists in the repository settings.',
  check(subject, context) {
    return localWorkflows(subject, context).flatMap(({ reference, workflow, inputsPath }): Finding[] => {
      if (workflow.state !== 'read' || !workflow.inputs) return [];
      return [...workflow.inputs].flatMap(([name, input]) => {
        const value = Object.hasOwn(reference.inputs, name) ? reference.inputs[name] : undefined;
        if (input.type !== 'environment' || typeof value !== 'string' || value.includes('{{')) return [];
        const message = `\`${name}\` must name an environment of ${reference.repository}, which cannot be checked here; make sure that \`${value}\` exists.`;
        return [{ message, path: [...inputsPath, name] }];
      });
    });
  },
};
