import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../core/error.ts';
import { isZombie, processStartTime } from './process-start-time.ts';

/** How often the holder touches its lock, and after how long without a touch another host's lock is dead. Milliseconds. */
const touchEvery = 5_000;
const deadAfter = 20_000;

/** How long a holder on the same host is waited for, and how often it is looked at: one that was killed may still be dying. */
const maxWaitMs = 4_000;
const lookEvery = 200;

/**
 * Keeps a second process away from an embedded database: two would destroy its files. The lock of a process that
 * died is taken over at once on the same host, and after 20 s when the folder is shared between hosts or the system has
 * given the process' id to another one. `startTimeOf` tells two processes of one id apart, where the system can.
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

/**
 * Takes a dead lock away. Another process that found it dead as well may have been quicker, and the lock that is there now
 * be its own: that one is put back.
 */
export async function removeStaleLock(file: string, dead: string): Promise<void> {
  const stalePath = `${file}.${randomUUID()}`;
  try {
    await rename(file, stalePath);
  } catch {
    return;
  }
  const text = await readFile(stalePath, 'utf8');
  // Should a third process have taken the lock in this moment, there are two; nothing that files offer excludes that.
  if (text !== dead) await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch(() => {});
  await rm(stalePath, { force: true });
}

/** `near`: on this host, where its end can be seen. */
type Holder = { alive: boolean; near: boolean; name: string; text: string };

async function readHolder(file: string, startTimeOf: typeof processStartTime): Promise<Holder> {
  let text = '';
  try {
    text = await readFile(file, 'utf8');
    // After the text, so that nobody's time makes another's lock look old.
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
    // Another process may have got the id. Only a lock that nobody touches is its predecessor's: the holder may be one that
    // we do not see, in a container of the same host name.
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
