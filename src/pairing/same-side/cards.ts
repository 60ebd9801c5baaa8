import { LIMITS } from '../../people/requests/rules.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, section, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { briefName } from '../../work/projects/cards.ts';
import type { Brief } from '../../work/projects/rules.ts';
import type { OpenTeam, Study } from './rules.ts';

/** The first message in the thread of two who study together. */
export function studyCard(t: Translate, study: Study): MessagePayload {
  const people = study.people.map((id) => `<@${id}>`).join(', ');
  const leave = button(t('same-side:button.end-study'), ['side.end', study.id]);
  return messageJson({
    card: true,
    components: [container([text(t('same-side:thread', { people })), row(leave)], 0x57f287)],
  });
}

/** Teams that could take one more of the reader's side, each with the button that asks it. */
export function teamsBody(t: Translate, side: 'backend' | 'frontend', teams: readonly OpenTeam[]): Body {
  if (teams.length === 0) return { content: t('same-side:no-team') };
  const parts = teams.slice(0, 5).map((team) => {
    const people = team.memberIds.map((id) => `<@${id}>`).join(', ');
    const line = `**${literal(team.name)}** · ${briefName(t, team.brief as Brief)}\n${people}`;
    return section(line, button(t('same-side:button.ask-team'), ['second.ask', team.teamId], 'success'));
  });
  const head = text(
    `### ${t(`same-side:teams.${side}`, { count: teams.length })}\n${t('same-side:teams.means')}`,
  );
  return { card: true, components: [container([head, ...parts], 0x57f287)] };
}

/** The small modal of *Ask* for a study partner. */
export function studyModal(t: Translate, cohortId: number, userId: string, note?: string): Modal {
  return form(
    t('same-side:ask.title'),
    ['study.send', cohortId, userId],
    [
      field('note', t('partners:ask.note'), {
        long: true,
        max: LIMITS.note.max,
        hint: t('same-side:ask.hint'),
        ...(note === undefined ? {} : { value: note }),
      }),
    ],
  );
}

/** Two study together now; the thread follows. */
export function studyingBody(t: Translate, threadId: string | null): Body {
  const content =
    threadId === null
      ? t('same-side:accepted.study-soon')
      : t('same-side:accepted.study', { thread: `<#${threadId}>` });
  return { content };
}
