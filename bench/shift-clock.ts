/**
 * Loaded before the bot's own program (`node --import`): lets a real process live at another time, CLOCK_OFFSET ms from
 * now, and with MUTATION takes one safeguard out of the delivery, to show that the soak notices.
 */
import { registerHooks } from 'node:module';

const offset = Number(process.env['CLOCK_OFFSET'] ?? '0');
const RealDate = Date;
const now = (): number => RealDate.now() + offset;

class ShiftedDate extends RealDate {
  constructor(...args: [] | [value: number | string | Date]) {
    if (args.length === 0) super(now());
    else super(args[0]);
  }
  static override now(): number {
    return now();
  }
}
globalThis.Date = ShiftedDate as DateConstructor;

/** What each mutation replaces, once, in which file. */
const MUTATIONS: Readonly<Record<string, { file: string; from: string; to: string }>> = {
  nonce: { file: 'src/platform/discord/courier.ts', from: 'enforce_nonce: true', to: 'enforce_nonce: false' },
  lease: {
    file: 'src/platform/delivery/store.ts',
    from: "where state = 'sending' and lease_until <= ",
    to: "where state = 'sending' and lease_until < -",
  },
  reconciliation: {
    file: 'src/platform/delivery/attempt.ts',
    from: 'const found = await findMessage(means, row, channelId, payload);',
    to: 'const found = undefined as Awaited<ReturnType<typeof findMessage>>;',
  },
};

const mutation = MUTATIONS[process.env['MUTATION'] ?? ''];
if (mutation !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(mutation.file)) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
      if (!source.includes(mutation.from)) throw new Error(`nothing to mutate in ${mutation.file}`);
      return { ...loaded, source: source.replace(mutation.from, mutation.to) };
    },
  });
}
