// `npm run dev`: builds on every change of src, and restarts the service then. The service itself watches the definitions.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { bundleOptions, serviceEntries } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
let child;
let restarting;

/** Ends the running service, which finishes what is in progress, and starts the new build. */
async function restart(reason) {
  if (restarting) return;
  restarting = true;
  console.log(`\n${reason}`);
  if (child !== undefined && child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  restarting = false;
  child = spawn(process.execPath, ['--enable-source-maps', 'build/server.mjs'], { cwd: root, stdio: 'inherit' });
}

/** Collects the changes of a moment: editors write a file in several steps. */
function debounced(action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), 150);
  };
}

const rebuilt = debounced((errors) => {
  if (errors === 0) restart('Built; starting the service.');
  else console.log('The build failed; the service keeps running as it was.');
});
const onBuilt = { name: 'restart', setup: ({ onEnd }) => onEnd(({ errors }) => rebuilt(errors.length)) };
const builder = await context(bundleOptions(serviceEntries, { sourcemap: true, plugins: [onBuilt] }));
await builder.watch();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await builder.dispose();
    child?.once('exit', (code) => process.exit(code ?? 0));
    if (child === undefined || !child.kill('SIGTERM')) process.exit(0);
  });
}
