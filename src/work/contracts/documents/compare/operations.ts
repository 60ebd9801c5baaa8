import type { Endpoint } from '../openapi/document.ts';
import { nameOf } from '../openapi/document.ts';
import { isMap, type Json, own, ownMap, ownText } from '../read/source.ts';
import type { Unit } from './changes.ts';
import { type Context, marksIn } from './context.ts';
import { compareParameters } from './parameters.ts';
import type { Direction, Whole } from './rules.ts';
import { compareSecurity } from './security.ts';

/** One operation in both documents. */
export interface Operations {
  readonly unit: Unit;
  readonly before: Endpoint;
  readonly after: Endpoint;
  /** What its places are called by; its id unless it is a webhook or callback. */
  readonly place?: string;
  /** What the server sends by itself: its body is an answer to us. */
  readonly isFlipped?: boolean;
}

export function compareOperations(context: Context, given: Operations): void {
  const { unit, before, after, place = before.id, isFlipped = false } = given;
  const [one, other] = [before.operation, after.operation];
  if (!isFlipped) {
    compareLife(context, { unit, place }, one, other);
    compareParameters(context, given);
    compareSecurity(context, unit, before, after);
  }
  compareBodies(
    context,
    { unit, place, direction: isFlipped ? 'response' : 'request' },
    own(one, 'requestBody'),
    own(other, 'requestBody'),
  );
  compareAnswers(
    context,
    { unit, place, direction: isFlipped ? 'request' : 'response' },
    ownMap(one, 'responses'),
    ownMap(other, 'responses'),
  );
  if (!isFlipped) compareCallbacks(context, given);
}

interface At {
  readonly unit: Unit;
  readonly place: string;
}

/** Deprecation, sunset and stability. */
function compareLife({ changes }: Context, at: At, before: Json, after: Json): void {
  const [was, is] = [own(before, 'deprecated') === true, own(after, 'deprecated') === true];
  if (was !== is) changes.whole(is ? 'endpoint-deprecated' : 'endpoint-not-deprecated', at);
  const [from, to] = [ownText(before, 'x-sunset'), ownText(after, 'x-sunset')];
  if (to !== '' && !/^\d{4}-\d{2}-\d{2}/.test(to))
    changes.whole('sunset-unreadable', { ...at, values: { to: to.slice(0, 40) } });
  else if (from !== '' && to === '') changes.whole('sunset-removed', { ...at, values: { from } });
  else if (from !== '' && to < from) changes.whole('sunset-earlier', { ...at, values: { from, to } });
  const [stable, next] = [stabilityOf(before), stabilityOf(after)];
  if (STABILITIES.indexOf(next) < STABILITIES.indexOf(stable))
    changes.whole('stability-decreased', { ...at, values: { from: stable, to: next } });
}

const STABILITIES = ['draft', 'alpha', 'beta', 'stable'];

function stabilityOf(operation: Json): string {
  const said = (ownText(operation, 'x-stability') || ownText(operation, 'x-stability-level')).toLowerCase();
  return STABILITIES.includes(said) ? said : 'stable';
}

type Side = At & { readonly direction: Direction };

function compareBodies(context: Context, side: Side, before: unknown, after: unknown): void {
  const { changes } = context;
  const [one, other] = [context.before.document.resolve(before), context.after.document.resolve(after)];
  const [was, is] = [
    Object.keys(ownMap(one, 'content')).length > 0,
    Object.keys(ownMap(other, 'content')).length > 0,
  ];
  const isSent = side.direction === 'request';
  const [wasRequired, isRequired] = [own(one, 'required') === true, own(other, 'required') === true];
  if (was && !is) changes.whole(isSent ? 'body-removed' : 'answer-removed', side);
  else if (!was && is)
    changes.whole(isSent ? (isRequired ? 'body-added-required' : 'body-added') : 'answer-added', side);
  else if (was && isSent && wasRequired !== isRequired)
    changes.whole(isRequired ? 'body-now-required' : 'body-now-optional', side);
  if (!was || !is) return;
  const shared = sharedUnit(context, side, before, after);
  if (shared === undefined) compareContent(context, { ...side, place: `${side.place} body:` }, one, other);
  else if (shared.isNew) compareContent(context, { ...side, ...shared }, one, other);
}

/** A body or response that both take from the same component is compared once for all who do. */
function sharedUnit(
  context: Context,
  { unit: parent, direction }: Side,
  before: unknown,
  after: unknown,
): { unit: Unit; place: string; isNew: boolean } | undefined {
  const [one, other] = [own(before, '$ref'), own(after, '$ref')];
  if (typeof one !== 'string' || one !== other) return undefined;
  const { unit, isNew } = context.units.get(`${direction} content ${one}`);
  parent.refersTo.add(unit);
  return { unit, place: `${nameOf(one)}:`, isNew };
}

function compareContent(context: Context, side: Side, before: Json, after: Json): void {
  const [one, other] = [typesOf(before), typesOf(after)];
  const isSent = side.direction === 'request';
  const tell = (rule: Whole, type: string): void =>
    context.changes.whole(rule, { unit: side.unit, place: type });
  for (const [type, media] of one) {
    const next = other.get(type);
    if (next !== undefined) context.schemas(side, own(media, 'schema') ?? true, own(next, 'schema') ?? true);
    else if (!other.has('*/*')) tell(isSent ? 'body-type-removed' : 'answer-type-removed', type);
  }
  for (const type of other.keys())
    if (!one.has(type)) tell(isSent ? 'body-type-added' : 'answer-type-added', type);
}

