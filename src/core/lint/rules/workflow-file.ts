import { closest } from '../../closest.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';
import type { AutomationRule } from '../rule.ts';
import { localWorkflows, type WorkflowContext, type WorkflowSubject } from '../workflow-references.ts';

/** Reports workflows that cannot be dispatched. */
export const workflowFile = {
  code: 'lint/workflow-file',
  severity: 'error',
  title: 'A workflow that cannot be started',
  why: 'GitHub starts a workflow only if its file is in .github/workflows and has a workflow_dispatch trigger.',
  example: '"workflow": "deploy.yml" where deploy.yml has `on: push`',
  fix: 'on: [push, workflow_dispatch]',
  check(subject: WorkflowSubject, context: WorkflowContext) {
    const local = localWorkflows(subject, context);
    const others = subject.references.flatMap(({ reference, base }): Finding[] => {
      if (reference.type !== 'workflow' || local.some((one) => one.reference === reference)) return [];
      return reference.workflow.includes('/')
        ? [fileNameFinding(reference.workflow, [...base, ...reference.workflowPath])]
        : [];
    });
    const found = local.flatMap(({ reference, file, workflow, workflowPath }): Finding[] => {
      const path = workflowPath;
      if (workflow.state === 'broken') return [{ message: `\`${file}\` is not valid: ${workflow.error}.`, path }];
      if (workflow.state === 'read') {
        if (workflow.inputs) return [];
        return [
          {
            message: `\`${file}\` has no \`workflow_dispatch\` trigger, so it cannot be started by an automation.`,
            path,
          },
        ];
      }
      if (reference.workflow.includes('/')) {
        return [fileNameFinding(reference.workflow, path)];
      }
      const names = [...(context.repository?.workflows.keys() ?? [])].map((known) => known.split('/').at(-1) ?? '');
      const meant = closest(reference.workflow, names);
      const hint = meant === undefined ? '.' : `; did you mean \`${meant}\`?`;
      return [
        {
          message: `The file \`${file}\` does not exist${hint}`,
          path,
          ...(meant !== undefined && { replacement: meant }),
        },
      ];
    });
    return [...others, ...found];
  },
} satisfies AutomationRule;

function fileNameFinding(workflow: string, path: Path): Finding {
  const message = 'Write only the file name of the workflow; the file must be in .github/workflows.';
  return { message, path, replacement: workflow.split('/').at(-1) ?? '' };
}
