import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, type Row, row, section, text } from '../../platform/discord/components.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import type { Locale, Translate } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import { reasonLines } from '../partners/cards.ts';
import type { Found } from '../partners/service.ts';

/** Who fits best now: with a project of one's own one asks them, else one joins theirs. */
export interface Best {
  readonly projectId: number | undefined;
  readonly found: readonly Found[];
}

/** What whoever builds with nobody (any more) can do by themselves. */
export interface Ways {
  /** The project they built on, to go on with as their own. */
  readonly announce: number | undefined;
  /** In the last days: finish by themselves, with their own project or with the one they built on. */
  readonly alone: { readonly own: number } | { readonly announce: number } | undefined;
  /** Their own project, which looks for nobody because they said so. */
  readonly closed: number | undefined;
  /** The team they are still in, whose project was withdrawn. */
  readonly leave: number | undefined;
}

export interface Outlook {
  readonly best: Best;
  readonly ways: Ways;
  /** They hear of the next one who fits. */
  readonly isWaiting: boolean;
}

const GREEN = 0x57f287;
/** Discord's limit for a button's label, less the words around a name. */
const LONGEST_NAME = 60;

/** `head` says why; then the people, each with why and a button, or that nobody fits yet, and what else can be done. */
export function outlookBody(t: Translate, locale: Locale, head: string, outlook: Outlook): Body {
  const { best, ways, isWaiting } = outlook;
  const looks = ways.closed === undefined && ways.leave === undefined;
  const nobody = isWaiting ? t('teams:replacement.nobody') : t('teams:replacement.nobody-fits');
  const parts: APIComponentInContainer[] = [
    text(head),
    ...aloneRows(t, ways),
    ...best.found.map((person, index) =>
      section(personLines(t, locale, person, index), askButton(t, best.projectId, person)),
    ),
    ...(best.found.length === 0 && looks ? [text(nobody)] : []),
    ...otherRows(t, ways),
  ];
  return { card: true, components: [container(parts, GREEN)] };
}

export function outlookCard(t: Translate, locale: Locale, head: string, outlook: Outlook): MessagePayload {
  return messageJson(outlookBody(t, locale, head, outlook));
}

/** One press must not end a team: who would fit comes first. `draftId` keeps whom it is about, and the reason. */
export function partingBody(
  t: Translate,
  locale: Locale,
  partner: { readonly id: string; readonly name: string; readonly draftId: string },
  best: Best,
): Body {
  const people = best.found.map((person, index) => text(personLines(t, locale, person, index)));
  const label = t('teams:rematch.part', { name: truncated(partner.name, LONGEST_NAME) });
  return {
    card: true,
    components: [
      container(
        [
          text(t('teams:rematch.ask', { person: `<@${partner.id}>` })),
          text(t(people.length > 0 ? 'teams:rematch.fits' : 'teams:replacement.nobody-fits')),
          ...people,
          row(
            button(label, ['part', partner.draftId], 'danger'),
            button(t('teams:rematch.stay'), ['part.stay', partner.draftId]),
          ),
        ],
        GREEN,
      ),
    ],
  };
}

/** After *Stay*. */
export function stayedBody(t: Translate): Body {
  return { card: true, components: [container([text(t('teams:rematch.stayed'))], GREEN)] };
}

/** The same ways below a plain sentence. */
export function waysRows(t: Translate, ways: Ways): Row[] {
  return [...aloneRows(t, ways), ...otherRows(t, ways)];
}

function aloneRows(t: Translate, { alone }: Ways): Row[] {
  if (alone === undefined) return [];
  const to =
    'own' in alone
      ? (['project.alone', alone.own] as const)
      : (['announce.again', alone.announce, 'alone'] as const);
  return [row(button(t('teams:replacement.alone'), to, 'success'))];
}

function otherRows(t: Translate, { announce, closed, leave }: Ways): Row[] {
  const buttons: APIButtonComponent[] = [];
  if (announce !== undefined)
    buttons.push(button(t('teams:replacement.announce'), ['announce.again', announce, 'own'], 'primary'));
  if (closed !== undefined)
    buttons.push(button(t('projects:button.look'), ['project.look', closed], 'primary'));
  if (leave !== undefined) buttons.push(button(t('teams:leave.yes'), ['team.leaving', leave]));
  return buttons.length === 0 ? [] : [row(...buttons)];
}

function personLines(t: Translate, locale: Locale, person: Found, index: number): string {
  return [
    `**${index + 1}.** <@${person.userId}> · ${t(`projects:card.side.${person.learner.track}`)}`,
    ...reasonLines(t, locale, person),
  ].join('\n');
}

function askButton(t: Translate, projectId: number | undefined, person: Found) {
  if (projectId !== undefined)
    return button(t('partners:button.ask'), ['ask', projectId, person.userId], 'success');
  return button(t('projects:button.team-up'), ['team-up', person.project?.id ?? 0], 'success');
}
