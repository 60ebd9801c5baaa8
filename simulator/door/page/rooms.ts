import type { Channel } from '../../channel.ts';
import type { GuildDriver } from '../../driver/guild.ts';
import type { Member } from '../../driver/member.ts';
import type { RequestEntry } from '../../log.ts';
import { placeOf } from '../../platform/messages.ts';
import type { House } from '../door.ts';
import { Marks } from './marks.ts';
import type { PageOptions } from './options.ts';
import type { ChannelView, ClockPart, GuildView, PeoplePart, WorldPart } from './protocol.ts';
import { viewChannel, viewGuild, viewPerson } from './view.ts';

const FEATURED_BY_DEFAULT = 6;

/** The simulated Discord as the page needs it: who somebody is where, what they see, what they have read. */
export class Rooms {
  readonly marks: Marks;
  readonly #house: House;
  readonly #options: PageOptions;
  readonly #numbers = new WeakMap<RequestEntry, number>();
  readonly #listeners = new Set<() => void>();
  #lastNumber = 0;
  #moving = 0;

  constructor(house: House, options: PageOptions) {
    this.#house = house;
    this.#options = options;
    this.marks = new Marks(house.world.ids.next());
  }

  /** Calls back at every change of the world and of what the page itself keeps. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    const forget = this.#house.world.onChange(listener);
    return () => {
      this.#listeners.delete(listener);
      forget();
    };
  }

  /** Tells open pages of a change that the simulated world has no part in. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  world(): WorldPart {
    const { world } = this.#house;
    return {
      origin: world.origin,
      application: { id: world.application.id, name: world.application.name },
      attachmentBytes: world.limits.attachmentBytes,
      jumps: (this.#options.jumps ?? []).map((jump) => jump.label),
      tour: [...(this.#options.tour?.() ?? [])],
    };
  }

  clock(): ClockPart {
    return { now: this.#house.world.clock.now(), moving: this.#moving > 0 };
  }

  /** Why the clock cannot be moved by so much (ms); undefined when it can. */
  objection(ms: number): string | undefined {
    return this.#house.world.clock.objection(ms);
  }

  /** Moves the clock and lets the bot catch up. */
  async advance(ms: number): Promise<void> {
    this.#moving++;
    try {
      this.changed();
      if (this.#options.advance) await this.#options.advance(ms);
      else this.#house.world.clock.advance(ms);
    } finally {
      this.#moving--;
      this.changed();
    }
  }

  /** How far away the moment is, in ms; undefined when there is no such moment. */
  async untilJump(index: number): Promise<number | undefined> {
    const moment = await this.#options.jumps?.[index]?.to();
    return moment === undefined ? undefined : Math.max(0, moment - this.#house.world.clock.now());
  }

  people(member: Member): PeoplePart {
    const { world } = this.#house;
    return {
      me: member.id,
      locale: member.locale,
      dmsOpen: !world.closedDms.has(member.id),
      users: Array.from(world.users.values(), (user) => viewPerson(user, world.application)),
      featured: this.#featured().map(({ id, note }) => ({ id, note, pings: this.#pingsOf(id) })),
    };
  }

  guilds(memberId: string): GuildView[] {
    return this.#guildsOf(memberId).map((guild) => viewGuild(guild));
  }

  /** Everything the person can open, their conversation with the bot last. */
  channels(memberId: string): ChannelView[] {
    const views = this.#guildsOf(memberId).flatMap((guild) => {
      const member = guild.member(memberId);
      return [...guild.state.channels.values()]
        .filter((channel) => member.canSee(channel))
        .map((channel) => viewChannel(channel, member, guild.state, this.marks));
    });
    const dm = this.#house.world.dmChannels.get(memberId);
    const member = this.memberAnywhere(memberId);
    return dm && member ? [...views, viewChannel(dm, member, undefined, this.marks)] : views;
  }

  /** The person in whichever server they are in. */
  memberAnywhere(id: string): Member | undefined {
    return this.#guildsOf(id)[0]?.member(id);
  }

  /** A channel with the person as a member of its server; undefined when they do not see it. */
  place(memberId: string, channelId: string): { member: Member; channel: Channel } | undefined {
    const channel = this.#house.world.channels.get(channelId);
    if (!channel) return undefined;
    const { guild } = placeOf(this.#house.world, channel);
    const member = this.#guildsOf(memberId)
      .find((driver) => guild === undefined || driver.state === guild)
      ?.member(memberId);
    return member?.canSee(channel) ? { member, channel } : undefined;
  }

  requests(): readonly RequestEntry[] {
    return this.#house.requests;
  }

  /** Counts requests in the order in which the page came to see them. */
  numberOf(entry: RequestEntry): number {
    const known = this.#numbers.get(entry);
    if (known !== undefined) return known;
    this.#numbers.set(entry, ++this.#lastNumber);
    return this.#lastNumber;
  }

  request(number: number): RequestEntry | undefined {
    return this.#house.requests.find((entry) => this.#numbers.get(entry) === number);
  }

  #featured(): readonly { id: string; note: string }[] {
    const named = this.#options.people?.();
    if (named !== undefined && named.length > 0) return named;
    const [guild] = this.#house.guilds;
    if (!guild) return [];
    const people = [...guild.state.members.values()].filter(({ user }) => user.bot !== true);
    return people.slice(0, FEATURED_BY_DEFAULT).map(({ user, roles }) => ({
      id: user.id,
      note:
        user.id === guild.state.ownerId
          ? 'owner'
          : roles.flatMap((role) => guild.state.roles.get(role)?.name ?? []).join(', '),
    }));
  }

  #pingsOf(id: string): number {
    const { world } = this.#house;
    const dm = world.dmChannels.get(id);
    let pings = 0;
    for (const guild of this.#guildsOf(id)) {
      const member = guild.member(id);
      for (const channel of guild.state.channels.values()) {
        // Whom a message notifies is known by the message alone; visibility was checked when it was sent.
        pings += this.marks.count(member, channel).pings;
      }
    }
    const member = this.memberAnywhere(id);
    return dm && member ? pings + this.marks.count(member, dm).pings : pings;
  }

  #guildsOf(memberId: string): GuildDriver[] {
    return this.#house.guilds.filter((guild) => guild.state.members.has(memberId));
  }
}
