/** One REST request as the simulator saw it. */
export interface RequestEntry {
  method: string;
  /** The path with the parameter names of the OpenAPI description; the path itself when there is no such route. */
  route: string;
  /** Below /api/v10, with the query. */
  path: string;
  /** 0 while there is no answer, and when the answer was lost by a fault. */
  status: number;
  /** Simulated time of arrival. */
  at: number;
  durationMs: number;
  body: unknown;
  /** What was answered. */
  readonly response: unknown;
  /** The fault it met. */
  fault?: string;
}

/** A body that is against Discord's OpenAPI description, or a route that the simulator does not have. */
export interface Violation {
  direction: 'request' | 'response' | 'route';
  method: string;
  route: string;
  status?: number;
  problems: string[];
  body: unknown;
}

export class Entry implements RequestEntry {
  status = 0;
  durationMs = 0;
  fault?: string;
  /** The answer as it was sent; parsed only when somebody looks. */
  raw = '';
  readonly method: string;
  route: string;
  readonly path: string;
  readonly at: number;
  body: unknown = undefined;

  constructor(method: string, path: string, at: number) {
    this.method = method;
    this.route = path;
    this.path = path;
    this.at = at;
  }

  get response(): unknown {
    return this.raw === '' ? undefined : JSON.parse(this.raw);
  }
}

/** The latest entries; older ones are dropped a quarter at a time so that appending stays cheap. */
export class Ring<T> {
  readonly items: T[] = [];
  readonly #keep: number;

  constructor(keep: number) {
    this.#keep = keep;
  }

  push(item: T): void {
    this.items.push(item);
    if (this.items.length > this.#keep * 1.25) this.items.splice(0, this.items.length - this.#keep);
  }
}

/** The latest requests, one a line, for the message of a test that waited in vain. */
export function summarise(entries: readonly RequestEntry[], count = 15): string {
  if (entries.length === 0) return '(no REST request so far)';
  return entries
    .slice(-count)
    .map((entry) => {
      const failed = entry.status >= 400 ? ` ${JSON.stringify(entry.response)}` : '';
      return `${entry.method} ${entry.path} -> ${entry.status}${entry.fault ? ` (${entry.fault})` : ''}${failed}`;
    })
    .join('\n');
}
