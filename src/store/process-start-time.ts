import { readFileSync } from 'node:fs';

/** Where the start of a process stands in /proc/PID/stat, behind the name in brackets, which may hold anything. */
const startField = 19;

/**
 * Tells a process from every other one that had its id before or has it later; null where the system does not say, which
 * only Linux does.
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

/** Where the state of a process stands in /proc/PID/stat, behind the name. */
const stateField = 0;

/**
 * True for a process that has ended and of which only the entry is left, because its parent has not asked for its end: a
 * zombie. False where the system does not say.
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
