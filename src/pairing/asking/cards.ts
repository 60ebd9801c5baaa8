import type { Request } from '../../people/requests/rules.ts';
import { button, row } from '../../platform/discord/components.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Project } from '../../work/projects/rules.ts';
import type { Formed } from '../../work/teams/service.ts';

/** For whoever invited somebody: by when the answer comes, and where the invitation stands. */
export function invitedLine(t: Translate, { askedIds, expiresAt }: Request): string {
  return t('requests:invited', { person: `<@${askedIds[0] ?? ''}>`, when: timestamp(expiresAt) });
}

/** For whoever accepted: the team, and what becomes of other projects of their own. */
export function acceptedBody(
  t: Translate,
  formed: Pick<Formed, 'project' | 'linked' | 'otherProjects'>,
  isGuest: boolean,
  threadId: string | null,
): Body {
  const title = literal(formed.project.title);
  const lines = [
    threadId === null
      ? t('requests:accepted-soon', { title })
      : t('requests:accepted', { title, thread: `<#${threadId}>` }),
  ];
  if (!isGuest) return { content: lines.join('\n') };
  if (formed.linked !== undefined) lines.push(t('requests:linked', { title: literal(formed.linked.title) }));
  const [other] = formed.otherProjects;
  if (other === undefined) return { content: lines.join('\n') };
  lines.push(t('requests:other-project', { title: literal(other.title) }));
  const buttons = row(
    button(t('requests:pause-mine'), ['own-project', other.id, 'pause']),
    button(t('requests:keep-both'), ['own-project', other.id, 'keep']),
  );
  return { content: lines.join('\n'), components: [buttons] };
}

/** *Keep both open* of somebody without a team place left: nobody could join until they have one. */
export function noPlaceBody(t: Translate, project: Project, teams: number): Body {
  const content = t('requests:kept-no-place', { title: literal(project.title), count: teams });
  const makeTwo = button(t('requests:button.two-places'), ['teams.allow', teams + 1, 0], 'primary');
  return { content, components: [row(makeTwo)] };
}
