/** Pictures that were drawn, by what is on them; the ones not asked for longest go first. */
export class PictureCache {
  readonly #most: number;
  readonly #pictures = new Map<string, Buffer>();
  #bytes = 0;

  /** `most`: bytes that all pictures together may have. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Buffer | undefined {
    const png = this.#pictures.get(key);
    if (png !== undefined) {
      this.#pictures.delete(key);
      this.#pictures.set(key, png);
    }
    return png;
  }

  keep(key: string, png: Buffer): void {
    this.#forget(key);
    this.#pictures.set(key, png);
    this.#bytes += png.length;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.#most) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.length ?? 0;
    this.#pictures.delete(key);
  }
}
