// Whole processes over folders of 1,000 and 10,000 definitions: the bundled Action and the command line, which validate, lint and
// compile all jq, beside a plain schema validator on the same files.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitions } from './shapes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'build/action');
const rounds = 5;
execFileSync(process.execPath, [join(root, 'scripts/build-action.mjs'), built]);

const work = mkdtempSync(join(tmpdir(), 'catalog-lint-'));
try {
  const node = best(() => run(work, ['-e', '0']));
  const rows = [];
  for (const count of [1, 1_000, 10_000]) {
    const folder = join(work, String(count));
    mkdirSync(join(folder, 'automations'), { recursive: true });
    for (const one of definitions(count)) {
      writeFileSync(join(folder, 'automations', `${one.identifier}.json`), JSON.stringify(one, null, 2));
    }
    const ours = best(() => run(folder, [join(built, 'index.mjs')]));
    const cli = best(() => run(folder, [join(root, 'build/cli.mjs'), 'validate']));
    const ajv = best(() =>
      run(root, ['scripts/bench/plain-ajv.mjs', 'automations/schema.json', join(folder, 'automations')]),
    );
    rows.push({
      definitions: count.toLocaleString('en'),
      'the Action, s': seconds(ours),
      'beyond Node, s': seconds(ours - node),
      'command line, s': seconds(cli),
      'plain ajv, s': seconds(ajv),
      'Action : ajv': (ours / ajv).toFixed(2),
      'µs per definition': Math.round(((ours - node) * 1000) / count).toLocaleString('en'),
    });
  }
  console.log(`\nValidation, whole processes, best of ${rounds}; Node alone starts in ${seconds(node)} s`);
  console.table(rows);
  console.log(`The Action is ${(sizeOf(built) / 1024 / 1024).toFixed(2)} MiB: ${sizes(built)}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Milliseconds of one process that has to succeed. */
function run(cwd, args) {
  const begun = performance.now();
  execFileSync(process.execPath, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      GITHUB_WORKSPACE: cwd,
      GITHUB_REPOSITORY: 'acme/catalog',
      GITHUB_EVENT_NAME: 'push',
      INPUT_MODE: 'validate',
      // This measures how long it takes to find nothing.
      'INPUT_FAIL-ON-WARNING': 'true',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return performance.now() - begun;
}

/** The minimum of several runs, because anything above it is caused by other work on this machine. */
function best(measure) {
  return Math.min(...Array.from({ length: rounds }, measure));
}

function seconds(milliseconds) {
  return (milliseconds / 1000).toFixed(2);
}

function files(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
}

function sizeOf(folder) {
  return files(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function sizes(folder) {
  return files(folder)
    .map((name) => `${name} ${Math.round(statSync(join(folder, name)).size / 1024)} KiB`)
    .join(', ');
}
