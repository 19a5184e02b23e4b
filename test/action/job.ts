import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as core from '@actions/core';
import { runAction } from '../../src/action/run-action.ts';
import { messageOf } from '../../src/core/error.ts';
import { runInProcess } from '../in-process.ts';
import { jqForTests } from '../jq/jq.ts';

const bundle = fileURLToPath(new URL('../../build/action/index.mjs', import.meta.url));

/** A workflow command that a step printed. */
export type Command = { name: string; properties: Record<string, string>; data: string };

/** The results of a step. */
export type Step = {
  code: number | null;
  commands: Command[];
  /** What it printed beside commands. */
  log: string[];
  output: string;
  outputs: Record<string, string>;
  summary: string;
};

/** The options of a step. */
export type StepOptions = {
  root: string;
  event?: string;
  payload?: object;
  inputs?: Record<string, string>;
  environment?: Record<string, string>;
};

/** Environment and inputs that modules keep from their first use in a process, or that are about the process itself. */
const ofTheProcess = ['NODE_OPTIONS', 'HTTP_PROXY', 'HTTPS_PROXY', 'INPUT_GITHUB-TOKEN'];

/**
 * Runs the Action as GitHub's runner does: inputs and files in the environment, nothing else. In this process where that makes no
 * difference, else as `node <main>` of the bundle.
 */
export async function runStep(options: StepOptions): Promise<Step> {
  const { root, event = 'workflow_dispatch', payload = {}, inputs = {}, environment = {} } = options;
  const temporary = mkdtempSync(join(tmpdir(), 'catalog-step-'));
  const file = (name: string, text = ''): string => {
    writeFileSync(join(temporary, name), text);
    return join(temporary, name);
  };
  const [output, summary] = [file('output'), file('summary')];
  const env = {
    PATH: process.env.PATH ?? '',
    GITHUB_WORKSPACE: root,
    GITHUB_REPOSITORY: 'acme/catalog',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    // Nothing may leave this machine.
    GITHUB_API_URL: 'http://127.0.0.1:9',
    ...environment,
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  };
  const ownProcess = ofTheProcess.some((name) => name in env);
  const { code, text } = ownProcess ? await runBundle(root, env) : await runHere(root, env);
  const lines = text.split('\n').filter((line) => line !== '');
  try {
    return {
      code,
      commands: lines.flatMap((line) => commandIn(line) ?? []),
      log: lines.filter((line) => commandIn(line) === null),
      output: text,
      outputs: outputsIn(readFileSync(output, 'utf8')),
      summary: readFileSync(summary, 'utf8'),
    };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

async function runBundle(root: string, env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [bundle], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text: Buffer.concat(chunks).toString('utf8') };
}

async function runHere(root: string, env: Record<string, string>): Promise<{ code: number; text: string }> {
  // The toolkit's summary remembers the file that it wrote to.
  const summary = new (core.summary.constructor as new () => typeof core.summary)();
  const toolkit = { ...core, summary };
  const begun = performance.now();
  const work = () =>
    runAction({ toolkit, environment: env, jq: jqForTests(), now: () => performance.now() - begun })
      // As src/action.ts ends.
      .catch((error: unknown) => toolkit.setFailed(messageOf(error)));
  const { code, stdout, stderr } = await runInProcess(work, root, env);
  return { code, text: stdout + stderr };
}

/** A line as GitHub's runner reads it. */
function commandIn(line: string): Command | null {
  const match = /^\s*::([a-z-]+)(?: ([^:]*(?::[^:]+)*?))?::(.*)$/i.exec(line);
  if (!match) return null;
  const [, name = '', properties = '', data = ''] = match;
  const pairs = properties
    .split(',')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decoded(pair.slice(at + 1))] as const;
    });
  return { name, properties: Object.fromEntries(pairs), data: decoded(data) };
}

function decoded(text: string): string {
  const characters: Record<string, string> = { '%0A': '\n', '%0D': '\r', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replaceAll(/%(?:0A|0D|3A|2C|25)/g, (code) => characters[code] ?? code);
}

function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, delimiter] = /^([\w-]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, at + 1);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}

/** Annotations as `level file:line:column code message`. */
export function annotations({ commands }: Step): string[] {
  return commands
    .filter(({ name }) => name === 'error' || name === 'warning' || name === 'notice')
    .map(({ name, properties: { file, line, col, title }, data }) => {
      const place = file === undefined ? '' : ` ${file}:${line}:${col}`;
      return `${name}${place}${title === undefined ? '' : ` ${title}`} ${data}`;
    });
}
