import { OpenApi } from '../openapi/document.ts';
import { own, ownText } from '../read/source.ts';
import type { Comparison } from '../types.ts';
import { Changes, compared } from './changes.ts';
import type { Context } from './context.ts';
import { compareEndpoints } from './endpoints.ts';
import { compareMembers, compareSchemas } from './formats.ts';
import { TangledError, Units } from './units.ts';
import { Views } from './view.ts';

/**
 * Compares two normalised OpenAPI documents: each format once per direction, whoever uses it, and then names every
 * endpoint that does. `today` (ISO date) decides whether an announced end has come. The same documents give the same
 * findings.
 */
export function compareOpenApi(before: string, after: string, today: string): Comparison {
  const [one, other] = [new OpenApi(before), new OpenApi(after)];
  if (one.endpoints().length === 0 && Object.keys(own(one.root, 'webhooks') ?? {}).length === 0)
    return { outcome: 'not-compared', reason: 'no-endpoints-before' };
  const context: Context = {
    before: new Views(one),
    after: new Views(other),
    changes: new Changes(),
    units: new Units(),
    waiting: [],
    schemas: (spot, before, after) => compareSchemas(context, spot, before, after),
    members: (spot, before, after) => compareMembers(context, spot, before, after),
  };
  try {
    compareEndpoints(context);
    for (let next = context.waiting.pop(); next !== undefined; next = context.waiting.pop()) next();
  } catch (error) {
    // Formats refer to each other without end, or stand too deep in each other for the stack.
    if (error instanceof TangledError || error instanceof RangeError)
      return { outcome: 'not-compared', reason: 'too-tangled' };
    throw error;
  }
  return compared(context.changes.findings({ reach: context.units.reach(), isDraft: draftsOf(one), today }));
}

function draftsOf(document: OpenApi): (endpoint: string) => boolean {
  const drafts = new Set(
    document
      .endpoints()
      .filter(({ operation, item }) =>
        [operation, item].some((each) =>
          /^(?:draft|alpha)$/i.test(ownText(each, 'x-stability') || ownText(each, 'x-stability-level')),
        ),
      )
      .map(({ id }) => id),
  );
  return (endpoint) => drafts.has(endpoint);
}
