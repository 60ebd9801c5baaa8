import { Client } from 'pg';
import { CONNECT } from './lines.ts';

/** How long it waits before it listens anew, in ms. */
const LISTEN_AGAIN = 1_000;

/**
 * Hears what other processes ring ({@link createBell}), on a connection of its own: a server forgets who listened when that
 * breaks, so it listens anew. Never throws: nobody may rely on hearing.
 */
export function listenTo(address: string, channel: string, onHeard: () => void): { close(): Promise<void> } {
  let client: Client | undefined;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;

  function later(): void {
    const lost = client;
    client = undefined;
    void lost?.end().catch(() => undefined);
    clearTimeout(again);
    if (!isClosed) again = setTimeout(() => void begin(), LISTEN_AGAIN);
  }

  async function begin(): Promise<void> {
    const own = new Client({
      connectionString: address,
      application_name: 'nexus',
      connectionTimeoutMillis: CONNECT,
      keepAlive: true,
    });
    client = own;
    const lost = (): void => {
      if (client === own) later();
    };
    own.on('error', lost).on('end', lost).on('notification', onHeard);
    try {
      await own.connect();
      await own.query(`listen ${channel}`);
      // What was rung while nobody listened.
      onHeard();
    } catch {
      lost();
    }
  }

  void begin();
  return {
    async close() {
      isClosed = true;
      clearTimeout(again);
      const own = client;
      client = undefined;
      await own?.end().catch(() => undefined);
    },
  };
}
