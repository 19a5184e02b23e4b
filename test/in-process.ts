/** The results of a program. */
export type Ended = { code: number; stdout: string; stderr: string };

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs programs inside this process, one after the other, as if each had its own process: with its own folder,
 * environment, outputs and exit code.
 */
export function runInProcess(
  work: () => Promise<void>,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const run = last.then(() => runAlone(work, cwd, environment));
  last = run.catch(() => {});
  return run;
}

async function runAlone(
  work: () => Promise<void>,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const before = { env: process.env, cwd: process.cwd(), exitCode: process.exitCode };
  const written = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const write = stream.write;
    stream.write = ((text: string | Uint8Array) => {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
      return true;
    }) as typeof write;
    return () => {
      stream.write = write;
    };
  });
  process.exitCode = undefined;
  process.env = { ...environment };
  process.chdir(cwd);
  try {
    await work();
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
    process.exitCode = before.exitCode;
    for (const one of restore) one();
  }
}
