import type { Message } from '../simulator/index.ts';
import type { Acting, News } from './acting.ts';
import { type Arrival, arrive, giveHours, join } from './arrivals.ts';
import type { Learner } from './cast.ts';
import { accept, isAnswered, requestsIn, type Search, search } from './partners.ts';
import { at, type Stage } from './stage.ts';

/** The learners whose week is told; a small file may lack some. */
export interface Leads {
  /** Announces first and, on the third evening, asks for a partner. */
  readonly first: Learner | undefined;
  /** Uses Discord in French. */
  readonly french: Learner | undefined;
}

/** What a week came to, learner by learner. */
export interface Week {
  readonly arrivals: Map<Learner, Arrival>;
  readonly searches: Map<Learner, Search>;
  /** Members whom a reminder has notified. */
  readonly reminded: Set<string>;
  /** Reminder messages. */
  reminders: number;
}

const LAST_DAY = 7;
/** Learners who act before the bot is waited for. */
const AT_ONCE = 25;
const PRIVATE_THREAD = 12;

/** Plays the first week of the cohort: all learners live it, the leads are in the picture. */
export async function playWeek(
  stage: Stage,
  acting: Acting,
  learners: readonly Learner[],
  leads: Leads,
): Promise<Week> {
  const week: Week = { arrivals: new Map(), searches: new Map(), reminded: new Set(), reminders: 0 };
  const byId = new Map(learners.map((learner) => [learner.member.id, learner]));
  const byEntry = new Map(learners.map((learner) => [learner.entry.id, learner]));
  const inbox = new Map<Learner, { message: Message; day: number }[]>();
  const { transcript } = acting;

  for (let day = 1; day <= LAST_DAY; day++) {
    transcript.heading(dayName(day));
    await morning(day);
    await reminders(day);
    await noon(day);
    await evening(day);
  }
  return week;

  /** Those who begin today join and announce. */
  async function morning(day: number): Promise<void> {
    await stage.goTo(at(day, 8, 5));
    if (day === 1) {
      await inTurn(learners.filter(isEarly), (learner) => join(stage, acting, learner));
    }
    const today = learners.filter((learner) => learner.day === day && learner !== leads.first);
    const lead = leads.first?.day === day ? [leads.first] : [];
    const ended = await inTurn([...lead, ...today], (learner) => arrive(stage, acting, learner));
    for (const [learner, end] of ended) week.arrivals.set(learner, end());
    showWhatConcerns(acting.news());
    const announced = today.filter((learner) => week.arrivals.get(learner)?.announced === true);
    if (announced.length > 0) transcript.note(sentenceAbout(announced, lead.length > 0));
  }

  /** The reminders of nine o'clock. */
  async function reminders(day: number): Promise<void> {
    remember(acting.news(), day);
    await stage.goTo(at(day, 9, 1));
    const news = acting.news();
    remember(news, day);
    week.reminders += news.length;
    for (const { pinged } of news) for (const id of pinged) week.reminded.add(id);
    const shown = news.filter((each) => isPublic(each) || concerns(each));
    for (const each of shown) acting.show(each);
    const others = news.length - shown.length;
    if (others > 0) transcript.note(`${others} other threads and members got theirs.`);
  }

  /** Who was reminded of their hours gives them. */
  async function noon(day: number): Promise<void> {
    await stage.goTo(at(day, 12, 15));
    const late = learners.filter(
      (learner) => learner.forgetful && announcedOn(learner, day === 2 ? [1, 2] : [day]),
    );
    if (day >= 2) await inTurn(late, (learner) => giveHours(acting, learner));
  }

  /** Searches and requests at six, answers at eight. */
  async function evening(day: number): Promise<void> {
    await stage.goTo(at(day, 18));
    const matched = inTeams();
    const seekers = learners.filter((learner) => seeks(learner, day, matched));
    const ordered = [...seekers].sort((a, b) => Number(b === leads.first) - Number(a === leads.first));
    const asked = new Set<string>();
    for (const learner of ordered) {
      if (asked.has(learner.member.id)) continue;
      const end = await searching(learner, day, matched, asked);
      week.searches.set(learner, end);
    }
    await stage.settle();
    const news = acting.news();
    remember(news, day);
    for (const { to, message } of requestsIn(news)) {
      // Whom the first lead asks comes into the picture.
      const from = leads.first?.member.id;
      if (from !== undefined && JSON.stringify(message).includes(`<@${from}>`) && to !== from)
        acting.inPicture.add(to);
    }
    showWhatConcerns(news);
    await stage.goTo(at(day, 20));
    await answers(day);
  }

  async function searching(
    learner: Learner,
    day: number,
    matched: ReadonlySet<string>,
    asked: Set<string>,
  ): Promise<Search> {
    const lead = leads.first?.member.id;
    const partner = byEntry.get(learner.entry.partnerOf ?? '')?.member.id;
    const asks = day >= 3 || (day === 2 && !learner.slow && learner !== leads.first);
    try {
      return await search(acting, learner, {
        asks,
        note: `Hello! Shall we build ${learner.entry.title ?? 'it'} together?`.slice(0, 300),
        prefers: partner,
        may(userId) {
          const free = byId.has(userId) && !matched.has(userId) && userId !== lead && !asked.has(userId);
          if (free) asked.add(userId);
          return free;
        },
      });
    } catch {
      return 'nobody';
    }
  }

  async function answers(day: number): Promise<void> {
    for (const [learner, waiting] of inbox) {
      if (learner.slow && waiting.every((request) => request.day === day)) continue;
      for (const { message } of waiting) {
        if (isAnswered(message) || inTeams().has(learner.member.id)) continue;
        await accept(acting, learner, message);
        await stage.settle();
      }
      inbox.delete(learner);
    }
    await stage.settle();
    showWhatConcerns(acting.news());
  }

  function remember(news: readonly News[], day: number): void {
    for (const { to, message } of requestsIn(news)) {
      const learner = byId.get(to);
      if (learner !== undefined) inbox.set(learner, [...(inbox.get(learner) ?? []), { message, day }]);
    }
  }

  function isEarly(learner: Learner): boolean {
    return learner.early && learner.entry.title !== undefined && learner !== leads.first;
  }

  function announcedOn(learner: Learner, days: readonly number[]): boolean {
    return days.includes(learner.day) && week.arrivals.get(learner)?.announced === true;
  }

  function seeks(learner: Learner, day: number, matched: ReadonlySet<string>): boolean {
    if (week.arrivals.get(learner)?.announced !== true || matched.has(learner.member.id)) return false;
    // Once on the day they begin, again on the third evening, and on the last for who is still alone.
    return learner.day === day || day === 3 || day === 4 || day === 6;
  }

  function inTeams(): Set<string> {
    const threads = stage.guild.state.threads().filter((thread) => thread.type === PRIVATE_THREAD);
    return new Set(threads.flatMap((thread) => [...thread.threadMembers.keys()]));
  }

  function isPublic({ channel }: News): boolean {
    return channel === stage.projects || channel === stage.announcements || channel === stage.mentors;
  }

  /** Whether it is about, or for, somebody in the picture. */
  function concerns({ channel, message, pinged }: News): boolean {
    const ids = [...acting.inPicture];
    if (ids.some((id) => pinged.has(id) || channel.recipientId === id)) return true;
    if (channel.type === PRIVATE_THREAD) return ids.some((id) => channel.threadMembers.has(id));
    const words = JSON.stringify([message.content, message.components]);
    return ids.some((id) => words.includes(`<@${id}>`));
  }

  function showWhatConcerns(news: readonly News[]): void {
    for (const each of news) if (concerns(each)) acting.show(each);
  }

  /** One after the other; the bot is waited for between groups. */
  async function inTurn<T>(
    who: readonly Learner[],
    act: (learner: Learner) => Promise<T>,
  ): Promise<[Learner, T][]> {
    const done: [Learner, T][] = [];
    for (const [index, learner] of who.entries()) {
      done.push([learner, await act(learner)]);
      if (index % AT_ONCE === AT_ONCE - 1) await stage.settle();
    }
    await stage.settle();
    return done;
  }
}

function dayName(day: number): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'Africa/Lagos',
  });
  return `Day ${day} · ${words.format(at(day, 8))}`;
}

function sentenceAbout(announced: readonly Learner[], more: boolean): string {
  const titles = announced.slice(0, 4).map((learner) => `“${learner.entry.title?.trim() ?? ''}”`);
  const rest = announced.length - titles.length;
  const listed = rest === 0 ? titles.join(', ') : `${titles.join(', ')} and ${rest} more`;
  const others = more ? 'other learners announce' : 'learners announce';
  return announced.length === 1
    ? `One ${more ? 'other ' : ''}learner announces a project: ${listed}.`
    : `${announced.length} ${others} their projects: ${listed}.`;
}
