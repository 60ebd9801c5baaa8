import { button, field, form, row } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import { LIMITS as LEARNING } from '../learnings/rules.ts';
import { hoursText } from '../progress/cards.ts';
import { LIMITS as PROGRESS } from '../progress/rules.ts';
import { LIMITS } from './rules.ts';
import type { CheckedIn } from './service.ts';

export interface CheckInFields {
  readonly done?: string | undefined;
  readonly hours?: string | undefined;
  readonly plan?: string | undefined;
  readonly blocked?: string | undefined;
  readonly learned?: string | undefined;
}

/** `hint` says who reads it, `lastPlan` what they meant to do; `stand` is where it goes, as the form carries it. */
export function checkInModal(
  t: Translate,
  {
    hint,
    lastPlan,
    stand,
  }: { hint: string; lastPlan?: string | undefined; stand: readonly (string | number)[] },
  typed: CheckInFields,
): Modal {
  const long = (id: 'done' | 'plan' | 'blocked' | 'learned', limits: { max: number }, words = '') =>
    field(id, t(`checkins:field.${id}`), {
      max: limits.max,
      long: true,
      value: typed[id] ?? '',
      ...(words === '' ? {} : { hint: truncated(words, 100) }),
    });
  const planned = lastPlan === undefined ? hint : t('checkins:planned', { plan: oneLine(lastPlan) });
  return form(
    t('checkins:modal'),
    ['checkin.send', ...stand],
    [
      long('done', PROGRESS.update, planned),
      field('hours', t('journal:progress.hours-label'), {
        max: 10,
        value: typed.hours ?? '',
        hint: t('journal:progress.hours-hint'),
      }),
      long('plan', LIMITS.plan),
      long('blocked', LIMITS.blocked, t('checkins:blocked-hint')),
      long('learned', LEARNING.text, t('checkins:learned-hint')),
    ],
  );
}

/** What the members of a team said of this week, under what they see of it. */
export function withCheckIns(
  t: Translate,
  body: Body,
  said: readonly {
    readonly userId: string;
    readonly done: string | undefined;
    readonly plan: string | null;
  }[],
): Body {
  const short = (text: string): string => literal(truncated(oneLine(text), 120));
  const lines = said.flatMap(({ userId, done, plan }) => {
    const parts = [
      ...(done === undefined ? [] : [short(done)]),
      ...(plan === null ? [] : [t('checkins:kept.plan', { plan: short(plan) })]),
    ];
    return parts.length === 0 ? [] : [t('checkins:team', { id: userId, said: parts.join(' · ') })];
  });
  return lines.length === 0 ? body : { ...body, content: [body.content ?? '', ...lines].join('\n') };
}

/** Where each of it is kept, and the way to change it. `place`: of the blocker. */
export function checkedInBody(t: Translate, done: CheckedIn, place: string): Body {
  const { progress, blocker, learnings, plan } = done;
  const hours = progress?.minutes == null ? '' : ` (${hoursText(t, progress.minutes)})`;
  const lines = [
    t(done.isChange ? 'checkins:changed' : 'checkins:done', { week: done.week }),
    ...(progress === undefined
      ? []
      : [`- ${t(progress.publicAt === null ? 'checkins:kept.team' : 'checkins:kept.public')}${hours}`]),
    ...(plan === null
      ? []
      : [`- ${t('checkins:kept.plan', { plan: literal(truncated(oneLine(plan), 150)) })}`]),
    ...(blocker === undefined
      ? []
      : [`- ${t('checkins:kept.blocker', { title: literal(blocker.title), place })}`]),
    ...(learnings.length === 0 ? [] : [`- ${t('checkins:kept.learned', { count: learnings.length })}`]),
  ];
  const buttons = [
    button(t('checkins:button.change'), ['checkin.open']),
    ...(progress?.publicAt === null
      ? [button(t('journal:button.publish'), ['progress.publish', progress.id])]
      : []),
    ...(blocker === undefined
      ? []
      : [button(t('blockers:button.solved'), ['blocker.solve', blocker.id], 'success')]),
  ];
  return { content: lines.join('\n'), components: [row(...buttons)] };
}
