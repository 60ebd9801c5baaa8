import type { Cohort } from '../../people/cohorts/rules.ts';
import { container, text } from '../../platform/discord/components.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import type { CohortStatus } from './service.ts';

/** A cohort in numbers, for staff alone: nobody is named. */
export function statusBody(t: Translate, cohort: Cohort, status: CohortStatus): Body {
  const { counts, teams, silences, reasons } = status;
  const lines = [
    t('overview:head', { name: literal(cohort.name) }),
    t('overview:deadline', { when: timestamp(cohort.deadlineAt), in: timestamp(cohort.deadlineAt, 'R') }),
    t('overview:learners', { count: counts.members, documentation: counts.documenting }),
    t('overview:announced', { count: counts.announced }),
    t('overview:in-teams', { count: counts.partnered, teams }),
    t('overview:agreed', { count: counts.agreed }),
    t('overview:submitted', { count: counts.submitted }),
    t('overview:waiting', { count: counts.waiting, requests: counts.requests }),
  ];
  const quiet = [
    t('overview:quiet', { count: silences.teams }),
    t('overview:silences', {
      asked: silences.asked,
      away: silences.away,
      returned: silences.returned,
      replaced: silences.replaced,
    }),
  ];
  const why = reasons.map((reason) => `- ${literal(truncated(oneLine(reason), 150))}`);
  const parts = [text(lines.join('\n')), text(quiet.join('\n'))];
  if (why.length > 0) parts.push(text([t('overview:reasons'), ...why].join('\n')));
  return { card: true, components: [container(parts, 0x5865f2)] };
}
