import type { Cause } from './alerts.ts';
import type { DeliveryError, FailureClass } from './failures.ts';
import type { Release } from './store.ts';
import type { Sent } from './types.ts';

/** What became of one try. */
export type Outcome =
  /** `named`: whose ids stand in the message. `threads`: so many were started for it that are not counted yet. */
  | {
      readonly end: 'sent';
      readonly sent: Sent;
      readonly named?: readonly string[];
      readonly threads?: number;
    }
  | { readonly end: 'expired' | 'obsolete' }
  | {
      readonly end: 'failed';
      readonly failure: FailureClass | 'thread' | 'bug';
      readonly error: string;
      readonly alert?: Alert;
      /** The thread it was for exists no longer. */
      readonly isThreadGone?: boolean;
      /** Who is no longer in the server. */
      readonly left?: string;
    }
  | {
      readonly end: 'again';
      readonly release: Release;
      readonly alert?: Alert;
      /** Nothing at all may be sent for so long, in ms. */
      readonly pauseMs?: number;
      /** Discord did not answer, or said that it is broken. */
      readonly unreachable?: true;
      readonly error?: DeliveryError;
    };

export interface Alert {
  readonly cause: Cause;
  /** The channel's id, 'threads', 'events', or the project or team whose thread it is (`team:5`). */
  readonly place: string;
  /** What is told once, where that is not the place. */
  readonly once?: string;
}
