import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import { soughtSide } from '../../people/learners/rules.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import {
  button,
  choice,
  container,
  divider,
  field,
  form,
  link,
  row,
  section,
  text,
} from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { codePoints, fewLines, literal, truncated } from '../../platform/text.ts';
import { BRIEFS, type Brief, isOpen, LIMITS, type Project, type Supply, seeks } from './rules.ts';

/** Where a project's card stands; undefined until it is posted. */
export function cardLink(project: Pick<Project, 'guildId' | 'card'>): string | undefined {
  if (project.card === null) return undefined;
  return `https://discord.com/channels/${project.guildId}/${project.card.channelId}/${project.card.messageId}`;
}

export function briefName(t: Translate, brief: Brief): string {
  return t(`commands:choices.brief.${brief}`);
}

/**
 * The one message a project has in the channel. `companions` are the other members of its team; `origin` is the project
 * it goes on from.
 */
export function projectCard(
  t: Translate,
  project: Project,
  companions: readonly string[],
  origin?: Project,
): MessagePayload {
  const parts = [...describe(t, project, companions, origin), ...cardButtons(t, project)];
  return messageJson({ card: true, components: [container(parts, 0x5865f2)] });
}

const LOST = {
  card: ['projects:repost.gone', 'projects:repost.button'],
  thread: ['projects:repost.thread-gone', 'projects:repost.thread-button'],
} as const;

/** The same card in a private answer. */
export function projectBody(
  t: Translate,
  project: Project,
  companions: readonly string[],
  { lost }: { lost?: 'card' | 'thread' | undefined } = {},
): Body {
  const [gone, again] = LOST[lost ?? 'card'];
  const back =
    lost === undefined ? [] : [text(t(gone)), row(button(t(again), ['project.repost', project.id]))];
  return {
    card: true,
    components: [
      container([...describe(t, project, companions), ...cardButtons(t, project), ...back], 0x5865f2),
    ],
  };
}

// Components V2 allow 4000 characters of text in a message; these shares stay below it after escaping.
const SUMMARY_SHARE = 2200;
const STACK_SHARE = 500;

function describe(
  t: Translate,
  project: Project,
  companions: readonly string[],
  origin?: Project,
): APIComponentInContainer[] {
  const title = literal(truncated(project.title, LIMITS.title.max));
  const about = [briefName(t, project.brief), t(`projects:card.side.${project.track}`)];
  if (project.api !== null && project.api !== 'undecided')
    about.push(t(`commands:choices.api.${project.api}`));
  const facts = [
    about.join(' · '),
    seekingLine(t, project, companions),
    labelled(t, t('projects:card.owner'), `<@${project.ownerId}>`),
  ];
  // Whoever goes on with what others began says whose it was.
  if (origin !== undefined && origin.ownerId !== project.ownerId)
    facts.push(
      t('projects:card.continues', { title: literal(origin.title), person: `<@${origin.ownerId}>` }),
    );
  const stack = shortened(project.stack.map((item) => literal(item)).join(', '), STACK_SHARE);
  if (stack !== '') facts.push(labelled(t, t('projects:card.stack'), stack));
  return [
    text(`### ${title}\n${facts.join('\n')}`),
    divider(),
    text(shortened(literal(fewLines(project.summary, 15)), SUMMARY_SHARE)),
  ];
}

function shortened(escaped: string, max: number): string {
  return codePoints(escaped) <= max ? escaped : truncated(escaped, max);
}

/** Says in words whether somebody can still join. */
function seekingLine(t: Translate, project: Project, companions: readonly string[]): string {
  if (project.status === 'withdrawn') return `**${t('projects:card.withdrawn')}**`;
  if (project.status === 'submitted') return `**${t('projects:card.submitted')}**`;
  if (project.status === 'paused') return `**${t('projects:card.paused')}**`;
  const people = companions.map((id) => `<@${id}>`).join(', ');
  if (isOpen(project)) {
    const count = project.partners - project.placesTaken;
    const seeking = `**${t(`projects:card.seeks.${soughtSide(project.track)}`, { count })}**`;
    return people === '' ? seeking : `${seeking} · ${t('projects:card.with', { people })}`;
  }
  if (seeks(project)) return `**${t('projects:card.not-offered')}**`;
  if (project.partners === 0) return t('projects:card.alone');
  return people === '' ? `**${t('projects:card.full')}**` : `**${t('projects:card.complete', { people })}**`;
}

