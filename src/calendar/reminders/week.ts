import type { Digest } from '../../journal/digest/rules.ts';
import type { Counts, Sides } from '../../people/standing/rules.ts';
import {
  channelFor,
  type Entry,
  type MessagePayload,
  type StoredFile,
} from '../../platform/delivery/types.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Batch } from './batch.ts';
import { weekPost } from './cards.ts';
import type { PlannedStep } from './rules/plan.ts';

export interface WeekPosts {
  /** Draws the funnel; undefined where no picture can be drawn, the words stand alone then. */
  readonly picture: (
    counts: Counts,
    locale: Locale,
    of: { readonly cohort: string; readonly week: number },
  ) => Promise<Picture | undefined>;
}

export interface Picture {
  readonly file: StoredFile;
  /** What it shows, in words. */
  readonly alt: string;
}

/** The week's picture with what the week brought, and numbers for staff. */
export async function weekEntries(parts: {
  batch: Batch;
  step: PlannedStep;
  week: number;
  digest: Digest;
  channel: string;
  picture: WeekPosts['picture'];
}): Promise<{ target: Entry['target']; payload: MessagePayload }[]> {
  const { batch, step, week, digest, channel } = parts;
  const { cohort, counts } = batch;
  const { language, channels } = batch.community;
  const picture = await parts.picture(counts, language, { cohort: cohort.name, week });
  const view = { cohort, counts, text: step.text, week, digest, picture };
  const posts: { target: Entry['target']; payload: MessagePayload }[] = [
    { target: { kind: 'channel', id: channel }, payload: weekPost(translator(language), language, view) },
  ];
  if (channels.staff !== null || channels.mentors !== null) {
    posts.push({
      target: channelFor(cohort.guildId, 'staff', 'mentors'),
      payload: { content: staffWords(batch, week) },
    });
  }
  return posts;
}

function staffWords({ community, cohort, counts }: Batch, week: number): string {
  const t = translator(community.language);
  const { members, documenting, announced, without, agreed } = counts;
  const words = t(week === 1 ? 'reminders:staff-week.text' : 'reminders:staff-week.later', {
    cohort: literal(cohort.name),
    week,
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
