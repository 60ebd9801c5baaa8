import type { Entry, MessagePayload, StoredFile } from '../../platform/delivery/types.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { plainPost } from './cards.ts';
import type { Round } from './round.ts';
import type { Funnel, MemberFacts } from './rules/facts.ts';
import type { PlannedStep } from './rules/plan.ts';

export interface WeekPosts {
  /** Draws the funnel; undefined where no picture can be drawn, the words stand alone then. */
  readonly picture: (funnel: Funnel, locale: Locale, cohortName: string) => Promise<Picture | undefined>;
}

export interface Picture {
  readonly file: StoredFile;
  /** What it shows, in words. */
  readonly alt: string;
}

/** What a step that is posted without mentions says: the week's picture with details for staff, or plain words. */
export async function weekEntries(parts: {
  round: Round;
  step: PlannedStep;
  facts: readonly MemberFacts[];
  channel: string;
  picture: WeekPosts['picture'];
}): Promise<{ target: Entry['target']; payload: MessagePayload }[]> {
  const { round, step, facts, channel } = parts;
  const { language, channels } = round.community;
  const t = translator(language);
  const target = { kind: 'channel', id: channel } as const;
  if (step.key !== 'week') {
    return [{ target, payload: plainPost(t, language, round, step) }];
  }
  const picture = await parts.picture(round.counts, language, round.cohort.name);
  const posts: { target: Entry['target']; payload: MessagePayload }[] = [
    { target, payload: plainPost(t, language, round, step, picture) },
  ];
  if (channels.mentors !== null) {
    posts.push({
      target: { kind: 'channel', id: channels.mentors },
      payload: { content: staffWords(round, facts) },
    });
  }
  return posts;
}

function staffWords(round: Round, facts: readonly MemberFacts[]): string {
  const without = facts.filter(
    (member) => !member.documentationOnly && !member.solo && !member.hasPartner && !member.finished,
  );
  const side = (track: MemberFacts['track']): number =>
    without.filter((member) => member.track === track).length;
  return translator(round.community.language)('reminders:staff-week.text', {
    cohort: round.cohort.name,
    ...round.counts,
    documentation: facts.filter((member) => member.documentationOnly).length,
    without: without.length,
    backend: side('backend'),
    frontend: side('frontend'),
    fullstack: side('fullstack'),
  });
}
