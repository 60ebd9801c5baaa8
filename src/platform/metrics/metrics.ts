/** How an interaction ended: `elsewhere` is another process that answers it. */
export type InteractionOutcome = 'answered' | 'refused' | 'failed' | 'elsewhere';

/** What is counted while Nexus runs. Each call is cheap, and no label names a member, a server or a channel. */
export interface Metrics {
  /** `command`: see {@link commandOf}. */
  interaction(command: string, outcome: InteractionOutcome): void;
  /** From an interaction's arrival to the first answer that Discord took, in ms. */
  acknowledged(ms: number): void;
  /** A delivery came to its end. */
  delivered(outcome: 'sent' | 'failed' | 'expired' | 'obsolete'): void;
  /** A delivery was put off, by Discord's error code, the HTTP status or the network's code. */
  retried(code: string): void;
  /** A request to Discord had to wait, in ms; `gateway`: anything but the outbox. */
  rateLimited(client: 'gateway' | 'outbox', ms: number): void;
  /** A change waited for another process that held the database, in ms. */
  databaseWaited(ms: number): void;
  /** Somebody got one of the connections to PostgreSQL, after so long (ms). */
  databaseConnected(ms: number): void;
  /** A change is tried again: another one came between, held the database, or PostgreSQL was away. */
  databaseRetried(): void;
  /** A gateway connection was lost and is made anew. */
  reconnected(): void;
}

/** Where nobody asks for metrics nothing is counted. */
export const noMetrics: Metrics = {
  interaction() {},
  acknowledged() {},
  delivered() {},
  retried() {},
  rateLimited() {},
  databaseWaited() {},
  databaseConnected() {},
  databaseRetried() {},
  reconnected() {},
};
