import { type Locale, list, type Translate } from '../../../platform/i18n/index.ts';
import type { Brief } from '../../../work/projects/rules.ts';
import type { Challenge, Facts, LearningKind, Outline, PickKind, Programme, ProjectFacts } from './facts.ts';
import { LISTS, outlineOf } from './facts.ts';
import { blocks, item, oneLined } from './markdown.ts';
import { SECTIONS, type Section, type Written } from './sections.ts';

/** A README in the programme's structure. The same facts give the same text, to the letter: small changes, small diffs. */
export interface Writing {
  readonly locale: Locale;
  readonly t: Translate;
  readonly programme: Programme;
  /** A local date as its reader writes it. */
  readonly date: (local: string) => string;
}

export function titleOf(t: Translate): string {
  return `# ${t('readme:title')}`;
}

export function headingOf(t: Translate, section: Section): string {
  return `## ${t(`readme:section.${section}`)}`;
}

/** A block of text, or one made of lines. */
type Part = string | Iterable<string>;

/** Only what there is something to say about, a line at a step: a learner may have kept thousands of them. */
export function* written(facts: Facts, writing: Writing): Generator<undefined, Written> {
  const writers: Readonly<Record<Section, (facts: Facts, writing: Writing) => Iterable<Part>>> = {
    overview,
    programme,
    technologies,
    concepts: (from, how) => bullets(topics(from, how, 'concept')),
    challenges,
    practices,
    collaboration,
    weeks,
    links,
  };
  const sections = new Map<Section, string>();
  for (const section of filledSections(outlineOf(facts))) {
    const parts = [headingOf(writing.t, section)];
    for (const part of writers[section](facts, writing)) {
      parts.push(typeof part === 'string' ? part : yield* joined(part));
      yield;
    }
    sections.set(section, parts.join('\n\n'));
  }
  return sections;
}

function* joined(lines: Iterable<string>): Generator<undefined, string> {
  const made: string[] = [];
  for (const line of lines) {
    made.push(line);
    yield;
  }
  return made.join('\n');
}

/** The sections there is something to say in. */
export function filledSections(outline: Outline): Section[] {
  const isFilled: Readonly<Record<Section, boolean>> = {
    overview: outline.project,
    programme: true,
    technologies: outline.technology || outline.stack,
    concepts: outline.concept,
    challenges: outline.challenge,
    practices: outline.practice || outline.takeaway,
    collaboration: outline.companion || outline.helped || outline.contract,
    weeks: outline.highlight || outline.progress,
    links: outline.link,
  };
  return SECTIONS.filter((section) => isFilled[section]);
}

function overview({ projects }: Facts, { t }: Writing): string[] {
  return projects.flatMap((project) => [
    `### ${oneLined(project.title)}`,
    aboutProject(t, project),
    blocks(project.summary),
  ]);
}

function aboutProject(t: Translate, { brief, api }: ProjectFacts): string {
  const facts = [t(`commands:choices.brief.${brief as Brief}`)];
  if (api !== null && api !== 'undecided')
    facts.push(t('readme:api', { api: t(`commands:choices.api.${api as 'rest'}`) }));
  return facts.map(oneLined).join(' · ');
}

function programme({ cohort, track }: Facts, { t, date }: Writing): string[] {
  const when = { name: oneLined(cohort.name), from: date(cohort.startDate), to: date(cohort.deadlineDate) };
  const side = track === null ? [] : [t(`readme:track.${track}`)];
  return [[t('readme:programme', when), ...side].join(' ')];
}

/** Picked, learned and used, each once however it is spelled. */
function technologies(facts: Facts, writing: Writing): Part[] {
  return bullets([...topics(facts, writing, 'technology'), ...facts.projects.flatMap(({ stack }) => stack)]);
}

function practices(facts: Facts, writing: Writing): Part[] {
  return bullets([...topics(facts, writing, 'practice'), ...learned(facts, 'takeaway')]);
}

