import type { Poller } from '../schedule/scheduler.ts';
import type { Courier } from './courier.ts';

/** How often Discord is asked, in ms. */
const EVERY = 30_000;

/**
 * Whether Discord answers a process that hears nothing from it: a worker may have nothing to send for hours, so it asks
 * who it is. Until it has asked it does: it could not have started otherwise.
 */
export function createReach({ answers }: Pick<Courier, 'answers'>): {
  readonly poller: Poller;
  isReached(): boolean;
} {
  let isReached = true;
  return {
    poller: {
      name: 'reach',
      every: EVERY,
      everywhere: true,
      async run() {
        isReached = await answers();
      },
    },
    isReached: () => isReached,
  };
}
