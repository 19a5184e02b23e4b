import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDirectory, removeStaleLock } from '../../src/store/lock.ts';
import { isZombie, processStartTime } from '../../src/store/process-start-time.ts';
import { until } from '../e2e/harness/until.ts';

describe('store/lock', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'catalog-lock-'));
    file = join(directory, 'lock');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const lockOf = (pid: number) => JSON.stringify({ pid, host: hostname(), since: '2026-01-01T00:00:00.000Z' });
  /** A process that lives as long as this test, and an id that is not in use. */
  const [living, dead] = [lockOf(process.ppid), lockOf(2 ** 22 + 1)];

  test('takes over the lock of a dead process, and releases it', async () => {
    await writeFile(file, dead);
    const release = await lockDirectory(directory);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
    expect(await readdir(directory)).toEqual([]);
  });

  test('respects the lock of a living process', async () => {
    await writeFile(file, living);
    await expect(lockDirectory(directory)).rejects.toThrow(`The data folder is in use by process ${process.ppid}`);
    expect(await readFile(file, 'utf8')).toBe(living);
  });

  test('takes over a lock whose process id was reused, once it is stale', async () => {
    const { pid } = process;
    const reused = JSON.stringify({ ...JSON.parse(living), birth: 'boot:1' });
    await writeFile(file, reused);
    const startTimeOf = (asked: number) => (asked === pid ? 'boot:3' : 'boot:2');
    await expect(lockDirectory(directory, startTimeOf)).rejects.toThrow('The data folder is in use');
    const before = new Date(Date.now() - 60_000);
    await utimes(file, before, before);
    // The very process, however still it is, and one that the system tells nothing of.
    await expect(lockDirectory(directory, () => 'boot:1')).rejects.toThrow('The data folder is in use');
    await expect(lockDirectory(directory, () => null)).rejects.toThrow('The data folder is in use');
    const release = await lockDirectory(directory, startTimeOf);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid, birth: 'boot:3' });
    await release();
  });

  test('gives a process a stable start time, different from that of its parent', () => {
    const births = [process.pid, process.pid, process.ppid].map(processStartTime);
    expect(births[0]).toBe(births[1]);
    if (process.platform === 'linux') expect(births[2]).not.toBe(births[0]);
  });

  test('does not remove a lock that another process has already taken over', async () => {
    await writeFile(file, living);
    await removeStaleLock(file, dead);
    expect([await readdir(directory), await readFile(file, 'utf8')]).toEqual([['lock'], living]);
    await removeStaleLock(file, living);
    expect(await readdir(directory)).toEqual([]);
    // A third one was quicker still.
    await removeStaleLock(file, living);
    expect(await readdir(directory)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('takes over the lock of a zombie', async () => {
    // The shell becomes a program that never asks what became of its child, which ends only after that.
    const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGSTOP');
    const pid = Number(String(text));
    await until(
      () => isZombie(pid),
      (zombie) => zombie,
    );
    await writeFile(file, lockOf(pid));
    await (await lockDirectory(directory, undefined, 0))();
    parent.kill('SIGKILL');
  });

  test('waits for a holder that is still exiting', async () => {
    const holder = spawn('sleep', ['600']);
    await once(holder, 'spawn');
    await writeFile(file, lockOf(holder.pid ?? 0));
    const taking = lockDirectory(directory);
    holder.kill('SIGKILL');
    await (await taking)();
  });
});
