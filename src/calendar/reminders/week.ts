import type { Counts, Sides } from '../../people/standing/rules.ts';
import type { Entry, MessagePayload, StoredFile } from '../../platform/delivery/types.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Batch } from './batch.ts';
import { plainPost } from './cards.ts';
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
  batch: Batch;
  step: PlannedStep;
  channel: string;
  picture: WeekPosts['picture'];
}): Promise<{ target: Entry['target']; payload: MessagePayload }[]> {
  const { batch, step, channel } = parts;
  const { language, channels } = batch.community;
  const t = translator(language);
  const target = { kind: 'channel', id: channel } as const;
  if (step.key !== 'week') {
    return [{ target, payload: plainPost(t, language, batch, step) }];
  }
  const picture = await parts.picture(batch.counts, language, batch.cohort.name);
  const posts: { target: Entry['target']; payload: MessagePayload }[] = [
    { target, payload: plainPost(t, language, batch, step, picture) },
  ];
  if (channels.mentors !== null) {
    posts.push({
      target: { kind: 'channel', id: channels.mentors },
      payload: { content: staffWords(batch) },
    });
  }
  return posts;
}

function staffWords({ community, cohort, counts }: Batch): string {
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
