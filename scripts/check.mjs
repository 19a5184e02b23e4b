// Runs everything that reads the sources without running them, at the same time: format and lint, types, unused code.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));

/** What an earlier check knows of files that have not changed since. */
const cache = 'node_modules/.cache';

const commands = [
  'biome check --error-on-warnings .',
  `tsc --incremental --tsBuildInfoFile ${cache}/all.tsbuildinfo`,
  `tsc -p src/ui --incremental --tsBuildInfoFile ${cache}/ui.tsbuildinfo`,
  `knip --cache --cache-location ${cache}/knip`,
];

/** Resolves to whether a command succeeded; its output is written whole, when it has ended. */
async function run(command) {
  const child = spawn(`node_modules/.bin/${command}`, { cwd, shell: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  process.stdout.write(code === 0 ? output : `${output}${command} failed (${code})\n`);
  return code === 0;
}

if ((await Promise.all(commands.map(run))).includes(false)) process.exitCode = 1;
