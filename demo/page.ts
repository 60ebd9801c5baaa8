import type { Member, PageOptions } from '@nexus/simulator';
import type { Leads } from './leads.ts';
import { DAY, firstMorning, type Stage } from './stage.ts';

type People = ReturnType<NonNullable<PageOptions['people']>>;
type Tour = ReturnType<NonNullable<PageOptions['tour']>>;

/** What the web page offers those who want to try the bot for themselves: whom to be, what to do, when to be. */
export class Page implements PageOptions {
  readonly jumps: NonNullable<PageOptions['jumps']>;
  #stage: Stage | undefined;
  #newcomer: Member | undefined;
  #leads: Leads = { first: undefined, french: undefined };

  constructor() {
    this.jumps = [
      { label: 'Next reminders (09:00 in Lagos)', to: () => Promise.resolve(this.#nextMorning()) },
    ];
  }

  show(stage: Stage): void {
    this.#stage = stage;
    this.#newcomer = stage.guild.addMember({ name: 'You' });
  }

  introduce(leads: Leads): void {
    this.#leads = leads;
  }

  /** The time runs in small steps, so that the bot does on the way what becomes due. */
  readonly advance = async (ms: number): Promise<void> => {
    const stage = this.#stage;
    await stage?.goTo(stage.sim.clock.now() + ms);
  };

  readonly people = (): People => {
    const { first, french } = this.#leads;
    return [
      { member: this.#newcomer, note: 'new here, has done nothing yet' },
      {
        member: first?.member,
        note: `${first?.entry.track ?? 'backend'} learner, whose week the transcript tells`,
      },
      {
        member: french?.member,
        note: `${french?.entry.track ?? 'frontend'} learner, uses Discord in French`,
      },
      { member: this.#stage?.mentor, note: 'mentor' },
      { member: this.#stage?.staff, note: 'staff' },
    ].flatMap(({ member, note }) => (member === undefined ? [] : [{ id: member.id, note }]));
  };

  readonly tour = (): Tour => {
    const channel = this.#stage?.projects.id;
    const step = (label: string, who: Member | undefined, type: string) =>
      who === undefined ? [] : [{ label, as: who.id, channel, type }];
    return [
      ...step('Announce a project', this.#newcomer, '/announce-project'),
      ...step('Find a partner for it', this.#newcomer, '/find-partner'),
      ...step('See where a team stands', this.#leads.first?.member, '/help'),
      ...step('As staff, see the reminder plan', this.#stage?.staff, '/reminders plan'),
    ];
  };

  #nextMorning(): number | undefined {
    const now = this.#stage?.sim.clock.now();
    if (now === undefined) return undefined;
    return firstMorning() + (Math.floor((now - firstMorning()) / DAY) + 1) * DAY;
  }
}
