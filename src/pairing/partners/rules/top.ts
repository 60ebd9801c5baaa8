/** The best `size` by value, then by smaller id; kept sorted, best first. */
export class Top {
  readonly rows: number[] = [];
  readonly #values: number[] = [];
  readonly #ids: string[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** Whether something of this value could be kept, whatever its id. */
  mayAccept(value: number): boolean {
    return this.rows.length < this.#size ? this.#size > 0 : value >= (this.#values[this.#size - 1] ?? 0);
  }

  offer(value: number, id: string, row: number): void {
    if (!this.#accepts(value, id)) return;
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#values[middle] ?? 0;
      if (there > value || (there === value && (this.#ids[middle] ?? '') < id)) low = middle + 1;
      else high = middle;
    }
    this.rows.splice(low, 0, row);
    this.#values.splice(low, 0, value);
    this.#ids.splice(low, 0, id);
    if (this.rows.length > this.#size) {
      this.rows.pop();
      this.#values.pop();
      this.#ids.pop();
    }
  }

  /** Whether something of this value and id would be kept. */
  #accepts(value: number, id: string): boolean {
    if (this.rows.length < this.#size) return this.#size > 0;
    const worst = this.#size - 1;
    const least = this.#values[worst] ?? 0;
    return value > least || (value === least && id < (this.#ids[worst] ?? ''));
  }
}
