import { buttons, type Channel, type Member, type Message, type OptionValues } from '@nexus/simulator';
import { oneLine, truncated } from '../src/platform/text.ts';
import type { Acting } from './acting.ts';
import { type Arrival, arrive, giveHours, join } from './arrivals.ts';
import type { Learner } from './cast.ts';
import { agreeOnContract, breakContract } from './contract.ts';
import { findAgain, solveBlocker } from './knowledge.ts';
import type { Leads } from './leads.ts';
import { accept, isAnswered, requestsIn, type Search, search } from './partners.ts';
import type { News, Picture } from './picture.ts';
import { at, inTeams, type Stage } from './stage.ts';

/** What a week came to, learner by learner. */
export interface Outcomes {
  readonly arrivals: ReadonlyMap<Learner, Arrival>;
  readonly searches: ReadonlyMap<Learner, Search>;
  /** Members whom a reminder has notified. */
  readonly reminded: ReadonlySet<string>;
  readonly reminderMessages: number;
}

const LAST_DAY = 7;
/** Learners who act before the bot is waited for. */
const AT_ONCE = 25;
/** Days on which those without a partner look again, after the one on which they begin. */
const SEARCH_DAYS = [3, 4, 6];

/** Days on which the first lead looks where they stand: before they have a partner, and with one. */
const HOME_DAYS = [2, 5];

/** When the lead's team agrees on a moment, and when staff look at what a partner round would bring. */
const MEETING_DAY = 4;
const ROUND_DAY = 4;
/** When the lead's team agrees on its contract, and when a change breaks it. */
const CONTRACT_DAY = 5;
const BREAKING_DAY = 6;
/** When the lead is stuck and somebody helps, and when what solved it is found again. */
const BLOCKER_DAY = 6;
const SEARCH_DAY = 7;
const FIRST_MOMENT = 'Moment 1';
const PRIVATE_THREAD = 12;

/** The first week of a cohort: every learner lives it, the leads are in the picture. */
export class Week implements Outcomes {
  readonly arrivals = new Map<Learner, Arrival>();
  readonly searches = new Map<Learner, Search>();
  readonly reminded = new Set<string>();
  reminderMessages = 0;
  readonly #stage: Stage;
  readonly #acting: Acting;
  readonly #picture: Picture;
  readonly #learners: readonly Learner[];
  readonly #leads: Leads;
  readonly #byMember: ReadonlyMap<string, Learner>;
  readonly #byEntry: ReadonlyMap<string, Learner>;
  /** Requests that wait for somebody's answer, with the day they came. */
  readonly #inbox = new Map<Learner, { message: Message; day: number }[]>();

  constructor(parts: {
    stage: Stage;
    acting: Acting;
    picture: Picture;
    learners: readonly Learner[];
    leads: Leads;
  }) {
    this.#stage = parts.stage;
    this.#acting = parts.acting;
    this.#picture = parts.picture;
    this.#learners = parts.learners;
    this.#leads = parts.leads;
    this.#byMember = new Map(parts.learners.map((learner) => [learner.member.id, learner]));
    this.#byEntry = new Map(parts.learners.map((learner) => [learner.entry.id, learner]));
  }

  async play(): Promise<void> {
    const { first, french } = this.#leads;
    if (first !== undefined) this.#picture.add(first.member);
    for (let day = 1; day <= LAST_DAY; day++) {
      this.#picture.transcript.heading(dayName(day));
      if (day === 2 && french !== undefined) this.#picture.add(french.member);
      await this.#morning(day);
      await this.#reminders(day);
      await this.#noon(day);
      await this.#evening(day);
      if (day === 2 && french !== undefined && french !== first) this.#picture.remove(french.member);
    }
  }

  /** Those who begin today join and announce. */
  async #morning(day: number): Promise<void> {
    await this.#stage.goTo(at(day, 8, 5));
    if (day === 1) {
      const early = this.#learners.filter((each) => each.early && each.entry.title !== undefined);
      await this.#inTurn(early, (learner) => join(this.#stage, this.#acting, learner));
    }
    const { first } = this.#leads;
    const today = this.#learners.filter((learner) => learner.day === day);
    const others = today.filter((learner) => learner !== first);
    const inOrder = first !== undefined && today.includes(first) ? [first, ...others] : others;
    const ended = await this.#inTurn(inOrder, (learner) =>
      arrive(this.#stage, this.#acting, learner, { asNewcomer: learner === first }),
    );
    for (const [learner, end] of ended) this.arrivals.set(learner, end());
    this.#showWhatConcerns(this.#picture.news());
    const unseen = others.filter((each) => this.#hasAnnounced(each) && !this.#picture.has(each.member));
    if (unseen.length > 0) this.#picture.transcript.note(announcements(unseen));
  }

