import type { Simulator } from '@nexus/simulator';
import type Database from 'better-sqlite3';

/** The moments at which the bot is killed. */
export const POINTS = [
  /** Any time after it got work. */
  'random',
  /** The request is on its way, Discord never sees it. */
  'before receipt',
  /** Discord has made the message, the answer does not arrive. */
  'received, not answered',
  /** The answer has arrived and cannot be written down any more. */
  'answered, not recorded',
  /** While the answer is written down. */
  'recording',
  /** Discord has made a thread, the answer does not arrive. */
  'thread made, not answered',
  /** A direct message channel was opened, the answer does not arrive. */
  'channel opened, not answered',
  'starting',
  /** After SIGTERM, while it finishes what is under way. */
  'stopping',
] as const;
export type FaultPoint = (typeof POINTS)[number];

const REQUESTS: Readonly<Partial<Record<FaultPoint, RegExp>>> = {
  'before receipt': /^\/channels\/\d+\/messages$/,
  'received, not answered': /^\/channels\/\d+\/messages$/,
  'answered, not recorded': /^\/channels\/\d+\/messages$/,
  recording: /^\/channels\/\d+\/messages$/,
  'thread made, not answered': /\/threads$/,
  'channel opened, not answered': /^\/users\/@me\/channels$/,
};

/** Looks at every request the bot makes and says when the armed point is reached. */
export function watch(
  sim: Simulator,
  lock: Database.Database,
): { arm(point: FaultPoint): Promise<void>; disarm(): void; stop(): void } {
  const { faults } = sim;
  const take = faults.take.bind(faults);
  let armed: { point: FaultPoint; reached: () => void } | undefined;

  faults.take = (method, path) => {
    const route = armed === undefined ? undefined : REQUESTS[armed.point];
    if (armed === undefined || method !== 'POST' || route?.test(path) !== true) return take(method, path);
    const { point, reached } = armed;
    armed = undefined;
    // After the simulator has dealt with it.
    setTimeout(reached, 0);
    if (point === 'before receipt') return { kind: 'drop-before' };
    if (point === 'recording') return take(method, path);
    if (point !== 'answered, not recorded') return { kind: 'drop-after' };
    // With the database locked the answer arrives and cannot be written down.
    lock.exec('begin immediate');
    return take(method, path);
  };

  const disarm = (): void => {
    armed = undefined;
    if (lock.inTransaction) lock.exec('rollback');
  };
  return {
    arm: (point) =>
      new Promise((resolve) => {
        armed = { point, reached: resolve };
      }),
    disarm,
    stop() {
      disarm();
      faults.take = take;
    },
  };
}
