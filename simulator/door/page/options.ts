import type { TourStep } from './protocol.ts';

/** What whoever starts the simulator may add to its web page; everything is asked anew each time it is needed. */
export interface PageOptions {
  /** Members offered first under "act as", with a word on who they are; by default the first few of the first server. */
  people?: () => readonly { id: string; note: string }[];
  /** Moments the clock can jump to, for example the bot's next reminder. */
  jumps?: readonly Jump[];
  /** Things worth trying, in this order. */
  tour?: () => readonly TourStep[];
  /**
   * Moves the time forward by this much; the page waits until it is done. By default the simulator's clock jumps. Whoever
   * runs a bot beside it lets the bot do what becomes due on the way.
   */
  advance?: (ms: number) => Promise<void>;
}

export interface Jump {
  label: string;
  /** The moment in ms since 1970; undefined when there is none. */
  to: () => Promise<number | undefined>;
}