  /** The reminders of nine o'clock. */
  async #reminders(day: number): Promise<void> {
    await this.#stage.goTo(at(day, 8, 59));
    this.#remember(this.#picture.news(), day);
    await this.#stage.goTo(at(day, 9));
    await this.#stage.goTo(at(day, 9, 1));
    const news = this.#picture.news();
    this.#remember(news, day);
    this.reminderMessages += news.length;
    for (const { pinged } of news) for (const id of pinged) this.reminded.add(id);
    const { projects, announcements, mentors } = this.#stage;
    const shown = news.filter(
      (each) => [projects, announcements, mentors].includes(each.channel) || this.#picture.concerns(each),
    );
    for (const each of shown) this.#picture.show(each);
    const others = news.length - shown.length;
    if (others > 0)
      this.#picture.transcript.note(
        others === 1
          ? 'One more reminder goes to another thread.'
          : `${others} more reminders go to other threads.`,
      );
  }

  /** Who was reminded of their hours gives them; the lead looks at /help. */
  async #noon(day: number): Promise<void> {
    await this.#stage.goTo(at(day, 12, 15));
    const days = day === 2 ? [1, 2] : [day];
    const late = this.#learners.filter(
      (each) => day > 1 && each.forgetful && days.includes(each.day) && this.#hasAnnounced(each),
    );
    await this.#inTurn(late, (learner) => giveHours(this.#acting, learner));
    const { first } = this.#leads;
    if (first !== undefined && HOME_DAYS.includes(day)) await this.#acting.slash(first.member, '/help');
    if (first !== undefined && day === MEETING_DAY) await this.#meet(first.member);
    if (first !== undefined) await this.#contract(day, first.member);
    if (first !== undefined) await this.#knowledge(day, first.member);
    if (day === ROUND_DAY) await this.#asStaff('/cohort match', { mode: 'preview' });
    if (day === LAST_DAY) await this.#asStaff('/cohort status');
  }

  /** The lead's team chooses a moment to meet. */
  async #meet(lead: Member): Promise<void> {
    const thread = privateThread(lead);
    if (thread === undefined) return;
    await this.#acting.slash(lead, '/team meet');
    const proposal = lead.sees(thread).findLast((message) => labels(message).includes(FIRST_MOMENT));
    if (proposal === undefined) return;
    for (const { member } of this.#learners) {
      if (thread.threadMembers.has(member.id)) await this.#acting.click(member, proposal, FIRST_MOMENT);
    }
    await this.#stage.settle();
    this.#showWhatConcerns(this.#picture.news());
    this.#picture.showChanges();
  }

  /** The lead's team agrees on its API contract, and breaks it the day after. */
  async #contract(day: number, lead: Member): Promise<void> {
    const tell = { [CONTRACT_DAY]: agreeOnContract, [BREAKING_DAY]: breakContract }[day];
    const thread = privateThread(lead);
    const partner = this.#learners.find(
      ({ member }) => member.id !== lead.id && thread?.threadMembers.has(member.id) === true,
    );
    if (tell === undefined || thread === undefined || partner === undefined) return;
    const parts = {
      stage: this.#stage,
      acting: this.#acting,
      picture: this.#picture,
      show: (news: readonly News[]) => this.#showWhatConcerns(news),
    };
    await tell(parts, { thread, proposer: lead, partner: partner.member });
    await this.#stage.settle();
    this.#showWhatConcerns(this.#picture.news());
  }

  /** The lead's blocker is solved by somebody of another team; somebody else finds it, and the lead's README has it. */
  async #knowledge(day: number, lead: Member): Promise<void> {
    const thread = privateThread(lead);
    const others = this.#learners.filter(
      (each) =>
        each.member.id !== lead.id &&
        each.member.locale !== 'fr' &&
        this.#hasAnnounced(each) &&
        thread?.threadMembers.has(each.member.id) !== true,
    );
    const [helper, seeker = helper] = others;
    if (helper === undefined || seeker === undefined) return;
    const parts = {
      stage: this.#stage,
      acting: this.#acting,
      picture: this.#picture,
      show: (news: readonly News[]) => this.#showWhatConcerns(news),
    };
    if (day === BLOCKER_DAY) await solveBlocker(parts, { lead, helper: helper.member });
    if (day !== SEARCH_DAY) return;
    await findAgain(parts, seeker.member);
    await this.#acting.slash(lead, '/readme export');
  }

  async #asStaff(line: string, options: OptionValues = {}): Promise<void> {
    const { staff } = this.#stage;
    this.#picture.add(staff);
    await this.#acting.slash(staff, line, options);
    this.#picture.remove(staff);
  }

  /** Searches and requests at six, answers at eight. */
  async #evening(day: number): Promise<void> {
    await this.#stage.goTo(at(day, 18));
    const { first } = this.#leads;
    const matched = inTeams(this.#stage);
    const seekers = this.#learners.filter((learner) => this.#seeks(learner, day, matched));
    const inOrder =
      first !== undefined && seekers.includes(first)
        ? [first, ...seekers.filter((each) => each !== first)]
        : seekers;
    const taken = new Set(matched);
    for (const learner of inOrder) {
      this.searches.set(learner, await this.#search(learner, day, taken));
    }
    await this.#stage.settle();
    const news = this.#picture.news();
    this.#remember(news, day);
    this.#meetWhomTheLeadAsked(news);
    this.#showWhatConcerns(news);
    await this.#stage.goTo(at(day, 20));
    await this.#answers(day);
  }

  async #search(learner: Learner, day: number, taken: Set<string>): Promise<Search> {
    const { first, french } = this.#leads;
    const partner = this.#byEntry.get(learner.entry.partnerOf ?? '');
    try {
      return await search(this.#acting, learner, {
        // On the first days most people only look; who was asked this evening waits for the morrow.
        asks:
          !taken.has(learner.member.id) &&
          (day >= 3 || (day === 2 && !learner.slow && learner !== first && learner !== french)),
        note: `Hello! Shall we build ${truncated(oneLine(learner.entry.title ?? ''), 80)} together?`,
        prefers: partner?.member.id,
        may(userId) {
          if (taken.has(userId) || userId === first?.member.id) return false;
          taken.add(userId);
          return true;
        },
      });
    } catch (error) {
      return { ended: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
  }

  async #answers(day: number): Promise<void> {
    for (const [learner, waiting] of this.#inbox) {
      if (learner.slow && waiting.every((request) => request.day === day)) continue;
      this.#inbox.delete(learner);
      for (const { message } of waiting) {
        if (isAnswered(message)) continue;
        await accept(this.#acting, learner, message);
        // The other requests are withdrawn, on both sides.
        await this.#stage.settle();
      }
    }
    this.#showWhatConcerns(this.#picture.news());
    this.#picture.showChanges();
  }

  #remember(news: readonly News[], day: number): void {
    for (const { to, message } of requestsIn(news)) {
      const learner = this.#byMember.get(to);
      if (learner !== undefined)
        this.#inbox.set(learner, [...(this.#inbox.get(learner) ?? []), { message, day }]);
    }
  }

  #meetWhomTheLeadAsked(news: readonly News[]): void {
    const lead = this.#leads.first?.member;
    if (lead === undefined) return;
    for (const { to, message } of requestsIn(news)) {
      if (to !== lead.id && JSON.stringify(message).includes(`<@${lead.id}>`)) this.#picture.add({ id: to });
    }
  }

  #hasAnnounced(learner: Learner): boolean {
    return this.arrivals.get(learner)?.announced === true;
  }

  #seeks(learner: Learner, day: number, matched: ReadonlySet<string>): boolean {
    const begins = learner.day === day && learner !== this.#leads.first;
    const isTime = begins || (learner.day < day && SEARCH_DAYS.includes(day));
    return isTime && this.#hasAnnounced(learner) && !matched.has(learner.member.id);
  }

  #showWhatConcerns(news: readonly News[]): void {
    for (const each of news) if (this.#picture.concerns(each)) this.#picture.show(each);
  }

  /** One after the other; the bot is waited for between groups. */
  async #inTurn<T>(who: readonly Learner[], act: (learner: Learner) => Promise<T>): Promise<[Learner, T][]> {
    const done: [Learner, T][] = [];
    for (const [index, learner] of who.entries()) {
      done.push([learner, await act(learner)]);
      if (index % AT_ONCE === AT_ONCE - 1) await this.#stage.settle();
    }
    await this.#stage.settle();
    return done;
  }
}

function privateThread(member: Member): Channel | undefined {
  return member.threads().find((each) => each.type === PRIVATE_THREAD);
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

function announcements(learners: readonly Learner[]): string {
  const titles = learners
    .slice(0, 4)
    .map((learner) => `“${truncated(oneLine(learner.entry.title ?? ''), 80)}”`);
  const rest = learners.length - titles.length;
  const listed = rest === 0 ? titles.join(', ') : `${titles.join(', ')} and ${rest} more`;
  return learners.length === 1
    ? `Another learner announces a project today: ${listed}.`
    : `${learners.length} other learners announce their projects today: ${listed}.`;
}

function labels(message: Message): string[] {
  return buttons(message).map(({ label }) => label);
}
