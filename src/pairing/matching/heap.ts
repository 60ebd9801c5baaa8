/** A binary heap of nodes (32-bit integers) by key, smallest first; a node may be in it several times. */
export class Heap {
  #keys = new Float64Array(1024);
  #nodes = new Int32Array(1024);
  size = 0;

  clear(): void {
    this.size = 0;
  }

  /** The smallest key; Infinity when empty. */
  get least(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.#keys[0] as number);
  }

  push(key: number, node: number): void {
    if (this.size === this.#keys.length) this.#grow();
    const keys = this.#keys;
    const nodes = this.#nodes;
    let at = this.size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = keys[above] as number;
      if (other <= key) break;
      keys[at] = other;
      nodes[at] = nodes[above] as number;
      at = above;
    }
    keys[at] = key;
    nodes[at] = node;
  }

  /** Takes out the node with the smallest key; the heap must not be empty. */
  pop(): number {
    const keys = this.#keys;
    const nodes = this.#nodes;
    const taken = nodes[0] as number;
    const size = --this.size;
    const key = keys[size] as number;
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && (keys[below + 1] as number) < (keys[below] as number)) below++;
      const other = keys[below] as number;
      if (other >= key) break;
      keys[at] = other;
      nodes[at] = nodes[below] as number;
      at = below;
    }
    keys[at] = key;
    nodes[at] = nodes[size] as number;
    return taken;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    const nodes = new Int32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    nodes.set(this.#nodes);
    this.#keys = keys;
    this.#nodes = nodes;
  }
}
