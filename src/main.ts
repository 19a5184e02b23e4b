import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { startProblem } from './app/start/start-problem.ts';
import { type RunningService, serve } from './server.ts';
import { inThread } from './store/pglite-thread.ts';

// The service's process: signals, exit codes, and terminal output.

/** How long a stop may take before the process exits anyway, ms: an orchestrator would kill it soon after. */
const stopTimeoutMs = 25_000;

async function main(): Promise<void> {
  const service = await serve({
    environment: process.env,
    jq: { workerUrl: new URL('./jq-worker.mjs', import.meta.url) },
    engine: inThread(new URL('./pglite-worker.mjs', import.meta.url)),
    page: new URL('./ui/', import.meta.url),
    onBroken(sentence) {
      console.error(`${sentence}. The service is stopping; fix this and restart it.`);
      process.exit(1);
    },
  });
  const { address, client, signInLink } = service;
  if (client?.isNew) console.log(welcome(address, client.file));
  if (signInLink !== null) {
    // A reader of the log could use the link first.
    if (process.stdout.isTTY === true) console.log(`\nThe page, for one sign-in within ten minutes: ${signInLink}\n`);
    else
      console.log(
        `\nThe page: ${address}. For a link that signs in once:\n\n  ${linkCommand(address, client?.file)}\n`,
      );
    if (process.argv.includes('--open')) openBrowser(signInLink);
  }
  stopOnSignals(service);
  reloadOnSignal(service);
}

/** Opens the page in the system's browser; without one, the printed link remains. */
function openBrowser(link: string): void {
  const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };
  const opener = spawn(openers[process.platform] ?? 'xdg-open', [link], { stdio: 'ignore', detached: true });
  opener.on('error', () => console.log('No browser could be opened; open the link above.'));
  opener.unref();
}

function stopOnSignals({ log, stop, unlock }: RunningService): void {
  // Aborted calls are repeated under the same key, as after a crash.
  const cut = async (): Promise<void> => {
    log.warn({}, 'stopped without waiting for calls in progress: the next start repeats them');
    await unlock();
    process.exit(0);
  };
  let stopping = false;
  const onSignal = async (signal: string): Promise<void> => {
    if (stopping) return cut();
    stopping = true;
    log.info(
      { signal, seconds: stopTimeoutMs / 1000 },
      'stopping: finishing what is in progress; send the signal again to stop at once',
    );
    setTimeout(() => void cut(), stopTimeoutMs).unref();
    await stop();
    log.info({}, 'stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void onSignal(signal));
}

/**
 * SIGHUP reloads the folder of definitions; on a terminal it means that the terminal was closed, and ends the service.
 */
function reloadOnSignal({ log, reload }: RunningService): void {
  if (process.stdout.isTTY === true) return;
  process.on('SIGHUP', () => {
    log.info({ signal: 'SIGHUP' }, 'reloading the folder of automations');
    void reload();
  });
}

/**
 * A shell expression that reads the credentials from their file; they are not printed, because terminals and logs are
 * kept.
 */
function userOf(file: string | undefined): string {
  if (file === undefined) return '"$CLIENT_ID:$CLIENT_SECRET"';
  return `"$(node -p 'const c = require("${resolve(file)}"); c.id + ":" + c.secret')"`;
}

function linkCommand(address: string, file: string | undefined): string {
  return `curl -X POST -u ${userOf(file)} ${address}/v1/session/link`;
}

/** Says how to use a new client. */
function welcome(address: string, file: string): string {
  const user = userOf(file);
  return `
Catalog Automations runs on ${address}. Its API client's credentials are in ${file}:

  curl -u ${user} ${address}/v1/actions/runs

To watch one automation run from start to finish, in a second terminal: npm run demo
`;
}

main().catch((error: unknown) => {
  // A known problem is shown as a sentence for the operator, and only a bug with its stack.
  console.error(startProblem(error) ?? error);
  process.exit(1);
});
