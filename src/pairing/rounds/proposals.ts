import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, Entry, Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import { type Locale, type Message, type Params, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Formed } from '../../work/teams/service.ts';
import { closedProposal, proposalCard, roundHeadline } from './cards.ts';
import type { FormPair } from './forming.ts';
import { otherOf, type Proposal } from './rules.ts';
import {
  acceptPair,
  findExpired,
  findMessages,
  findOpenSuggestions,
  findPair,
  findProposals,
  findRound,
  insertMessage,
  movePair,
  type PairRow,
  type RoundRow,
  type Side,
} from './store.ts';

/** What an acceptance leads to: the team, or waiting for the other. */
export type Accepted =
  | { readonly formed: Formed; readonly isGuest: boolean }
  | { readonly waitsFor: string; readonly until: number };

export interface Proposals {
  /** Asks both, one message each, inside a transaction. */
  propose(trx: Db, cohort: Cohort, round: RoundRow, pair: PairRow): Promise<void>;
  /** Only the two may. Throws a UserError where it is too late, or the places are gone: then it is over for both. */
  accept(pairId: number, userId: string): Promise<Accepted>;
  decline(pairId: number, userId: string): Promise<Proposal>;
  /** For one of the two; throws a UserError for anybody else. */
  get(pairId: number, userId: string): Promise<Proposal>;
  /** Those that wait for this member's answer. */
  waitingFor(guildId: string, userId: string): Promise<Proposal[]>;
  /** Ends suggestions of a cohort whose places have been taken otherwise, so that the next round counts on nobody twice. */
  endMoot(cohortId: number): Promise<void>;
  /** Ends what nobody answered in time; run by the schedule. */
  runDue(): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

const BATCH = 100;
const KINDS = { proposal: 'round-proposal', headline: 'round-headline', closed: 'round-proposal-closed' };

export function createProposals(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  cohorts: Cohorts;
  communities: Communities;
  learners: Learners;
  notices: Notices;
  projects: Projects;
  form: FormPair;
}): Proposals {
  const { db, clock, outbox, cohorts, communities, learners, notices, projects } = parts;

  /** By direct message to those who allowed it; the others read one message, in the thread of the pair's project. */
  async function propose(trx: Db, cohort: Cohort, round: RoundRow, row: PairRow): Promise<void> {
    const pair = await view(trx, cohort, round, row);
    const { language, channels } = await communities.get(cohort.guildId, trx);
    const people = await learners.findMany(cohort.guildId, [pair.backendId, pair.frontendId], trx);
    const direct = people.filter(({ dm }) => dm);
    const others = [pair.backendId, pair.frontendId].filter(
      (id) => !direct.some(({ userId }) => userId === id),
    );
    const common = {
      kind: KINDS.proposal,
      guildId: cohort.guildId,
      subject: String(pair.id),
      expiresAt: pair.expiresAt,
    };
    const fallback =
      pair.project !== undefined
        ? ({ kind: 'project', id: String(pair.project.id) } as const)
        : channels.projects === null
          ? ('none' as const)
          : ({ kind: 'channel', id: channels.projects } as const);
    for (const { userId, locale } of direct)
      await outbox.enqueue(trx, {
        ...common,
        target: { kind: 'member', id: userId },
        fallback,
        payload: proposalCard(translator(locale), pair, [userId]),
        mentions: [userId],
        dedupeKey: `round-proposal:${pair.id}:${userId}`,
      });
    if (others.length === 0) return;
    const target = await placeOf(trx, pair, round.id, language, channels.projects);
    if (target === undefined) return;
    await outbox.enqueue(trx, {
      ...common,
      target,
      payload: proposalCard(translator(language), pair, others),
      mentions: others,
      dedupeKey: `round-proposal:${pair.id}`,
    });
  }

  /** Pairs without a project are asked in one thread of the round, so that the channel stays quiet. */
  async function placeOf(
    trx: Db,
    pair: Proposal,
    roundId: number,
    language: Locale,
    channel: string | null,
  ): Promise<Entry['target'] | undefined> {
    if (pair.project !== undefined) return { kind: 'project', id: String(pair.project.id) };
    if (channel === null) return undefined;
    const t = translator(language);
    const dedupeKey = `round-headline:${roundId}`;
    await outbox.enqueue(trx, {
      kind: KINDS.headline,
      guildId: pair.cohort.guildId,
      target: { kind: 'channel', id: channel },
      payload: roundHeadline(t, pair.cohort),
      dedupeKey,
      subject: String(roundId),
      expiresAt: pair.expiresAt,
    });
    return { kind: 'thread', id: dedupeKey, name: t('rounds:headline.thread') };
  }

  async function accept(pairId: number, userId: string): Promise<Accepted> {
    const { row, pair, side } = await involved(db, pairId, userId);
    if (pair.expiresAt <= clock.now()) throw ended('expired');
    try {
      const accepted = await write(db, (trx) => acceptIn(trx, pair, side, userId));
      return accepted;
    } catch (error) {
      if (!(error instanceof UserError) || error.text.key.startsWith('rounds:')) throw error;
      await giveUp(row, pair, error.text);
      throw error;
    }
  }

  async function acceptIn(trx: Db, pair: Proposal, side: Side, userId: string): Promise<Accepted> {
    const now = clock.now();
    const noted = await acceptPair(trx, pair.id, side, now);
    const row = noted ?? (await findPair(trx, pair.id));
    if (row?.state !== 'proposed') throw ended(row?.state ?? 'expired');
    const other = otherOf(pair, userId);
    if (row.backend_accepted_at === null || row.frontend_accepted_at === null)
      return { waitsFor: other, until: pair.expiresAt };
    const taken = await movePair(trx, row.id, 'proposed', { state: 'formed', ended_at: now });
    if (taken === undefined) throw ended('formed');
    const formed = await parts.form(trx, pair.cohort, taken);
    await movePair(trx, row.id, 'formed', { state: 'formed', team_id: formed.team.id });
    await close(trx, pair);
    await tell(trx, pair, other, 'rounds:notice.formed', userId, { title: literal(formed.project.title) });
    return { formed, isGuest: formed.project.ownerId !== userId };
  }

  /** A place it needs is gone: both hear of it, nobody can press any more. */
  async function giveUp(row: PairRow, pair: Proposal, text: Message): Promise<void> {
    await write(db, async (trx) => {
      const change = { state: 'impossible', ended_at: clock.now(), failure: text.key } as const;
      if ((await movePair(trx, row.id, 'proposed', change)) === undefined) return;
      await close(trx, pair);
      for (const id of [pair.backendId, pair.frontendId])
        await tell(trx, pair, id, 'rounds:notice.impossible', otherOf(pair, id));
    });
  }

  async function endMoot(cohortId: number): Promise<void> {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page: Awaited<ReturnType<typeof findOpenSuggestions>> = await findOpenSuggestions(
        db,
        cohortId,
        after,
        BATCH,
      );
      for (const row of page)
        if (row.moot === 1) await giveUp(row, await proposalOf(db, row), { key: 'teams:error.place-taken' });
      after = page.at(-1)?.id;
      await setImmediate();
    }
  }

  async function decline(pairId: number, userId: string): Promise<Proposal> {
    const { pair } = await involved(db, pairId, userId);
    await write(db, async (trx) => {
      const change = { state: 'declined', ended_at: clock.now() } as const;
      const row = await movePair(trx, pairId, 'proposed', change);
      if (row === undefined) throw ended((await findPair(trx, pairId))?.state ?? 'expired');
      await close(trx, pair);
      await tell(trx, pair, otherOf(pair, userId), 'rounds:notice.declined', userId);
    });
    return pair;
  }

  async function runDue(): Promise<void> {
    for (const row of await findExpired(db, clock.now(), BATCH)) {
      const pair = await proposalOf(db, row);
      await write(db, async (trx) => {
        const change = { state: 'expired', ended_at: clock.now() } as const;
        if ((await movePair(trx, row.id, 'proposed', change)) === undefined) return;
        await close(trx, pair);
        for (const id of pair.accepted) await tell(trx, pair, id, 'rounds:notice.expired', otherOf(pair, id));
      });
    }
  }

  /** One line under the member's next private answer; `about` is the other of the two. */
  async function tell(
    trx: Db,
    pair: Proposal,
    userId: string,
    key: Message['key'],
    about: string,
    params: Params = {},
  ): Promise<void> {
    const message = { key, params: { person: `<@${about}>`, ...params } };
    await notices.leave(trx, pair.cohort.guildId, userId, message);
  }

  /** Its messages say that it is answered; they never say how. */
  async function close(trx: Db, pair: Proposal): Promise<void> {
    for (const message of await findMessages(trx, pair.id)) await closeMessage(trx, pair, message);
  }

  async function closeMessage(
    trx: Db,
    pair: Proposal,
    message: { channel_id: string; message_id: string; user_id: string | null },
  ): Promise<void> {
    await outbox.enqueue(trx, {
      kind: KINDS.closed,
      guildId: pair.cohort.guildId,
      target: { kind: 'channel', id: message.channel_id },
      payload: { messageId: message.message_id, userId: message.user_id },
      dedupeKey: `round-proposal-closed:${message.message_id}`,
      subject: String(pair.id),
    });
  }

  async function involved(trx: Db, pairId: number, userId: string) {
    const row = Number.isSafeInteger(pairId) ? await findPair(trx, pairId) : undefined;
    if (row === undefined || row.state === 'waiting' || row.state === 'dropped')
      throw new UserError({ key: 'rounds:error.unknown-pair' });
    const pair = await proposalOf(trx, row);
    const side: Side | undefined =
      row.backend_id === userId ? 'backend' : row.frontend_id === userId ? 'frontend' : undefined;
    if (side === undefined)
      throw new UserError({
        key: 'rounds:error.not-yours',
        params: { people: `<@${row.backend_id}>, <@${row.frontend_id}>` },
      });
    return { row, pair, side };
  }

  async function proposalOf(trx: Db, row: PairRow): Promise<Proposal> {
    const round = await findRound(trx, row.round_id);
    const cohort = round === undefined ? undefined : await cohorts.find(round.cohort_id, trx);
    if (round === undefined || cohort === undefined) throw new Error(`pair ${row.id} has no round`);
    return await view(trx, cohort, round, row);
  }

  async function view(trx: Db, cohort: Cohort, round: RoundRow, row: PairRow): Promise<Proposal> {
    const projectId = row.backend_project_id ?? row.frontend_project_id;
    const accepted = [
      ...(row.backend_accepted_at === null ? [] : [row.backend_id]),
      ...(row.frontend_accepted_at === null ? [] : [row.frontend_id]),
    ];
    return {
      id: row.id,
      cohort,
      backendId: row.backend_id,
      frontendId: row.frontend_id,
      project: projectId === null ? undefined : await projects.find(projectId, trx),
      overlapMinutes: row.overlap_minutes,
      accepted,
      expiresAt: round.expires_at ?? 0,
    };
  }

  const deliveries: DeliveryKind[] = [
    { kind: KINDS.headline },
    {
      kind: KINDS.proposal,
      async sent(trx, row, { channelId, messageId }) {
        if (messageId === undefined) return;
        const userId = row.targetKind === 'member' ? row.targetId : null;
        const message = { channel_id: channelId, message_id: messageId, user_id: userId };
        await insertMessage(trx, { pair_id: Number(row.subject), ...message });
        const found = await findPair(trx, Number(row.subject));
        // Answered elsewhere before the message went out.
        if (found !== undefined && found.state !== 'proposed')
          await closeMessage(trx, await proposalOf(trx, found), message);
      },
    },
    {
      kind: KINDS.closed,
      async run(row, transport) {
        const found = await findPair(db, Number(row.subject));
        if (found === undefined) return 'obsolete';
        const pair = await proposalOf(db, found);
        const { messageId, userId } = row.payload as { messageId: string; userId: string | null };
        const { guildId } = pair.cohort;
        const reader = userId === null ? undefined : await learners.find(guildId, userId);
        const locale = reader?.locale ?? (await communities.get(guildId)).language;
        await transport.editMessage(
          row.targetId,
          messageId,
          closedProposal(translator(locale), pair, found.state),
        );
        return { channelId: row.targetId, messageId };
      },
    },
  ];

  return {
    propose,
    accept,
    decline,
    endMoot,
    runDue,
    deliveries,
    get: async (pairId, userId) => (await involved(db, pairId, userId)).pair,
    async waitingFor(guildId, userId) {
      const rows = await findProposals(db, guildId, userId);
      const pairs = await Promise.all(rows.map((row) => proposalOf(db, row)));
      return pairs.filter((pair) => pair.expiresAt > clock.now() && !pair.accepted.includes(userId));
    },
  };
}

/** Why a proposal cannot be answered any more. */
function ended(state: PairRow['state']): UserError {
  const how = state === 'formed' || state === 'declined' || state === 'impossible' ? state : 'expired';
  return new UserError({ key: `rounds:ended.${how}` });
}
