import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind } from '../../platform/delivery/types.ts';
import type { StillNews } from '../../platform/feature.ts';
import type { Message } from '../../platform/i18n/index.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Asking } from '../asking/service.ts';
import type { Fit, Partners } from '../partners/service.ts';
import { freeCard, roomCard } from './cards.ts';
import { NEWS_LASTS, PASS_ON_AFTER, type Watch } from './rules.ts';
import { deleteWatch, insertOffer, isWaiting } from './store.ts';

/** What the card of a letter is made of: somebody is free, or, with a kind, there is room for a request. */
interface News {
  readonly kind?: Watch['kind'];
  readonly personId: string;
  readonly projectId?: number | undefined;
  /** Their project, where the member has none. */
  readonly theirs?: number | undefined;
}

const KIND = 'waiting-news';

/** What who waits is told, and whether it is still true when they come to read it. */
export interface WaitingNews {
  /** Somebody who fits is free. Told once. False: the member waits no more, and the next one may hear of it. */
  tellOfPerson(
    cohort: Cohort,
    userId: string,
    personId: string,
    fit: Extract<Fit, { state: 'fits' }>,
  ): Promise<boolean>;
  /** There is room for the request they want to send. Told once. */
  tellOfRoom(cohort: Cohort, watch: Watch): Promise<void>;
  readonly letter: DeliveryKind;
  readonly subjects: { readonly free: StillNews; readonly room: StillNews };
}

export function createNews(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly cohorts: Cohorts;
  readonly asking: Pick<Asking, 'roomFor'>;
  readonly partners: Partners;
  readonly post: Post;
  readonly projects: Projects;
}): WaitingNews {
  const { db, clock, cohorts, asking, partners, post, projects } = parts;

  async function tellOfPerson(
    cohort: Cohort,
    userId: string,
    personId: string,
    fit: Extract<Fit, { state: 'fits' }>,
  ): Promise<boolean> {
    return await write(db, async (trx) => {
      const now = clock.now();
      if (!(await isWaiting(trx, cohort.id, userId))) return false;
      const offer = { cohort_id: cohort.id, user_id: userId, person_id: personId };
      if (!(await insertOffer(trx, { ...offer, told_at: now, pass_on_at: now + PASS_ON_AFTER }))) return true;
      await tell(trx, cohort, userId, fit.projectId, {
        key: `waiting-free:${cohort.id}:${userId}:${personId}`,
        line: { key: 'waiting:notice.free', params: { person: `<@${personId}>` } },
        about: `free:${cohort.id}:${personId}`,
        data: { personId, projectId: fit.projectId, theirs: fit.theirs?.id },
      });
      return true;
    });
  }

  async function tellOfRoom(cohort: Cohort, watch: Watch): Promise<void> {
    const { kind, projectId, userId, personId } = watch;
    await write(db, async (trx) => {
      if (!(await deleteWatch(trx, watch.id))) return;
      await tell(trx, cohort, userId, kind === 'ask' ? projectId : undefined, {
        key: `waiting-room:${watch.id}`,
        line: { key: 'waiting:notice.room', params: { person: `<@${personId}>` } },
        about: `room:${kind}:${projectId}:${personId}`,
        data: { kind, personId, projectId },
      });
    });
  }

  /** By direct message where they allowed it; else in their project's thread, else under their next private answer. */
  async function tell(
    trx: Db,
    { id, guildId }: Cohort,
    userId: string,
    projectId: number | undefined,
    news: { key: string; line: Message; about: string; data: News },
  ): Promise<void> {
    const own = await projects.own(guildId, userId, trx);
    const home = projectId ?? own.find((project) => project.cohortId === id)?.id;
    await post.toMember(trx, {
      guildId,
      userId,
      line: news.line,
      about: news.about,
      privacy: 'programme',
      home: home === undefined ? undefined : { kind: 'project', id: String(home) },
      urgency: 'answer',
      kind: KIND,
      data: news.data,
      dedupeKey: news.key,
      expiresAt: clock.now() + NEWS_LASTS,
    });
  }

  /** As things stand when it is sent. */
  const letter = post.kind({
    kind: KIND,
    async card(_, { guildId, userId, data }, { t }) {
      const news = data as News;
      if (news.kind === undefined) return freeCard(t, { ...news, userId });
      const project = await projects.get(guildId, news.projectId ?? 0);
      return roomCard(
        t,
        { kind: news.kind, projectId: project.id, personId: news.personId, userId },
        project,
      );
    },
  });

  /** `id` is cohort:person. They still wait, and the person still fits. */
  const isFree: StillNews = async (on, { userId, id }) => {
    const [cohortId = '', personId = ''] = id.split(':');
    const cohort = await cohorts.find(Number(cohortId), on);
    if (cohort === undefined || !(await isWaiting(on, cohort.id, userId))) return false;
    return (await partners.fits(cohort, personId, [userId])).get(userId)?.state === 'fits';
  };

  /** `id` is kind:project:person. */
  const hasRoom: StillNews = async (_, { userId, id }) => {
    const [kind, projectId, personId = ''] = id.split(':');
    const isAsk = kind === 'ask';
    const guestId = isAsk ? personId : userId;
    const wanted = { projectId: Number(projectId), senderId: userId, guestId };
    return (await asking.roomFor({ ...wanted, kind: isAsk ? 'ask' : 'team-up' })) > 0;
  };

  return { tellOfPerson, tellOfRoom, letter, subjects: { free: isFree, room: hasRoom } };
}
