import type { Poller } from '../schedule/scheduler.ts';
import type { Courier } from './courier.ts';

/** How often Discord is asked, in ms. */
const EVERY = 30_000;

/**
 * Whether Discord answers a process that hears nothing from it: a worker may have nothing to send for hours, so it asks
 * who it is.
 */
export function createReach({ answers }: Pick<Courier, 'answers'>): {
  readonly poller: Poller;
  /** It has answered something else. */
  answered(): void;
  isReached(): boolean;
} {
  let isReached = false;
  return {
    poller: {
      name: 'reach',
      every: EVERY,
      everywhere: true,
      async run() {
        isReached = await answers();
      },
    },
    answered() {
      isReached = true;
    },
    isReached: () => isReached,
  };
}
