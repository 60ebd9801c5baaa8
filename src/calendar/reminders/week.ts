import type { Counts, Sides } from '../../people/standing/rules.ts';
import type { Entry, MessagePayload, StoredFile } from '../../platform/delivery/types.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { plainPost } from './cards.ts';
import type { Round } from './round.ts';
import type { PlannedStep } from './rules/plan.ts';

export interface WeekPosts {
  /** Draws the funnel; undefined where no picture can be drawn, the words stand alone then. */
  readonly picture: (counts: Counts, locale: Locale, cohortName: string) => Promise<Picture | undefined>;
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
  channel: string;
  picture: WeekPosts['picture'];
}): Promise<{ target: Entry['target']; payload: MessagePayload }[]> {
  const { round, step, channel } = parts;
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
      payload: { content: staffWords(round) },
    });
  }
  return posts;
}

function staffWords({ community, cohort, counts }: Round): string {
  const t = translator(community.language);
  const { members, documenting, announced, without, agreed } = counts;
  const words = t('reminders:staff-week.text', {
    cohort: literal(cohort.name),
    members,
    documentation: documenting,
    announced,
    without: sum(without),
    ...without,
  });
  return agreed === undefined ? words : `${words} ${t('reminders:staff-week.agreed', { count: agreed })}`;
}

function sum({ backend, frontend, fullstack }: Sides): number {
  return backend + frontend + fullstack;
}
