import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createGit, repositoryOf } from '../checkout/git.ts';
import type { createJq } from '../jq/jq.ts';
import { createPaint, escapeWorkflowCommands, wantsColours } from '../report/terminal.ts';
import type { Offline } from './offline-work.ts';

/** The environment and services of a command. */
export type CliWorld = {
  environment: Readonly<Record<string, string | undefined>>;
  jq: ReturnType<typeof createJq>;
  /** Loads the code that works on a database without the service. */
  loadOffline(): Promise<Offline>;
  /** The repository's root, or the current folder outside of one. */
  root: string;
  paint: ReturnType<typeof createPaint>;
  /** Writes lines for people. */
  print(text: string): void;
  /** Writes a value for programs, as JSON. */
  writeJson(value: object): void;
  /** True if people read the output as it is written. */
  isTerminal: boolean;
  /** True if people read standard error as it is written. */
  isErrorTerminal: boolean;
  /** Clears the terminal. */
  clear(): void;
  /** Shows the progress of a long command, in one line that the next one replaces; an empty text removes it. */
  showProgress(text: string): void;
  /** Writes lines for people on standard error, beside a result that a program reads. */
  printError(text: string): void;
};

/** Creates the world of one process; `near` is a path inside the repository. */
export function createWorld(
  jq: CliWorld['jq'],
  environment: CliWorld['environment'],
  near: string,
  loadOffline: CliWorld['loadOffline'],
): CliWorld {
  const { stdout } = process;
  const isErrorTerminal = process.stderr.isTTY === true && environment.TERM !== 'dumb';
  return {
    environment,
    jq,
    loadOffline,
    root: rootAbove(resolve(near)),
    paint: createPaint(wantsColours(stdout, environment)),
    print: (text) => void stdout.write(`${escapeWorkflowCommands(text)}\n`),
    // To a JSON reader the escape is the same text, and GitHub's runner does not take it for a command.
    writeJson: (value) => void stdout.write(`${JSON.stringify(value, null, 2).replaceAll('##[', '#\\u0023[')}\n`),
    isTerminal: stdout.isTTY === true && environment.TERM !== 'dumb',
    isErrorTerminal,
    clear: () => void stdout.write('\u001B[2J\u001B[3J\u001B[H'),
    showProgress(text) {
      if (isErrorTerminal) process.stderr.write(`\r\u001B[K${text}`);
    },
    printError,
  };
}

/** Writes lines to standard error, which GitHub's runner reads, too. */
export function printError(text: string): void {
  process.stderr.write(`${escapeWorkflowCommands(text)}\n`);
}

/** `owner/repo` of the checkout, from the environment or its remote; null when unknown. */
export function repositoryName(root: string, environment: CliWorld['environment']): string | null {
  return environment.GITHUB_REPOSITORY ?? repositoryOf(createGit(root).origin());
}

/** The repository around a path; without one, the current folder or the folder of the path. */
function rootAbove(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return relative('.', path).startsWith('..') ? dirname(path) : process.cwd();
  }
}
