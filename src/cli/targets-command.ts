import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { type TargetRow, type TargetState, targetTitles, waitingWords } from '../core/views/target-view.ts';
import { awaitBulk, bulkLine } from './bulk.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, serverOf, serverOption } from './options.ts';
import { pauseLines, readPauses } from './pause-line.ts';

type Options = { format: Format; serverUrl?: string; retry?: string };

const roles = {
  paused: 'warning',
  open: 'error',
  slow: 'warning',
  failing: 'warning',
  closed: 'good',
} as const satisfies Record<TargetState, string>;

/** `targets`: lists the targets of automations that have problems, and probes them. */
export function addTargets(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('targets')
    .description('list targets that fail, are paused or have waiting runs')
    .option('--retry <target>', 'probe this target now; when it works, its waiting runs are sent')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async ({ format, serverUrl, retry }: Options) => {
      const here = world();
      const server = serverOf(serverUrl, here.environment);
      if (retry !== undefined) {
        const answer = await callServer(server, `/v1/targets/${encodeURIComponent(retry)}/retry`, {});
        const bulk = await awaitBulk(here, server, answer, { wait: true, quiet: format === 'json' });
        if (format === 'json') here.writeJson({ bulk });
        else here.print(bulkLine(bulk));
        if (bulk.state !== 'done') process.exitCode = 1;
        return;
      }
      const { targets } = await callServer(server, '/v1/targets');
      const rows = (Array.isArray(targets) ? targets : []) as unknown as TargetRow[];
      const { pauses, heldRuns } = await readPauses(server);
      if (format === 'json') return here.writeJson({ targets: rows, pauses, heldRuns });
      for (const row of rows) here.print(lineOf(here, row));
      // Paused targets are already rows; the runs of a paused automation have not reached a target yet.
      const automations = pauses.filter(({ kind }) => kind === 'automation');
      if (rows.length + automations.length === 0) here.print('Every target works, and nothing waits.');
      else if (rows.length === 0) here.print('Every target works.');
      if (automations.length > 0) for (const line of pauseLines({ pauses: automations, heldRuns })) here.print(line);
    });
}

function lineOf(
  { paint }: CliWorld,
  { target, state, waitingRuns, since, nextProbeAt, reason, paused }: TargetRow,
): string {
  const parts = [
    waitingWords(waitingRuns),
    ...(since === null ? [] : [`since ${since}`]),
    ...(nextProbeAt === null ? [] : [`next probe ${nextProbeAt}`]),
  ];
  const why = paused?.reason ?? (reason === null ? null : redactText(reason));
  return `${paint(roles[state], targetTitles[state].toLowerCase())}  ${target}  ${parts.join(', ')}${why === null ? '' : `\n  ${why}`}`;
}
