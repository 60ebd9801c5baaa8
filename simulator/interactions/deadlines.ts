import type { World } from '../world.ts';
import { FIRST_RESPONSE_MS, type Interaction, type Interactions } from './interaction.ts';

/** Fails interactions that got no answer within 3 seconds. One timer for all, since they fall due in order. */
export class Deadlines {
  readonly #world: World;
  readonly #interactions: Interactions;
  #waiting: Interaction[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(world: World, interactions: Interactions) {
    this.#world = world;
    this.#interactions = interactions;
    world.clock.onAdvance(() => this.#sweep());
  }

  watch(interaction: Interaction): void {
    this.#waiting.push(interaction);
    if (this.#timer === undefined) this.#sweep();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #sweep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = this.#world.clock.elapsed();
    let failed = 0;
    this.#waiting = this.#waiting.filter((interaction) => {
      if (interaction.response !== undefined) return false;
      if (now - interaction.createdAt <= FIRST_RESPONSE_MS) return true;
      this.#interactions.fail(interaction);
      failed++;
      return false;
    });
    // Whoever waits for the answer looks only when something has changed.
    if (failed > 0) this.#world.changed('deadline');
    const [oldest] = this.#waiting;
    if (!oldest) return;
    const left = FIRST_RESPONSE_MS + 1 - (now - oldest.createdAt);
    this.#timer = setTimeout(() => this.#sweep(), Math.max(1, left));
    this.#timer.unref();
  }
}
