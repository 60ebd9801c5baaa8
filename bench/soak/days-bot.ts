import { startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';

/** What the run asks of the bot's process: to live on until an instant (ms), or to say what it holds. */
export type Asked = { readonly until: number; readonly stepMs: number } | 'usage';
export type Told =
  | { readonly what: 'ready' | 'there' }
  | { readonly what: 'usage'; readonly heapMb: number; readonly residentMb: number; readonly peakMb: number };

const MEGABYTE = 1_048_576;
let now = Number(process.env['NOW']);
const config = readConfig({ ...process.env, LOG_LEVEL: 'error' });
const bot = await startBot({
  config,
  clock: { now: () => now },
  log: createLogger(config.logLevel),
  requestsPerSecond: 1_000,
  onFatal: (error) => {
    throw error;
  },
});
process.on('message', (asked: Asked) => void act(asked));
// As src/process.ts has it: undici rejects what nobody waits for when a picture is answered before it was read.
process.on('unhandledRejection', (error) => console.error('unhandled rejection:', error));
process.once('disconnect', () => process.exit());
tell({ what: 'ready' });

async function act(asked: Asked): Promise<void> {
  if (asked === 'usage') {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const peakMb = process.resourceUsage().maxRSS / 1024;
    return tell({ what: 'usage', heapMb: heapUsed / MEGABYTE, residentMb: rss / MEGABYTE, peakMb });
  }
  while (now < asked.until) {
    now = Math.min(asked.until, now + asked.stepMs);
    await bot.tick();
  }
  tell({ what: 'there' });
}

function tell(told: Told): void {
  process.send?.(told);
}
