import { readFileSync } from 'node:fs';

/** Where the start of a process stands in /proc/PID/stat, behind the name in brackets, which may hold anything. */
const startField = 19;

/**
 * Tells a process from every other one that had its id before or has it later; null where the system does not say, which
 * only Linux does.
 */
export function processBirth(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[startField];
    return start === undefined ? null : `${boot}:${start}`;
  } catch {
    return null;
  }
}
