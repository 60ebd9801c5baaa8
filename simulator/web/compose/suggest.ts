import type { OptionView } from '../../door/page/protocol.ts';
import { ChannelType, ComponentType, OptionType } from '../../wire.ts';
import { channelById, channelsIn, guild, nameOf, person } from '../names.ts';
import { state } from '../store.ts';

/** Something that can be picked for an option or in a select. */
export interface Suggestion {
  label: string;
  detail?: string | undefined;
  value: string | number | boolean;
  /** A member's picture. */
  avatar?: string | undefined;
}

const SHOWN = 25;

/** What can be offered without asking the bot; undefined where anything may be typed. */
export function suggestionsFor(option: OptionView, text: string): Suggestion[] | undefined {
  if (option.choices.length > 0) {
    return fitting(
      option.choices.map(({ name, value }) => ({ label: name, value })),
      text,
    );
  }
  switch (option.type) {
    case OptionType.boolean:
      return fitting(
        [
          { label: 'True', value: true },
          { label: 'False', value: false },
        ],
        text,
      );
    case OptionType.user:
      return fitting(members(), text);
    case OptionType.role:
      return fitting(roles(), text);
    case OptionType.mentionable:
      return fitting([...members(), ...roles()], text);
    case OptionType.channel:
      return fitting(channels(option.channelTypes), text);
    default:
      return undefined;
  }
}

/** What a select of users, roles or channels offers. */
export function entitiesFor(type: number, channelTypes: readonly number[], text: string): Suggestion[] {
  switch (type) {
    case ComponentType.userSelect:
      return fitting(members(), text);
    case ComponentType.roleSelect:
      return fitting(roles(), text);
    case ComponentType.mentionableSelect:
      return fitting([...members(), ...roles()], text);
    default:
      return fitting(channels(channelTypes), text);
  }
}

/** The name behind an id that was chosen earlier. */
export function entityName(id: string): string {
  const home = guild();
  const role = home?.roles.find((candidate) => candidate.id === id);
  const channel = channelById(id);
  return role?.name ?? (channel ? `#${channel.name}` : nameOf(id));
}

export function fitting<T extends { label: string }>(all: readonly T[], text: string): T[] {
  const wanted = text.trim().toLowerCase();
  return all.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, SHOWN);
}

function members(): Suggestion[] {
  return (guild()?.members ?? [])
    .map(({ id }) => ({ label: nameOf(id), detail: person(id)?.username, value: id, avatar: id }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function roles(): Suggestion[] {
  const home = guild();
  return (home?.roles ?? [])
    .filter((role) => role.id !== home?.id)
    .map((role) => ({ label: role.name, detail: 'role', value: role.id }));
}

function channels(types: readonly number[]): Suggestion[] {
  return channelsIn(state.guildId)
    .filter((channel) => !channel.thread || types.includes(channel.type))
    .filter((channel) => types.length === 0 || types.includes(channel.type))
    .filter((channel) => types.length > 0 || channel.type !== ChannelType.category)
    .map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
}
