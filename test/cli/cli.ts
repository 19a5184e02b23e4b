import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { offline } from '../../src/offline.ts';
import { type Ended, runInProcess } from '../in-process.ts';
import { jqForTests } from '../jq/jq.ts';

const entry = fileURLToPath(new URL('../../build/cli.mjs', import.meta.url));

/** What the command line is given beside its arguments. */
type Given = { input?: string; environment?: Record<string, string> };

/** Runs the command line; as a process of its own where it reads standard input. */
export function runCli(cwd: string, args: readonly string[], given: Given = {}): Promise<Ended> {
  if (given.input !== undefined) return runCliProcess(cwd, args, given);
  const env = { PATH: process.env.PATH ?? '', ...given.environment };
  return runInProcess(() => runCommandLine(args, jqForTests(), env, async () => offline), cwd, env);
}

/** Runs the built command line as a process of its own. */
export async function runCliProcess(
  cwd: string,
  args: readonly string[],
  { input = '', environment = {} }: Given = {},
): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  const child = spawn(process.execPath, [entry, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code: code ?? -1, ...written };
}
