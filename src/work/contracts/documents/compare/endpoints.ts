import type { Endpoint, OpenApi } from '../openapi/document.ts';
import { own, ownList, ownMap, ownText } from '../read/source.ts';
import type { Unit } from './changes.ts';
import { type Context, marksIn } from './context.ts';
import { compareOperations } from './operations.ts';
import { compareSchemes } from './security.ts';

/** Two endpoints that are the same one, in both documents. */
interface Pair {
  readonly before: Endpoint;
  readonly after: Endpoint;
  readonly unit: Unit;
}

/** Compares all endpoints and webhooks, and what the whole contract says of itself. */
export function compareEndpoints(context: Context): void {
  const [before, after] = [context.before.document, context.after.document];
  const units = before
    .endpoints()
    .map((endpoint) => context.units.get(`endpoint ${endpoint.id}`, endpoint.id).unit);
  const { pairs, gone, added } = matched(context, units);
  for (const { before: one, after: other, unit } of pairs)
    compareOperations(context, { unit, before: one, after: other });
  for (const [endpoint, unit] of gone)
    context.changes.whole('endpoint-removed', {
      unit,
      place: endpoint.id,
      marks: marksIn([endpoint.operation, endpoint.item]),
    });
  for (const endpoint of added) {
    const { unit } = context.units.get(`added ${endpoint.id}`, endpoint.id);
    context.changes.whole('endpoint-added', { unit, place: endpoint.id });
  }
  compareServers(context, units);
  compareSchemes(context, pairs);
  compareWebhooks(context, before, after);
}

function matched(
  context: Context,
  units: readonly Unit[],
): { pairs: Pair[]; gone: (readonly [Endpoint, Unit])[]; added: Endpoint[] } {
  const { changes } = context;
  const [ones, others] = [context.before.document.endpoints(), context.after.document.endpoints()];
  const bases = [basePath(context.before.document), basePath(context.after.document)] as const;
  const isMoved = bases[0] !== bases[1];
  // The base may have moved from the server's address into the paths, or out of them.
  const isSameAddress = isMoved && overlap(ones, others, bases) > overlap(ones, others, ['', '']);
  const prefixes = isSameAddress ? bases : (['', ''] as const);
  // '/users/{id}' and '/users/{name}' in one document have one key: each is itself before it is the other.
  const exact = new Map(
    others.map((endpoint) => [`${endpoint.method} ${prefixes[1]}${endpoint.path}`, endpoint]),
  );
  const left = new Set(others);
  const byKey = Map.groupBy(others, (endpoint) => keyOf(endpoint, prefixes[1]));
  const pairs: Pair[] = [];
  let gone: [Endpoint, Unit][] = [];
  const take = (key: string): Endpoint | undefined => {
    const found = byKey.get(key)?.find((endpoint) => left.has(endpoint));
    if (found !== undefined) left.delete(found);
    return found;
  };
  const same = ones.map(({ method, path }) => exact.get(`${method} ${prefixes[0]}${path}`));
  for (const endpoint of same) if (endpoint !== undefined) left.delete(endpoint);
  for (const [at, before] of ones.entries()) {
    const unit = units[at];
    if (unit === undefined) continue;
    if (isMoved && !isSameAddress)
      changes.whole('base-path-changed', {
        unit,
        place: '*',
        values: { from: bases[0] || '/', to: bases[1] || '/' },
      });
    const after = same[at] ?? take(keyOf(before, prefixes[0]));
    if (after === undefined) gone.push([before, unit]);
    else pairs.push({ before, after, unit });
  }
  gone = gone.filter(([before, unit]) => {
    const key = keyOf(before, prefixes[0]);
    const after = take(key.endsWith('/') ? key.slice(0, -1) : `${key}/`);
    if (after === undefined) return true;
    changes.whole(after.path.endsWith('/') ? 'path-slash-added' : 'path-slash-removed', { unit, place: '*' });
    pairs.push({ before, after, unit });
    return false;
  });
  const move = moveOf(
    gone.map(([endpoint]) => endpoint),
    [...left],
  );
  if (move !== undefined) {
    const isWhole = gone.length === ones.length;
    const values = { from: move.from || '/', to: move.to || '/' };
    for (const [before, unit] of gone) {
      const after = take(keyOf({ method: before.method, path: moved(before.path, move) }));
      if (after === undefined) continue;
      const place = isWhole ? '*' : `${move.from}/...`;
      changes.whole(isWhole ? 'base-path-changed' : 'endpoints-moved', { unit, place, values });
      pairs.push({ before, after, unit });
    }
    gone = [];
  }
  return { pairs, gone, added: [...left] };
}

