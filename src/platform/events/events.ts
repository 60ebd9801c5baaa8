import type { Db } from '../database/index.ts';

/** What happened, with ids only: who reacts reads the rest in the same transaction. */
export interface EventMap {
  /** A channel or thread was deleted in Discord. */
  'channel.deleted': { readonly guildId: string; readonly channelId: string };
  /** A blocker is another one than before, in whatever way somebody may see. */
  'blocker.changed': { readonly guildId: string; readonly blockerId: number };
  /** A reader said of an entry that it helped them, or that it is outdated. */
  'entry.marked': {
    readonly guildId: string;
    readonly entry: { readonly kind: 'blocker' | 'solution'; readonly id: number };
  };
  /** Somebody waits, and was seen to have no answer: mentors are wanted. */
  'blocker.unanswered': { readonly guildId: string; readonly blockerId: number };
  /** Staff set channels, perhaps others than before. */
  'server.channels-set': { readonly guildId: string; readonly projectsMoved: boolean };
  'cohort.created': { readonly cohortId: number };
  'cohort.changed': { readonly cohortId: number };
  /** It is being archived: what runs in it ends. It still takes changes while this is handled, and none afterwards. */
  'cohort.archived': { readonly guildId: string; readonly cohortId: number };
  /** Staff want the deadline among the server's events, or want it there no more. */
  'cohort.event-wanted': { readonly cohortId: number; readonly wanted: boolean };
  /** A project no longer offers a place by its owner's hand. */
  'project.closed': { readonly projectId: number };
  /** A project offers a place (again). */
  'project.opened': { readonly projectId: number };
  /** Everybody who builds it has handed it in. */
  'project.submitted': { readonly projectId: number };
  /** Somebody said what they did. */
  'progress.shared': { readonly guildId: string; readonly cohortId: number; readonly userId: string };
  /** Each side of a team has agreed on one document; `isFirst`: they had agreed on none before. */
  'contract.agreed': { readonly teamId: number; readonly isFirst: boolean };
  /** Its owner took a project back. Whoever builds it is a team still, until somebody leaves. */
  'project.withdrawn': { readonly projectId: number };
  /** Its owner has changed what it builds, whom it seeks, or whether it does. */
  'project.changed': { readonly guildId: string; readonly projectId: number };
  'project.handed-over': { readonly projectId: number; readonly fromId: string; readonly toId: string };
  /** Somebody asks for a place of a project: whoever keeps one for somebody absent may give it up. */
  'project.place-wanted': { readonly projectId: number; readonly senderId: string };
  /** A delivery found that somebody is no longer in the server. */
  'member.not-found': { readonly guildId: string; readonly userId: string };
  /** Somebody is known to have left the server. */
  'member.gone': { readonly guildId: string; readonly userId: string };
  /** Somebody who had left the server is there again. */
  'member.back': { readonly guildId: string; readonly userId: string };
  /** Which side somebody builds, in how many teams, or whether they only document. */
  'profile.changed': { readonly guildId: string; readonly userId: string };
  'member.blocked': { readonly guildId: string; readonly userId: string; readonly blockedId: string };
  /** Staff decided that somebody may not ask, answer and post for a time. */
  'member.suspended': { readonly guildId: string; readonly userId: string };
  /** Who is in a team, or which projects it builds: `userIds` have a team place more or less by that. */
  'team.changed': {
    readonly guildId: string;
    readonly teamId: number;
    readonly projectIds: readonly number[];
    readonly userIds: readonly string[];
  };
  /** Somebody leaves a cohort, and still is in it while this is handled. */
  'member.left-cohort': { readonly guildId: string; readonly cohortId: number; readonly userId: string };
  /** Two learners of one side study together from now on. */
  'study.begun': { readonly guildId: string; readonly userIds: readonly [string, string] };
  /** Somebody joined a team as one more of a side; no place was taken. `hostId` let them in. */
  'member.joined-team': { readonly teamId: number; readonly userId: string; readonly hostId: string };
  /** A guest took a place of a host's project: the two are a pair. */
  'team.formed': { readonly teamId: number; readonly hostId: string; readonly guestId: string };
  /**
   * `by` decided it. `partnerIds`: with whom they were a pair there, which has ended. `strandedIds`: who left with them,
   * because nobody is there any more with whom they build.
   */
  'member.left-team': {
    readonly teamId: number;
    readonly userId: string;
    readonly by: string;
    readonly partnerIds: readonly string[];
    readonly strandedIds: readonly string[];
  };
  /** The private thread of a team stands, for the first time or made anew. */
  'team.thread-stands': { readonly teamId: number };
  /** Nobody builds together in it any more. Whoever was in it to the end keeps its thread and has their place back. */
  'team.ended': { readonly teamId: number };
}

export type EventName = keyof EventMap;
export type Handlers = {
  readonly [Name in EventName]?: (trx: Db, event: EventMap[Name]) => Promise<void>;
};

export interface Events {
  /** Everybody who reacts does so in this transaction, in the order of the features. */
  emit<Name extends EventName>(trx: Db, name: Name, event: EventMap[Name]): Promise<void>;
  /** The frame hands over what the features react to, in their order. */
  listen(handlers: Handlers): void;
}

export function createEvents(): Events {
  const listeners: Handlers[] = [];
  return {
    async emit(trx, name, event) {
      for (const handlers of listeners) await handlers[name]?.(trx, event);
    },
    listen: (handlers) => void listeners.push(handlers),
  };
}
