import type { Logger } from './log.ts';
import type { Poller } from './schedule/scheduler.ts';

const EVERY = 5 * 60_000;
const PATIENCE = 10_000;

/**
 * Asks an address every five minutes as long as all is well: whoever watches it elsewhere hears when it no longer comes.
 * The address is as good as a password and never logged.
 */
export function heartbeatPoller(parts: {
  readonly url: string;
  readonly isReady: () => Promise<boolean>;
  readonly log: Logger;
}): Poller {
  const { url, isReady, log } = parts;
  let wasHeard = true;
  return {
    name: 'HEARTBEAT_URL',
    every: EVERY,
    everywhere: true,
    async run() {
      if (!(await isReady())) return;
      const isHeard = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).then(
        async (response) => {
          await response.body?.cancel();
          return response.ok;
        },
        () => false,
      );
      if (isHeard !== wasHeard)
        log.warn(
          isHeard ? 'HEARTBEAT_URL answers again' : 'HEARTBEAT_URL does not answer; it is tried again',
        );
      wasHeard = isHeard;
    },
  };
}
