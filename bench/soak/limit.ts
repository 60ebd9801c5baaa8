import { spawnSync } from 'node:child_process';

/** Addresses that V8 reserves in each process for machine code and hardly fills (MB): the system counts them as data. */
const RESERVED = 512;

/**
 * From now on this process, and each that it starts, gets no more than so many MB of its own: the system refuses what is
 * beyond, and the process ends. Stacks count as a whole, files and what is shared with others do not. False where the system
 * has no such limit (prlimit, RLIMIT_DATA: Linux 4.7 and newer).
 */
export function limitMemory(pid: number, megabytes: number): boolean {
  const bytes = (RESERVED + megabytes) * 2 ** 20;
  return spawnSync('prlimit', [`--pid=${pid}`, `--data=${bytes}:${bytes}`]).status === 0;
}
