import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { isLoopback, localAddress } from '../client/server/local-client.ts';
import { AppError } from '../core/error.ts';
import type { CallerFacts } from '../core/health/health-check.ts';
import { callerChecks, carryOut } from '../core/health/index.ts';
import type { CheckState, CheckView } from '../core/views/health-view.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, NoCredentials, serverOf, serverOption } from './options.ts';

const marks = {
  ok: ['good', '✓'],
  warning: ['warning', '!'],
  error: ['error', '✗'],
} as const satisfies Record<CheckState, [string, string]>;

/** `doctor`: everything that is wrong with a service, on one screen. */
export function addDoctor(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('doctor')
    .description('say what is wrong with the service, and what to do about it')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async ({ format, serverUrl }: { format: Format; serverUrl?: string }) => {
      const here = world();
      const checks = await examine(here, serverUrl ?? usualAddress(here.environment));
      if (format === 'json') here.writeJson({ checks });
      else print(here, checks);
      if (checks.some(({ state }) => state === 'error')) process.exitCode = 1;
    });
}

/** The address of this folder's service, or else the address that it would have. */
function usualAddress(environment: CliWorld['environment']): string {
  const address = `http://127.0.0.1:${environment.PORT || 3000}`;
  return localAddress(environment) ?? (URL.canParse(address) ? address : 'http://127.0.0.1:3000');
}

/** The checks made here, then those of the service, as far as it answers. */
async function examine({ environment, loadOffline }: CliWorld, url: string): Promise<CheckView[]> {
  const asked = Date.now();
  try {
    const { version, at, checks } = await callServer(serverOf(url, environment), '/v1/health/checks');
    const ahead = (asked + Date.now()) / 2 - Date.parse(String(at));
    const facts: CallerFacts = { url, answer: { version: String(version) }, ahead, local: null };
    return [...carryOut(callerChecks, facts), ...(Array.isArray(checks) ? (checks as unknown as CheckView[]) : [])];
  } catch (error) {
    // An address that no service can have is a mistake in the command.
    if (!(error instanceof AppError) || error.code === 'invalid_request') throw error;
    const refused = error.code === 'unauthorized' || error.code === 'forbidden';
    const isDown = !refused && isLoopback(url);
    const local = isDown ? (await loadOffline()).examine(environment) : null;
    const problem = error instanceof NoCredentials ? `there are no credentials for ${url}` : error.message;
    return carryOut(callerChecks, { url, answer: { problem, refused }, ahead: null, local });
  }
}

function print({ print, paint }: CliWorld, checks: readonly CheckView[]): void {
  const width = Math.max(...checks.map(({ title }) => title.length));
  for (const { state, title, message, fix } of checks) {
    const [role, mark] = marks[state];
    const text = fix === null ? message : `${message}; ${fix}`;
    print(`${paint(role, mark)} ${title.padEnd(width)}  ${text}`);
  }
}