function cardButtons(t: Translate, project: Project): APIComponentInContainer[] {
  const buttons: APIButtonComponent[] = [];
  if (isOpen(project)) buttons.push(button(t('projects:button.team-up'), ['team-up', project.id], 'success'));
  if (project.status !== 'withdrawn') {
    buttons.push(button(t('projects:button.details'), ['project.details', project.id]));
    buttons.push(button(t('projects:button.follow'), ['project.follow', project.id]));
  }
  if (project.repo !== null) buttons.push(link(t('projects:button.repo'), project.repo));
  if (project.docs !== null) buttons.push(link(t('projects:button.docs'), project.docs));
  return buttons.length === 0 ? [] : [row(...buttons)];
}

/** One project in a list, with its own button. */
function projectSection(t: Translate, project: Project) {
  const place = cardLink(project);
  const title = literal(truncated(project.title, LIMITS.title.max));
  const head = place === undefined ? `**${title}**` : `**${title}** · [${t('projects:card.card')}](${place})`;
  const lines = [
    head,
    `${briefName(t, project.brief)} · ${t(`projects:card.side.${project.track}`)} · <@${project.ownerId}>`,
    seekingLine(t, project, []),
  ];
  const action = isOpen(project)
    ? button(t('projects:button.team-up'), ['team-up', project.id], 'success')
    : button(t('projects:button.details'), ['project.details', project.id]);
  return section(lines.join('\n'), action);
}

/** What the owner reads at once, with the next step as a button. `matches` is how many fit now. */
export function announcedBody(
  t: Translate,
  project: Project,
  facts: { supply: Supply; matches: number; minOverlapHours: number; hasHours: boolean; pending?: string },
): Body {
  const lines = [t('projects:announced.done', { title: literal(project.title) })];
  const place = cardLink(project);
  if (place !== undefined)
    lines[0] = t('projects:announced.standing', { title: literal(project.title), link: place });
  const balance = supplyLine(t, project.brief, facts.supply);
  if (balance !== undefined) lines.push(balance);
  const buttons: APIButtonComponent[] = [];
  if (project.partners > 0) {
    lines.push(matchesLine(t, project, facts));
    buttons.push(button(t('projects:button.partners'), ['partners.find', project.id], 'primary'));
  } else {
    lines.push(t('projects:announced.alone'));
  }
  if (!facts.hasHours) buttons.push(button(t('projects:button.add-hours'), ['hours.presets']));
  if (facts.pending !== undefined) lines.push(facts.pending);
  return { content: lines.join('\n'), components: buttons.length === 0 ? [] : [row(...buttons)] };
}

function matchesLine(
  t: Translate,
  project: Project,
  facts: { matches: number; minOverlapHours: number; hasHours: boolean },
): string {
  const side = soughtSide(project.track);
  const params = { count: facts.matches, hours: facts.minOverlapHours };
  if (facts.matches === 0) return t('projects:announced.nobody-yet');
  return facts.hasHours
    ? t(`projects:announced.matches.${side}`, params)
    : t(`projects:announced.builders.${side}`, params);
}

/** "14 more backends than frontends build E-Commerce", or undefined when the sides are even. */
function supplyLine(t: Translate, brief: Brief, supply: Supply): string | undefined {
  const more = supply.backend - supply.frontend;
  if (more === 0) return undefined;
  const params = { count: Math.abs(more), brief: briefName(t, brief) };
  return more > 0
    ? t('projects:announced.more-backends', params)
    : t('projects:announced.more-frontends', params);
}

/** What the modal holds, also as a kept draft. */
export interface ProjectFields {
  readonly title?: string | undefined;
  readonly brief?: string | undefined;
  readonly summary?: string | undefined;
  readonly stack?: string | undefined;
  readonly links?: string | undefined;
  /** Options of the slash command that the modal has no field for, kept as typed. */
  readonly others?: Readonly<Record<string, string>> | undefined;
}

