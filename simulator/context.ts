import type { Cdn } from './cdn.ts';
import type { Interactions } from './interactions/interaction.ts';
import type { RateLimits } from './rate-limits.ts';
import type { World } from './world.ts';

/** What every room of the simulator works on. */
export interface Context {
  readonly world: World;
  readonly cdn: Cdn;
  readonly interactions: Interactions;
  readonly limits: RateLimits;
  /** Sessions the gateway has room for, for GET /gateway/bot. */
  readonly gateway: { readonly url: string; readonly shards: number; readonly sessionsLeft: number };
}
