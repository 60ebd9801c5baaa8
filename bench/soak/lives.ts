import type { Simulator } from '@nexus/simulator';
import { type BotProcess, startBotProcess } from './bot.ts';

const SECOND = 1_000;
/** For how long the simulator remembers nonces; the bot trusts 120 s. */
export const NONCE_MEMORY = 150 * SECOND;
/** The bot lives by a clock that is put forward between two runs: past the leases, or past the nonces too. */
const JUMPS = [0, 31 * SECOND, 31 * SECOND, 400 * SECOND];

/** The lives of the bot, one process after the other on one database, by a clock that only goes forward. */
export interface Lives {
  /** The next one, some time after the last. */
  start(): BotProcess;
  /** The next one, `ahead` ms after the last. */
  startAfter(ahead: number): BotProcess;
  /** How often Discord had forgotten the nonces meanwhile. */
  forgotten(): number;
}

export function createLives(parts: {
  readonly sim: Simulator;
  readonly path: string;
  readonly random: () => number;
  readonly mutation: string;
}): Lives {
  const { sim, path, random, mutation } = parts;
  let offset = 0;
  let forgotten = 0;

  function startAfter(ahead: number): BotProcess {
    sim.clock.advance(ahead);
    offset += ahead;
    return startBotProcess({
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DATABASE_URL: `sqlite:${path}`,
      CLOCK_OFFSET: String(offset),
      MUTATION: mutation,
    });
  }

  return {
    start() {
      const jump = JUMPS[Math.floor(random() * JUMPS.length)] ?? 0;
      if (jump > NONCE_MEMORY) forgotten += 1;
      return startAfter(jump);
    },
    startAfter,
    forgotten: () => forgotten,
  };
}
