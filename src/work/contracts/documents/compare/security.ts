import type { Endpoint, OpenApi } from '../openapi/document.ts';
import { isMap, type Json, own, ownList, ownMap, ownText } from '../read/source.ts';
import type { Unit } from './changes.ts';
import type { Context } from './context.ts';

/** One way to be let in: schemes with their scopes, all needed. */
type Way = ReadonlyMap<string, readonly string[]>;

/** Compares what an endpoint asks of who calls it, said by itself or by the whole contract. */
export function compareSecurity(
  { before, after, changes }: Context,
  unit: Unit,
  one: Endpoint,
  other: Endpoint,
): void {
  const [was, is] = [waysOf(before.document, one.operation), waysOf(after.document, other.operation)];
  const [wasOpen, isOpen] = [isOpenTo(was), isOpenTo(is)];
  const at = { unit, place: '*' };
  if (wasOpen && !isOpen) changes.whole('token-needed', { ...at, values: { schemes: namesOf(is) } });
  else if (!wasOpen && isOpen) changes.whole('token-not-needed', at);
  else if (!wasOpen && !was.every((way) => is.some((next) => isNoMore(next, way, false))))
    changes.whole('authentication-changed', { ...at, values: { from: namesOf(was), to: namesOf(is) } });
  else if (!wasOpen) {
    if (!was.every((way) => is.some((next) => isNoMore(next, way, true))))
      changes.whole('scope-needed', { ...at, values: { scopes: scopesOf(is, was) } });
    else if (scopesOf(was, is) !== '')
      changes.whole('scope-not-needed', { ...at, values: { scopes: scopesOf(was, is) } });
  }
}

/** Compares how the schemes work that endpoints of both documents ask for. */
export function compareSchemes(
  { before, after, changes }: Context,
  pairs: readonly { before: Endpoint; unit: Unit }[],
): void {
  const [ones, others] = [schemesOf(before.document), schemesOf(after.document)];
  for (const [name, scheme] of Object.entries(ones)) {
    const next = own(others, name);
    if (next === undefined) continue;
    const [from, to] = [wayIn(before.document.resolve(scheme)), wayIn(after.document.resolve(next))];
    if (from === to) continue;
    for (const { before: endpoint, unit } of pairs)
      if (waysOf(before.document, endpoint.operation).some((way) => way.has(name)))
        changes.whole('scheme-changed', { unit, place: `security ${name}`, values: { name, from, to } });
  }
}

export function waysOf(document: OpenApi, operation: Json): Way[] {
  const said =
    own(operation, 'security') === undefined
      ? ownList(document.root, 'security')
      : ownList(operation, 'security');
  return said
    .filter(isMap)
    .map(
      (way) =>
        new Map(
          Object.entries(way).map(([name, scopes]) => [
            name,
            Array.isArray(scopes) ? scopes.map(String) : [],
          ]),
        ),
    );
}

/** No way is named, or one asks for nothing. */
export function isOpenTo(ways: readonly Way[]): boolean {
  return ways.length === 0 || ways.some((way) => way.size === 0);
}

/** Whether `next` asks for nothing that `way` does not have. */
function isNoMore(next: Way, way: Way, withScopes: boolean): boolean {
  return [...next].every(([name, scopes]) => {
    const known = way.get(name);
    return known !== undefined && (!withScopes || scopes.every((scope) => known.includes(scope)));
  });
}

function namesOf(ways: readonly Way[]): string {
  return ways
    .map((way) => [...way.keys()].sort().join(' + '))
    .sort()
    .join(', ');
}

/** Scopes of the first that the second does not name. */
function scopesOf(ways: readonly Way[], others: readonly Way[]): string {
  const known = new Set(others.flatMap((way) => [...way.values()].flat()));
  return [...new Set(ways.flatMap((way) => [...way.values()].flat()))]
    .filter((scope) => !known.has(scope))
    .sort()
    .join(', ');
}

export function schemesOf(document: OpenApi): Json {
  return ownMap(ownMap(document.root, 'components'), 'securitySchemes');
}

/** How a scheme works: `http bearer`, `apiKey header X-Key`, `oauth2 https://...`. */
function wayIn(scheme: Json): string {
  const parts = ['type', 'scheme', 'in', 'name', 'openIdConnectUrl'].map((key) => ownText(scheme, key));
  const flows = Object.entries(ownMap(scheme, 'flows')).map(([name, flow]) =>
    `${name} ${ownText(flow, 'tokenUrl')} ${ownText(flow, 'authorizationUrl')}`.trim(),
  );
  return [...parts, ...flows]
    .filter((part) => part !== '')
    .join(' ')
    .toLowerCase();
}
