import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createGit, repositoryOf } from '../checkout/git.ts';
import type { createJq } from '../jq/jq.ts';
import { createPaint, escapeWorkflowCommands, wantsColours } from '../report/terminal.ts';

/** What a command works with. */
export type CliWorld = {
  environment: Readonly<Record<string, string | undefined>>;
  jq: ReturnType<typeof createJq>;
  /** The repository's root, or the current folder outside of one. */
  root: string;
  paint: ReturnType<typeof createPaint>;
  /** Writes lines for people. */
  print(text: string): void;
  /** Writes a value for programs, as JSON. */
  writeJson(value: object): void;
  /** Writes lines for people on standard error, beside a result that a program reads. */
  printError(text: string): void;
};

/** The world of one process; `near` is a path in the repository that it looks at. */
export function createWorld(jq: CliWorld['jq'], environment: CliWorld['environment'], near: string): CliWorld {
  const { stdout } = process;
  return {
    environment,
    jq,
    root: rootAbove(resolve(near)),
    paint: createPaint(wantsColours(stdout, environment)),
    print: (text) => void stdout.write(`${escapeWorkflowCommands(text)}\n`),
    // An escape is the same text to a reader of JSON, and no command to GitHub's runner.
    writeJson: (value) => void stdout.write(`${JSON.stringify(value, null, 2).replaceAll('##[', '#\\u0023[')}\n`),
    printError,
  };
}

/** Writes lines to standard error, which GitHub's runner reads along as well. */
export function printError(text: string): void {
  process.stderr.write(`${escapeWorkflowCommands(text)}\n`);
}

/** `owner/repo` of the checkout, as far as the environment or its remote says. */
export function repositoryName(root: string, environment: CliWorld['environment']): string | null {
  return environment.GITHUB_REPOSITORY ?? repositoryOf(createGit(root).origin());
}

/** The repository around a path; outside of any the current folder, or else the one that the path is in. */
function rootAbove(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return relative('.', path).startsWith('..') ? dirname(path) : process.cwd();
  }
}
