export interface Matcher {
  method?: string;
  /** Matched against the path below /api/v10, without the query. */
  route?: RegExp;
}

/**
 * What goes wrong with a request. "before": nothing happened; "after": it happened and only the answer is lost.
 * drop: no answer ever, the connection stays open; reset: the connection breaks (ECONNRESET).
 */
export type Fault =
  | { kind: 'drop-before' | 'drop-after' | 'reset-before' | 'reset-after' }
  | { kind: 'delay'; ms: number; after?: boolean }
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string>; after?: boolean }
  | { kind: 'rate-limit'; retryAfter: number; global?: boolean; shared?: boolean };

/** Faults that wait for their request. */
export class Faults {
  #planned: { matcher: Matcher; fault: Fault; times: number }[] = [];

  /** The next `times` requests that match get the fault. */
  next(matcher: Matcher, fault: Fault, times = 1): void {
    this.#planned.push({ matcher, fault, times });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Faults that have not met their request yet. */
  get pending(): number {
    return this.#planned.reduce((sum, planned) => sum + planned.times, 0);
  }

  take(method: string, path: string): Fault | undefined {
    if (this.#planned.length === 0) return undefined;
    const found = this.#planned.find(
      ({ matcher }) =>
        (matcher.method === undefined || matcher.method.toUpperCase() === method) &&
        (matcher.route === undefined || matcher.route.test(path)),
    );
    if (!found) return undefined;
    found.times--;
    if (found.times <= 0) this.#planned.splice(this.#planned.indexOf(found), 1);
    return found.fault;
  }
}
