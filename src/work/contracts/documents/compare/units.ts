import type { Unit } from './changes.ts';

/** More formats than this are compared with each other only in documents made to be tangled. */
const MAX_UNITS = 20_000;

/** What is compared does not end within reason. */
export class TangledError extends Error {
  override readonly name = 'TangledError';
}

/** Every unit once, with what it refers to. */
export class Units {
  readonly #all: Unit[] = [];
  readonly #byKey = new Map<string, Unit>();

  /** The unit of that key, and whether it is new. */
  get(key: string, endpoint: string | null = null): { unit: Unit; isNew: boolean } {
    const known = this.#byKey.get(key);
    if (known !== undefined) return { unit: known, isNew: false };
    if (this.#all.length >= MAX_UNITS) throw new TangledError('Too many formats refer to each other.');
    const unit: Unit = { index: this.#all.length, refersTo: new Set(), endpoint };
    this.#all.push(unit);
    this.#byKey.set(key, unit);
    return { unit, isNew: true };
  }

  /** Which endpoints reach a unit, along references of any length and through circles. */
  reach(): (units: ReadonlySet<Unit>) => string[] {
    const endpoints = this.#all.filter((unit) => unit.endpoint !== null);
    const bits = reachingBits(this.#all, endpoints);
    const words = Math.ceil(endpoints.length / 32);
    return (units) => {
      const sum = new Uint32Array(words);
      for (const unit of units) bits[unit.index]?.forEach((word, at) => (sum[at] = (sum[at] ?? 0) | word));
      return endpoints.flatMap(({ endpoint }, at) =>
        ((sum[at >> 5] ?? 0) >>> (at & 31)) & 1 && endpoint !== null ? [endpoint] : [],
      );
    };
  }
}

/**
 * For each unit a bit per endpoint that reaches it. Units in a circle share theirs: circles are found first (Tarjan, with
 * a stack of its own because chains may be long), then bits go down from each circle to what it refers to.
 */
function reachingBits(all: readonly Unit[], endpoints: readonly Unit[]): Uint32Array[] {
  const circles = circlesOf(all);
  const words = Math.ceil(endpoints.length / 32);
  const bits = circles.members.map(() => new Uint32Array(words));
  for (const [at, unit] of endpoints.entries()) {
    const own = bits[circles.of[unit.index] ?? 0];
    if (own !== undefined) own[at >> 5] = (own[at >> 5] ?? 0) | (1 << (at & 31));
  }
  // Tarjan numbers a circle after all that it refers to: from the last to the first, everything above is done.
  for (let circle = circles.members.length - 1; circle >= 0; circle -= 1) {
    const from = bits[circle];
    for (const unit of circles.members[circle] ?? [])
      for (const next of unit.refersTo) {
        const to = bits[circles.of[next.index] ?? 0];
        if (from !== undefined && to !== undefined && to !== from)
          from.forEach((word, at) => (to[at] = (to[at] ?? 0) | word));
      }
  }
  return all.map((unit) => bits[circles.of[unit.index] ?? 0] ?? new Uint32Array(words));
}

/** The strongly connected parts, each numbered after those it leads to. */
function circlesOf(all: readonly Unit[]): { of: Int32Array; members: Unit[][] } {
  const of = new Int32Array(all.length).fill(-1);
  const order = new Int32Array(all.length).fill(-1);
  const low = new Int32Array(all.length);
  const members: Unit[][] = [];
  const open: Unit[] = [];
  let count = 0;
  const enter = (unit: Unit): { unit: Unit; rest: Iterator<Unit> } => {
    order[unit.index] = count;
    low[unit.index] = count;
    count += 1;
    open.push(unit);
    return { unit, rest: unit.refersTo.values() };
  };
  const lower = (unit: Unit, value: number): void => {
    low[unit.index] = Math.min(low[unit.index] ?? 0, value);
  };
  const close = (unit: Unit): void => {
    const circle = open.splice(open.lastIndexOf(unit));
    for (const member of circle) of[member.index] = members.length;
    members.push(circle);
  };
  for (const start of all) {
    if (order[start.index] !== -1) continue;
    const path = [enter(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        if (low[top.unit.index] === order[top.unit.index]) close(top.unit);
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.unit, low[top.unit.index] ?? 0);
      } else if (order[next.value.index] === -1) path.push(enter(next.value));
      else if (of[next.value.index] === -1) lower(top.unit, order[next.value.index] ?? 0);
    }
  }
  return { of, members };
}
