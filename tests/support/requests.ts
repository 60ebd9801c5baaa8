import type { RequestEntry, Simulator } from '@nexus/simulator';

type Json = Record<string, unknown>;

/** The messages the bot sent or edited, however it did: created, answered, deferred and then edited, followed up. */
function messagesSent(sim: Pick<Simulator, 'requests'>): { entry: RequestEntry; message: Json }[] {
  return sim.requests.flatMap((entry) => {
    const body = entry.body as Json | undefined;
    if (body === undefined || entry.method === 'GET' || entry.method === 'DELETE') return [];
    if (entry.route.endsWith('/callback')) {
      const isMessage = body['type'] === 4 || body['type'] === 7;
      return isMessage ? [{ entry, message: body['data'] as Json }] : [];
    }
    const isMessage =
      /\/messages(?:\/|$)|^\/webhooks\//.test(entry.route) && !entry.route.includes('reactions');
    return isMessage && !entry.route.endsWith('/threads') ? [{ entry, message: body }] : [];
  });
}

/**
 * What is wrong with what the bot sent: it must not be against Discord's rules, and every message must say whom it may
 * notify. Nothing, in every run of the bot against the simulator.
 */
export function badManners(sim: Pick<Simulator, 'requests' | 'violations'>): string[] {
  const name = ({ method, path }: RequestEntry): string =>
    `${method} ${path.replace(/[\w-]{100,}/, '<token>')}`;
  const problems = sim.violations.map((violation) => `violation: ${JSON.stringify(violation)}`);
  for (const entry of sim.requests) {
    if (entry.status === 400) problems.push(`refused: ${name(entry)} ${JSON.stringify(entry.response)}`);
  }
  for (const { entry, message } of messagesSent(sim)) {
    const allowed = message['allowed_mentions'] as { parse?: unknown[] } | undefined;
    if (allowed?.parse?.length !== 0) problems.push(`may notify anybody: ${name(entry)}`);
  }
  return problems;
}
