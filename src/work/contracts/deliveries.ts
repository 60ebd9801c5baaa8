import { isLastStretch } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { DeliveryKind, MessagePayload } from '../../platform/delivery/types.ts';
import type { StillNews } from '../../platform/feature.ts';
import { say, type Translate, translator } from '../../platform/i18n/index.ts';
import type { Teams } from '../teams/service.ts';
import type { Agreeing } from './agreeing.ts';
import { contractCard, driftCard, letterCard, type ReportView, reportCard } from './cards.ts';
import { notComparedSentence } from './documents/index.ts';
import { findWatch } from './fetching/store.ts';
import { REPORT } from './fetching.ts';
import { type Library, openFindings } from './library.ts';
import { NUDGE } from './reminding.ts';
import { mayWorkWith, type Version } from './rules.ts';
import { findAcceptances, findAnswers, findInState, findVersion, recordCard } from './store.ts';
import { DRIFT } from './watching.ts';

/** What is sent of contracts, and whether it still is news. */
export function createContractDeliveries(parts: {
  db: Db;
  clock: Clock;
  post: Post;
  communities: Communities;
  cohorts: Cohorts;
  teams: Teams;
  library: Library;
  agreeing: Agreeing;
}): { readonly deliveries: DeliveryKind[]; readonly subjects: Record<string, StillNews> } {
  const { db, clock, post, communities, cohorts, teams, library, agreeing } = parts;

  async function card(t: Translate, version: Version): Promise<MessagePayload> {
    const team = await teams.find(version.teamId);
    const cohort = team === undefined ? undefined : await cohorts.find(team.cohortId);
    const isShown = version.state === 'proposed' || version.state === 'agreed';
    const changes =
      team === undefined || version.state !== 'proposed'
        ? { before: undefined, comparison: undefined }
        : await library.changes(team, version);
    return contractCard(t, {
      version,
      answers: await findAnswers(db, version.id),
      missing: await agreeing.missing(db, version),
      summary: isShown && version.endpointCount > 0 ? await library.summary(version) : undefined,
      changes,
      findings: openFindings(changes.comparison, await findAcceptances(db, version.teamId)),
      mayWork:
        version.workingAt === null &&
        cohort !== undefined &&
        mayWorkWith(version, clock.now(), isLastStretch(cohort, clock.now())),
    });
  }

  const cardKind: DeliveryKind = {
    kind: 'contract-card',
    async wanted(on, row) {
      const version = await findVersion(on, Number(row.subject));
      return version !== undefined && version.state !== 'replaced';
    },
    async render(_, row, { locale }) {
      const version = await findVersion(db, Number(row.subject));
      if (version === undefined) throw new Error(`there is no contract version ${row.subject}`);
      return await card(translator(locale), version);
    },
    async sent(trx, row, { channelId, messageId }) {
      if (messageId === undefined) return;
      const id = Number(row.subject);
      const version = await findVersion(trx, id);
      if (version === undefined) return;
      await recordCard(trx, id, { channelId, messageId });
      // Whoever answered before it stood is drawn now.
      if (version.revision > 0) await agreeing.redraw(trx, version);
    },
  };

  const editKind: DeliveryKind = {
    kind: 'contract-edit',
    async run(row, transport) {
      const version = await findVersion(db, Number(row.subject));
      // Not posted yet: it is drawn anew as soon as it is.
      if (version === undefined || version.card === null) return 'obsolete';
      const { language } = await communities.get(version.guildId);
      const { channelId, messageId } = version.card;
      await transport.editMessage(channelId, messageId, await card(translator(language), version));
      return { channelId, messageId };
    },
  };

  /** A proposal is news while it waits for the member, or, to its proposer, while it waits, and its cohort runs. */
  const isNews: StillNews = async (on, { id, userId }) => {
    const version = await findVersion(on, Number(id));
    if (version?.state !== 'proposed') return false;
    const team = await teams.find(version.teamId, on);
    if (team === undefined || (await cohorts.find(team.cohortId, on))?.archivedAt !== null) return false;
    return version.proposerId === userId || (await agreeing.missing(on, version)).includes(userId);
  };

  return {
    subjects: { contract: isNews },
    deliveries: [
      cardKind,
      editKind,
      post.kind({
        kind: NUDGE,
        async card(on, letter, { t }) {
          const { versionId, what } = letter.data as { versionId: number; what: 'nudge' | 'working' };
          const version = await findVersion(on, versionId);
          const words = say(t, letter.line);
          return version === undefined ? { content: words } : letterCard(t, words, version, what);
        },
      }),
      post.kind({
        kind: REPORT,
        card: (_, letter, { t }) => Promise.resolve(reportCard(t, letter.data as ReportView)),
      }),
      post.kind({
        kind: DRIFT,
        async card(on, letter, { t }) {
          const { teamId, url, affected } = letter.data as {
            teamId: number;
            url: string;
            affected: readonly string[];
          };
          const [team, agreed, watch] = await Promise.all([
            teams.find(teamId, on),
            findInState(on, teamId, 'agreed'),
            findWatch(on, teamId),
          ]);
          const drift = watch?.drift ?? undefined;
          const comparison =
            team === undefined || agreed === undefined || drift === undefined || watch?.drift_hash == null
              ? undefined
              : await library.against(team, agreed, drift, watch.drift_hash);
          return driftCard(t, {
            teamId,
            url,
            affected,
            findings: openFindings(comparison, await findAcceptances(on, teamId)),
            notCompared:
              comparison?.outcome === 'not-compared' ? notComparedSentence(comparison.reason, t) : undefined,
          });
        },
      }),
    ],
  };
}
