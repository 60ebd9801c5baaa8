import { SMALLEST_GROUP } from '../../people/standing/rules.ts';
import { funnelChart } from '../../platform/charts/funnel.ts';
import { ChartError, type ChartRenderer } from '../../platform/charts/renderer.ts';
import { labelled, translator } from '../../platform/i18n/index.ts';
import type { WeekPosts } from './week.ts';

/** Draws how far a cohort is after so many weeks as a funnel. Without a picture the words stand alone: it is never a reason not to post. */
export function createWeekPicture(charts: Pick<ChartRenderer, 'render'>): WeekPosts['picture'] {
  return async (counts, locale, { cohort, week }) => {
    const t = translator(locale);
    const chart = funnelChart({
      title: t('reminders:picture.title', { cohort, count: week }),
      total: counts.members,
      stages: (['announced', 'partnered', 'agreed'] as const).flatMap((stage) => {
        const count = counts[stage];
        return count === undefined ? [] : [{ label: t(`reminders:picture.${stage}`), count }];
      }),
      smallest: SMALLEST_GROUP,
      locale,
      pair: (label, value) => labelled(t, label, value),
      ofTotal: (count, total) => t('reminders:picture.of', { count, total }),
    });
    try {
      const { png } = await charts.render(chart);
      const file = { name: 'week.png', contentType: 'image/png', base64: png.toString('base64') };
      return { file, alt: chart.alt };
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      return undefined;
    }
  };
}
