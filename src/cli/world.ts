import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Check, checkWorkspace } from '../action/check.ts';
import { createGit, repositoryOf } from '../action/git.ts';
import { createPaint, harmless, wantsColours } from '../action/terminal.ts';
import { readWorkspace, repositoryPath, type Workspace } from '../action/workspace.ts';
import { isTestFile } from '../core/source.ts';
import { createJq } from '../jq/create.ts';

/** What a command works with. */
export type CliWorld = {
  environment: Readonly<Record<string, string | undefined>>;
  jq: ReturnType<typeof createJq>;
  /** The repository's root, or the current folder outside of one. */
  root: string;
  paint: ReturnType<typeof createPaint>;
  /** Writes lines for people. */
  print(text: string): void;
  /** Writes text for programs as it is. */
  write(text: string): void;
  /** Writes lines for people on standard error, beside a result that a program reads. */
  printError(text: string): void;
};

/** The world of one process; `near` is a path in the repository that it looks at. */
export function createWorld(workerUrl: URL, environment: CliWorld['environment'], near: string): CliWorld {
  const { stdout } = process;
  return {
    environment,
    jq: createJq({ workerUrl }),
    root: rootAbove(resolve(near)),
    paint: createPaint(wantsColours(stdout, environment)),
    print: (text) => void stdout.write(`${harmless(text)}\n`),
    write: (text) => void stdout.write(text),
    printError,
  };
}

/** Writes lines to standard error, which GitHub's runner reads along as well. */
export function printError(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/** Where the definitions are unless told otherwise. */
export const defaultPath = 'automations';

/** Reads and checks what stands below the paths, which are relative to the current folder. */
export async function checkPaths(
  { root, jq, environment }: CliWorld,
  paths: readonly string[],
  repository?: string,
): Promise<Check> {
  const inside = paths.length === 0 ? [defaultPath] : paths.map((path) => relative(root, resolve(path)) || '.');
  const asked = readWorkspace(root, inside);
  const around = inside.filter(isTestFile).map(folderOf);
  const name = repository ?? repositoryName(root, environment);
  if (around.length === 0) return checkWorkspace(asked, jq, name);
  // A file of tests alone says nothing: it is about the definitions around it, which are not themselves asked for.
  const { definitions } = readWorkspace(root, [...inside, ...around]);
  return checkOf(asked, await checkWorkspace({ ...asked, definitions }, jq, name));
}

/** The folder of definitions that a file of tests belongs to: the nearest of the usual name, else the one it is in. */
function folderOf(file: string): string {
  const steps = repositoryPath('.', file).split('/').slice(0, -1);
  const length = steps.lastIndexOf(defaultPath) + 1 || steps.length;
  return steps.slice(0, length).join('/') || '.';
}

/** Of a check of more files than were asked for, what concerns those. */
function checkOf({ definitions, tests, blueprints, issues }: Workspace, check: Check): Check {
  const files = new Set([...definitions, ...tests, ...blueprints].map(({ path }) => path));
  const places = new Set(issues.map(({ file }) => file));
  return {
    ...check,
    definitions: check.definitions.filter(({ file }) => files.has(file)),
    issues: check.issues.filter(({ file }) => files.has(file) || places.has(file)),
    files: definitions.length + tests.length,
  };
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