/** Names of path parameters are nobody's business but the document's. */
function keyOf({ method, path }: { method: string; path: string }, prefix = ''): string {
  return `${method} ${prefix}${path.replaceAll(/\{[^{}]*\}/g, '{}')}`;
}

function overlap(
  ones: readonly Endpoint[],
  others: readonly Endpoint[],
  [from, to]: readonly [string, string],
): number {
  const keys = new Set(others.map((endpoint) => keyOf(endpoint, to)));
  return ones.filter((endpoint) => keys.has(keyOf(endpoint, from))).length;
}

/** How the beginning of every path that is gone was changed, if all were changed alike. */
function moveOf(
  gone: readonly Endpoint[],
  added: readonly Endpoint[],
): { from: string; to: string } | undefined {
  const [first] = gone;
  if (first === undefined || gone.length < 2) return undefined;
  const keys = new Set(added.map((endpoint) => keyOf(endpoint)));
  const moves = added
    .filter(({ method }) => method === first.method)
    .map(({ path }) => headsOf(first.path, path))
    .filter(({ from, to }) => from.length < first.path.length && from !== to)
    .toSorted((a, b) => a.from.length - b.from.length || a.to.length - b.to.length);
  return moves.find((move) =>
    gone.every(
      ({ method, path }) =>
        path.startsWith(move.from) && keys.has(keyOf({ method, path: moved(path, move) })),
    ),
  );
}

function moved(path: string, { from, to }: { from: string; to: string }): string {
  return `${to}${path.slice(from.length)}`;
}

/** `/api/v1/jobs` and `/api/v2/jobs` -> `/api/v1`, `/api/v2`. */
function headsOf(one: string, other: string): { from: string; to: string } {
  const [a, b] = [one.split('/'), other.split('/')];
  while (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-1)) {
    a.pop();
    b.pop();
  }
  return { from: a.join('/'), to: b.join('/') };
}

function compareServers({ before, after, changes }: Context, units: readonly Unit[]): void {
  const [one, other] = [hostsOf(before.document), hostsOf(after.document)];
  const [from] = one;
  const [to] = other;
  if (from === undefined || to === undefined || other.includes(from)) return;
  for (const unit of units) changes.whole('server-changed', { unit, place: '*', values: { from, to } });
}

/** Their addresses, with the values that variables have unless a client chooses others. */
function serversOf(document: OpenApi): string[] {
  return ownList(document.root, 'servers').map((server) =>
    ownText(server, 'url').replaceAll(
      /\{([^{}]*)\}/g,
      (written, name: string) => ownText(ownMap(ownMap(server, 'variables'), name), 'default') || written,
    ),
  );
}

function basePath(document: OpenApi): string {
  const [first = ''] = serversOf(document);
  return first
    .replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}

/** A developer's own machine is no server. */
function hostsOf(document: OpenApi): string[] {
  return serversOf(document).flatMap((url) => {
    const [, host = ''] = /^[a-z][\w+.-]*:\/\/([^/?#]+)/i.exec(url) ?? [];
    return host === '' || /^(?:localhost|127\.|0\.0\.0\.0|\[::1\])/.test(host) ? [] : [host];
  });
}

function compareWebhooks(context: Context, before: OpenApi, after: OpenApi): void {
  const [ones, others] = [ownMap(before.root, 'webhooks'), ownMap(after.root, 'webhooks')];
  for (const name of new Set([...Object.keys(ones), ...Object.keys(others)])) {
    const place = `webhook ${name}`;
    const { unit } = context.units.get(place, place);
    const [one, other] = [own(ones, name), own(others, name)];
    if (other === undefined) context.changes.whole('webhook-removed', { unit, place });
    else if (one === undefined) context.changes.whole('webhook-added', { unit, place });
    else {
      const next = after.operationsOf(name, after.resolve(other));
      for (const operation of before.operationsOf(name, before.resolve(one))) {
        const twin = next.find(({ method }) => method === operation.method);
        if (twin !== undefined)
          compareOperations(context, { unit, before: operation, after: twin, place, isFlipped: true });
      }
    }
  }
}
