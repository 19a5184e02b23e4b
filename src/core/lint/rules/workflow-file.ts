import { closest } from '../../closest.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { Path } from '../../source/places.ts';
import type { AutomationRule } from '../rule.ts';
import { localWorkflows, type WorkflowSubject, type WorkflowWorld } from '../workflow-references.ts';

/** Workflows that cannot be dispatched. */
export const workflowFile = {
  code: 'lint/workflow-file',
  severity: 'error',
  title: 'A workflow that cannot be started',
  why: 'GitHub starts a workflow only when its file is in .github/workflows and has a workflow_dispatch trigger.',
  example: '"workflow": "deploy.yml" where deploy.yml says `on: push`',
  fix: 'on: [push, workflow_dispatch]',
  check(subject: WorkflowSubject, world: WorkflowWorld) {
    const local = localWorkflows(subject, world);
    const others = subject.references.flatMap(({ reference, base }): Finding[] => {
      if (reference.type !== 'workflow' || local.some((one) => one.reference === reference)) return [];
      return reference.workflow.includes('/')
        ? [nameAlone(reference.workflow, [...base, ...reference.workflowPath])]
        : [];
    });
    const found = local.flatMap(({ reference, file, workflow, workflowPath }): Finding[] => {
      const path = workflowPath;
      if (workflow.state === 'broken') return [{ message: `\`${file}\` is not valid: ${workflow.error}.`, path }];
      if (workflow.state === 'read') {
        if (workflow.inputs) return [];
        return [
          { message: `\`${file}\` has no \`workflow_dispatch\` trigger, so it cannot be started from here.`, path },
        ];
      }
      if (reference.workflow.includes('/')) {
        return [nameAlone(reference.workflow, path)];
      }
      const names = [...(world.repository?.workflows.keys() ?? [])].map((known) => known.split('/').at(-1) ?? '');
      const meant = closest(reference.workflow, names);
      const hint = meant === undefined ? '.' : `; did you mean \`${meant}\`?`;
      return [
        { message: `There is no file \`${file}\`${hint}`, path, ...(meant !== undefined && { replacement: meant }) },
      ];
    });
    return [...others, ...found];
  },
} satisfies AutomationRule;

function nameAlone(workflow: string, path: Path): Finding {
  const message = 'A workflow is named by its file name alone, and its file must be in .github/workflows.';
  return { message, path, replacement: workflow.split('/').at(-1) ?? '' };
}
