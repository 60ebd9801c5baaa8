import { SMALLEST_GROUP } from '../../people/standing/rules.ts';
import { button, type Row, row } from '../../platform/discord/components.ts';
import { type Locale, list, type Translate } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import { type Digest, MOST_NAMED } from './rules.ts';

const LONGEST_NAME = 30;

/** A line for each thing there is to say; nothing of what did not happen. Names stand where they notify nobody. */
export function digestLines(t: Translate, locale: Locale, digest: Digest): string[] {
  const { solved, solutions, helperIds, stuck } = digest;
  return [
    ...movedLine(t, locale, digest),
    ...(solved.count === 0
      ? []
      : [
          t('journal:digest.solved', {
            count: solved.count,
            where: named(
              t,
              locale,
              solved.threadIds.map((id) => `<#${id}>`),
              solved.count,
            ),
          }),
        ]),
    ...(solutions === 0 ? [] : [t('journal:digest.solutions', { count: solutions })]),
    ...(helperIds.length === 0
      ? []
      : [
          t('journal:digest.helped', {
            people: named(
              t,
              locale,
              helperIds.slice(0, MOST_NAMED.helpers).map((id) => `<@${id}>`),
              helperIds.length,
            ),
          }),
        ]),
    ...(stuck.count === 0 ? [] : [stuckLine(t, locale, stuck)]),
  ];
}

function movedLine(t: Translate, locale: Locale, { progress, announced, handedIn }: Digest): string[] {
  const hours = Math.round(progress.minutes / 60);
  const parts = [
    ...(progress.entries === 0
      ? []
      : [
          t('journal:digest.progress', {
            count: progress.members,
            entries: t('journal:progress.entries', { count: progress.entries }),
          }),
        ]),
    ...(hours === 0 ? [] : [t('journal:digest.hours', { count: hours })]),
    ...(announced === 0 ? [] : [t('journal:digest.announced', { count: announced })]),
    ...(handedIn === 0 ? [] : [handedInWords(t, handedIn)]),
  ];
  return parts.length === 0 ? [] : [t('journal:digest.moved', { what: list(locale, parts) })];
}

/** Who handed in shows on no card before the whole team has: of a few, only that they are few. */
function handedInWords(t: Translate, count: number): string {
  return count < SMALLEST_GROUP
    ? t('journal:digest.handed-in-few', { count: SMALLEST_GROUP })
    : t('journal:digest.handed-in', { count });
}

function stuckLine(t: Translate, locale: Locale, { count, technologies }: Digest['stuck']): string {
  const about = technologies
    .slice(0, MOST_NAMED.technologies)
    .map((each) => `${literal(truncated(each.name, LONGEST_NAME))} (${each.count})`);
  return about.length === 0
    ? t('journal:digest.stuck', { count })
    : t('journal:digest.stuck-in', { count, technologies: list(locale, about) });
}

/** Those that are named and how many more there are. */
function named(t: Translate, locale: Locale, names: readonly string[], total: number): string {
  const more = total - names.length;
  if (names.length === 0) return '';
  return list(locale, more === 0 ? names : [...names, t('journal:digest.more', { count: more })]);
}

/** *I can help*, where something is stuck. */
export function digestRows(t: Translate, { stuck }: Digest): Row[] {
  return stuck.count === 0 ? [] : [row(button(t('blockers:button.help'), ['blocker.waiting'], 'primary'))];
}
