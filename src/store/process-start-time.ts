import { readFileSync } from 'node:fs';

/** The position of a process's start time in /proc/PID/stat, after the name in brackets, which may contain anything. */
const startField = 19;

/**
 * The start time of a process, which distinguishes it from others with the same id; null when the system does not say
 * (only Linux does).
 */
export function processStartTime(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[startField];
    return start === undefined ? null : `${boot}:${start}`;
  } catch {
    return null;
  }
}

/** The position of a process's state in /proc/PID/stat, after the name. */
const stateField = 0;

/**
 * True for a zombie: a process that has ended but whose parent has not yet collected its exit status. False when the
 * system does not say.
 */
export function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const state = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[stateField];
    return state === 'Z' || state === 'X' || state === 'x';
  } catch {
    return false;
  }
}