/** By media type without its parameters (`; charset=utf-8`). */
function typesOf(holder: Json): Map<string, unknown> {
  return new Map(
    Object.entries(ownMap(holder, 'content')).map(([type, media]) => [
      (type.split(';')[0] ?? '').trim().toLowerCase(),
      media,
    ]),
  );
}

function compareAnswers(context: Context, side: Side, before: Json, after: Json): void {
  const { changes } = context;
  const at = { unit: side.unit, place: side.place };
  const gone = Object.keys(before).filter(
    (status) => !Object.hasOwn(after, status) && !status.startsWith('x-'),
  );
  const added = Object.keys(after).filter(
    (status) => !Object.hasOwn(before, status) && !status.startsWith('x-'),
  );
  const [from, ...moreGone] = gone.filter(isSuccess);
  const [to, ...moreAdded] = added.filter(isSuccess);
  // One success for another is one cause; what comes with it is compared.
  const isMoved = from !== undefined && to !== undefined && moreGone.length === 0 && moreAdded.length === 0;
  if (isMoved) {
    changes.whole('status-changed', { ...at, values: { from, to } });
    compareAnswer(context, { ...side, place: `${side.place} ${from}` }, before[from], after[to]);
  }
  for (const status of gone)
    if (!isMoved || status !== from)
      changes.whole(isSuccess(status) ? 'status-removed' : 'error-removed', { ...at, values: { status } });
  for (const status of added)
    if (!isMoved || status !== to)
      changes.whole(isSuccess(status) ? 'status-added' : 'error-added', { ...at, values: { status } });
  for (const [status, answer] of Object.entries(before))
    if (Object.hasOwn(after, status))
      compareAnswer(context, { ...side, place: `${side.place} ${status}` }, answer, after[status]);
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

function compareAnswer(context: Context, side: Side, before: unknown, after: unknown): void {
  const [one, other] = [context.before.document.resolve(before), context.after.document.resolve(after)];
  const shared = sharedUnit(context, side, before, after);
  if (shared !== undefined && !shared.isNew) return;
  const own = shared === undefined ? { ...side, place: `${side.place}:` } : { ...side, ...shared };
  const [was, is] = [
    Object.keys(ownMap(one, 'content')).length > 0,
    Object.keys(ownMap(other, 'content')).length > 0,
  ];
  if (was && is) compareContent(context, own, one, other);
  else if (was) context.changes.whole('answer-removed', own);
  else if (is) context.changes.whole('answer-added', own);
  compareHeaders(context, own, ownMap(one, 'headers'), ownMap(other, 'headers'));
}

/** Their names do not care for capitals (RFC 9110, section 5.1). */
function compareHeaders(context: Context, side: Side, before: Json, after: Json): void {
  const next = new Map(Object.entries(after).map(([name, header]) => [name.toLowerCase(), header]));
  const known = new Set(Object.keys(before).map((name) => name.toLowerCase()));
  for (const [name, header] of Object.entries(before)) {
    const at = { unit: side.unit, place: `header ${name}`, field: name };
    const one = context.before.document.resolve(header);
    const twin = next.get(name.toLowerCase());
    const isRequired = own(one, 'required') === true;
    if (twin === undefined)
      context.changes.whole(isRequired ? 'header-removed-required' : 'header-removed', {
        ...at,
        marks: marksIn([one]),
      });
    else {
      const other = context.after.document.resolve(twin);
      if (isRequired && own(other, 'required') !== true) context.changes.whole('header-now-optional', at);
      context.schemas(
        { ...at, direction: side.direction },
        own(one, 'schema') ?? true,
        own(other, 'schema') ?? true,
      );
    }
  }
  for (const name of Object.keys(after))
    if (!known.has(name.toLowerCase()))
      context.changes.whole('header-added', { unit: side.unit, place: `header ${name}`, field: name });
}

/** What the server sends by itself after a request. */
function compareCallbacks(context: Context, { unit, before, after }: Operations): void {
  const [ones, others] = [ownMap(before.operation, 'callbacks'), ownMap(after.operation, 'callbacks')];
  for (const name of new Set([...Object.keys(ones), ...Object.keys(others)])) {
    const place = `${before.id} ${name}`;
    const [one, other] = [own(ones, name), own(others, name)];
    if (other === undefined) context.changes.whole('webhook-removed', { unit, place });
    else if (one === undefined) context.changes.whole('webhook-added', { unit, place });
    else
      compareCallback(
        context,
        { unit, place },
        context.before.document.resolve(one),
        context.after.document.resolve(other),
      );
  }
}

function compareCallback(context: Context, { unit, place }: At, before: Json, after: Json): void {
  for (const [address, item] of Object.entries(before)) {
    const twin = own(after, address);
    if (!isMap(item) || !isMap(twin)) continue;
    const next = context.after.document.operationsOf(address, twin);
    for (const operation of context.before.document.operationsOf(address, item)) {
      const other = next.find(({ method }) => method === operation.method);
      if (other !== undefined)
        compareOperations(context, { unit, before: operation, after: other, place, isFlipped: true });
    }
  }
}
