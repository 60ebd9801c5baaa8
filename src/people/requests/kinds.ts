import type { Db } from '../../platform/database/index.ts';
import type { Entry } from '../../platform/delivery/types.ts';
import type { Body } from '../../platform/discord/reply.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { Description, Fulfilled, Obstacle, Request } from './rules.ts';

/** Who sends a request and who has to accept it, by what stands now. */
export interface Parties {
  readonly senderId: string | null;
  readonly askedIds: readonly string[];
}

/** Where a request is read; `before` is enqueued first, where the place comes to be by it. */
export interface Place {
  readonly target: Entry['target'];
  readonly before?: Entry;
}

/**
 * What one kind of request does in its own way; its feature hands it over with `requests` of its Feature value. All but
 * `describe` and `accepted` run inside the write that causes them, and read what stands now.
 */
export interface RequestKind {
  readonly kind: string;
  /** Undefined: what it is about does not exist any more. */
  readonly parties: (trx: Db, request: Request) => Promise<Parties | undefined>;
  /**
   * What stands against accepting it now, beyond what keeps members apart whatever they ask (blocks, suspensions, who left). Asked when it is sent, shown, delivered
   * and accepted, and whenever something about it changes.
   */
  readonly obstacle: (trx: Db, request: Request) => Promise<Obstacle | undefined>;
  /** All have accepted, `lastId` as the last of them. */
  readonly fulfil: (trx: Db, request: Request, lastId: string) => Promise<Fulfilled>;
  readonly describe: (db: Db, request: Request) => Promise<Description>;
  /** Where those read it who take no direct messages, they are mentioned there; undefined: nowhere. */
  readonly place: (trx: Db, request: Request) => Promise<Place | undefined>;
  /** Notes the end where the feature keeps a record of its own. */
  readonly ended?: (trx: Db, request: Request, fulfilled: Fulfilled | undefined) => Promise<void>;
  /** What whoever completed it reads; drawn again when the thread stands. */
  readonly accepted: (
    request: Request,
    fulfilled: Fulfilled,
    userId: string,
  ) => (t: Translate, threadId: string | null) => Body;
}

/** A feature with requests of its own. */
export interface RequestingFeature extends Feature {
  readonly requests: readonly RequestKind[];
}

export function hasRequests(feature: Feature): feature is RequestingFeature {
  return 'requests' in feature;
}
