import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../core/error.ts';
import { isZombie, processStartTime } from './process-start-time.ts';

/** How often the holder touches its lock, and how long without a touch until another host's lock is dead, ms. */
const touchEvery = 5_000;
const deadAfter = 20_000;

/** How long to wait for a holder on the same host, and how often to check: one that was killed may still be exiting. */
const maxWaitMs = 4_000;
const lookEvery = 200;

/**
 * Keeps a second process out of an embedded database, because two would corrupt its files. The lock of a dead process
 * is taken over at once on the same host, and after 20 s when hosts share the folder or the process id was reused.
 * `startTimeOf` distinguishes processes with the same id, where the system can.
 */
export async function lockDirectory(
  directory: string,
  startTimeOf = processStartTime,
  wait = maxWaitMs,
): Promise<() => Promise<void>> {
  const file = join(directory, 'lock');
  const { pid } = process;
  const mine = JSON.stringify({ pid, host: hostname(), since: new Date().toISOString(), birth: startTimeOf(pid) });
  await take(file, mine, startTimeOf, wait);
  const timer = setInterval(() => {
    const at = new Date();
    utimes(file, at, at).catch(() => {});
  }, touchEvery);
  timer.unref();
  return async () => {
    clearInterval(timer);
    if ((await readFile(file, 'utf8').catch(() => '')) === mine) await rm(file, { force: true });
  };
}

async function take(file: string, mine: string, startTimeOf: typeof processStartTime, wait: number): Promise<void> {
  for (let left = wait; ; left -= lookEvery) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(mine);
      await handle.close();
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await readHolder(file, startTimeOf);
    if (holder.alive && holder.near && left > 0) {
      await pause(lookEvery);
      continue;
    }
    if (holder.alive) {
      throw new AppError(
        'conflict',
        `The data folder is in use by ${holder.name}. Stop that process, or give this one another DATA_DIR. ` +
          `If no such process runs, delete ${file}.`,
      );
    }
    await removeStaleLock(file, holder.text);
  }
}

/** Removes a dead lock. If another process did so first and the lock found is its new one, that lock is put back. */
export async function removeStaleLock(file: string, dead: string): Promise<void> {
  const stalePath = `${file}.${randomUUID()}`;
  try {
    await rename(file, stalePath);
  } catch {
    return;
  }
  const text = await readFile(stalePath, 'utf8');
  // If a third process takes the lock at this moment, there are two; the file system offers no way to exclude that.
  if (text !== dead) await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch(() => {});
  await rm(stalePath, { force: true });
}

/** The holder of a lock; `near`: it is on this host, where we can see it end. */
type Holder = { alive: boolean; near: boolean; name: string; text: string };

async function readHolder(file: string, startTimeOf: typeof processStartTime): Promise<Holder> {
  let text = '';
  try {
    text = await readFile(file, 'utf8');
    // Read after the text, so that one holder's time does not make another's lock look old.
    const { mtimeMs } = await stat(file);
    const isFresh = Date.now() - mtimeMs < deadAfter;
    if (text === '') return { alive: isFresh, near: false, name: 'a process that is just starting', text };
    const { pid, host, since, birth } = JSON.parse(text) as {
      pid: number;
      host: string;
      since: string;
      birth?: string | null;
    };
    const name = `process ${pid} on ${host}, since ${since}`;
    if (host !== hostname()) return { alive: isFresh, near: false, name, text };
    if (pid === process.pid || !isRunning(pid)) return { alive: false, near: true, name, text };
    // Another process may have the id now, but the lock is its predecessor's only if it is not touched: the holder may
    // be invisible to us, in a container with the same host name.
    const present = startTimeOf(pid);
    const isAnother = birth !== undefined && birth !== null && present !== null && birth !== present;
    return { alive: !isAnother || isFresh, near: !isAnother, name, text };
  } catch {
    return { alive: false, near: false, name: 'nobody', text };
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