/** What was picked, in the order of the programme, then what the learner wrote. */
function topics(facts: Facts, { programme: offered, locale }: Writing, kind: PickKind): string[] {
  const picked = new Set(facts.picks.filter((pick) => pick.kind === kind).map(({ name }) => name));
  const known = offered[LISTS[kind]].filter(({ en }) => picked.delete(en)).map((topic) => topic[locale]);
  // The list may have been changed since.
  return [...known, ...picked, ...learned(facts, kind)];
}

function learned(facts: Facts, kind: LearningKind): string[] {
  return facts.learnings.filter((each) => each.kind === kind).map(({ text }) => text);
}

function bullets(texts: readonly string[]): Part[] {
  const once = [
    ...new Map(texts.toReversed().map((text) => [text.toLowerCase(), text])).values(),
  ].toReversed();
  return once.length === 0 ? [] : [items(once)];
}

function* items(texts: readonly string[]): Generator<string> {
  for (const text of texts) yield item(text);
}

function* challenges({ challenges: all }: Facts, writing: Writing): Generator<string> {
  for (const challenge of all) yield* challengeParts(challenge, writing);
}

function challengeParts(challenge: Challenge, { t, locale }: Writing): string[] {
  const { details, cause, diagnosis, solution, lesson } = challenge;
  const used =
    challenge.technologies.length === 0 ? [] : [`*${oneLined(list(locale, challenge.technologies))}*`];
  const fields = Object.entries({ details, cause, diagnosis, solution, lesson }).flatMap(([name, text]) => {
    if (text === null || text === '') return [];
    const label = t('common:label', { label: t(`readme:field.${name as 'details'}`), value: '' }).trimEnd();
    return [`**${label}**`, blocks(text)];
  });
  const open = solution === null ? [`*${t('readme:open')}*`] : [];
  return [`### ${oneLined(challenge.title)}`, ...used, ...fields, ...open];
}

function collaboration({ companions, helped, projects }: Facts, { t, locale }: Writing): string[] {
  const named = companions.flatMap(({ name }) => (name === undefined ? [] : [oneLined(name)]));
  const others = companions.length - named.length;
  const people =
    others > 0
      ? [...named, t(named.length > 0 ? 'readme:others-more' : 'readme:others-only', { count: others })]
      : named;
  const lines = [
    ...(companions.length > 0 ? [t('readme:built-with', { people: list(locale, people) })] : []),
    ...(projects.some(({ contract }) => contract) ? [t('readme:contract')] : []),
    ...(helped > 0 ? [t('readme:helped', { count: helped })] : []),
  ];
  return lines.length === 0 ? [] : [lines.map((line) => `- ${line}`).join('\n')];
}

function weeks(facts: Facts, { t, locale }: Writing): Part[] {
  const highlights = facts.learnings.filter(({ kind }) => kind === 'highlight');
  const numbers = [...new Set([...facts.progress, ...highlights].map(({ week }) => week))].toSorted(
    (a, b) => a - b,
  );
  return numbers.flatMap((number) => {
    const done = facts.progress.filter(({ week }) => week === number);
    const best = highlights.filter(({ week }) => week === number);
    const minutes = done.reduce((sum, each) => sum + (each.minutes ?? 0), 0);
    const hours = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(minutes / 60);
    const heading = minutes === 0 ? t('readme:week', { number }) : t('readme:week-hours', { number, hours });
    return [`### ${heading}`, items([...best, ...done].map(({ text }) => text))];
  });
}

/** What is handed in, and of what was only announced what is not the same. */
function links({ projects, links: handedIn }: Facts, { t }: Writing): string[] {
  const given = new Set(handedIn.map(({ url }) => url));
  const announced = projects.flatMap(({ title, repo, docs }) => [
    { title, kind: 'repo' as const, url: repo },
    { title, kind: 'docs' as const, url: docs },
  ]);
  const lines = [...handedIn, ...announced.filter(({ url }) => url !== null && !given.has(url))].map(
    ({ title, kind, url }) => `- ${t(`readme:link.${kind}`, { name: oneLined(title) })} <${url}>`,
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}