export function projectModal(
  t: Translate,
  title: string,
  to: readonly [route: string, ...args: (string | number)[]],
  kept: ProjectFields,
): Modal {
  const briefs = BRIEFS.map((value) => ({
    label: briefName(t, value),
    value,
    default: value === kept.brief,
  }));
  const given = (value: string | undefined) => (value === undefined ? {} : { value });
  return form(title, to, [
    field('title', t('projects:modal.name'), {
      required: true,
      min: LIMITS.title.min,
      max: LIMITS.title.max,
      ...given(kept.title),
    }),
    choice('brief', t('projects:modal.brief'), briefs, { required: true }),
    field('summary', t('projects:modal.summary'), {
      long: true,
      required: true,
      min: LIMITS.summary.min,
      max: LIMITS.summary.max,
      ...given(kept.summary),
    }),
    field('stack', t('projects:modal.stack'), {
      max: LIMITS.stack.max,
      hint: t('projects:modal.stack-hint'),
      ...given(kept.stack),
    }),
    field('links', t('projects:modal.links'), {
      long: true,
      max: LIMITS.url.max * 2 + 1,
      hint: t('projects:modal.links-hint'),
      ...given(kept.links),
    }),
  ]);
}

/** A project's texts as the modal shows them. */
export function fieldsOf(project: Project): ProjectFields {
  const { title, brief, summary, stack, repo, docs } = project;
  const links = docs === null ? (repo ?? '') : `${repo ?? ''}\n${docs}`;
  return { title, brief, summary, stack: stack.join(', '), links };
}

export function editedBody(t: Translate, project: Project): Body {
  const edit = button(t('projects:edited.texts'), ['project.edit', project.id]);
  return { content: t('projects:edited.done'), components: [row(edit)] };
}

/** Asks before a project is withdrawn. `companions`: the others of its team. */
export function withdrawBody(t: Translate, project: Project, companions: readonly string[]): Body {
  const title = literal(project.title);
  const people = companions.map((id) => `<@${id}>`).join(', ');
  const isTeam = companions.length > 0;
  const lines = [
    t('projects:withdraw.ask', { title }),
    ...(isTeam ? [t('projects:withdraw.team', { people }), t('projects:withdraw.hand-over')] : []),
    t('projects:withdraw.again'),
  ];
  const to = (choice: string) => ['project.withdraw', project.id, choice] as const;
  const leave = isTeam ? [button(t('projects:withdraw.leave'), to('leave'), 'danger')] : [];
  const buttons = [
    button(t('projects:withdraw.yes'), to('yes'), 'danger'),
    ...leave,
    button(t('projects:withdraw.no'), to('no')),
  ];
  return { content: lines.join('\n'), components: [row(...buttons)] };
}

/** `left`: they have left its team too. */
export function withdrawnBody(t: Translate, project: Project, left: boolean): Body {
  const params = { title: literal(project.title) };
  const again = button(t('projects:button.again'), ['announce.again', project.id, 'again'], 'primary');
  return {
    content: t(left ? 'projects:withdraw.done-left' : 'projects:status.withdrawn', params),
    components: [row(again)],
  };
}

/** After *Follow*, with the way back. */
export function followedBody(t: Translate, project: Project): Body {
  return {
    content: t('projects:followed', { title: literal(project.title) }),
    components: [row(button(t('projects:button.unfollow'), ['project.unfollow', project.id]))],
  };
}

const PAGE = 5;
export const BROWSE_PAGE = PAGE;

/** One page of projects. `cursor` stands for the filter: the page buttons carry it. */
export function browseBody(
  t: Translate,
  found: { projects: readonly Project[]; total: number },
  page: { number: number; cursor: string },
): Body {
  const pages = Math.max(1, Math.ceil(found.total / PAGE));
  const head = text(t('projects:browse.head', { count: found.total, page: page.number + 1, pages }));
  const sections = found.projects.map((project) => projectSection(t, project));
  const buttons: APIButtonComponent[] = [];
  if (page.number > 0)
    buttons.push(button(t('projects:browse.previous'), ['browse', page.cursor, page.number - 1]));
  if (page.number + 1 < pages)
    buttons.push(button(t('projects:browse.next'), ['browse', page.cursor, page.number + 1]));
  return {
    card: true,
    components: [container([head, ...sections, ...(buttons.length === 0 ? [] : [row(...buttons)])])],
  };
}
