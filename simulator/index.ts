export type { Channel } from './channel.ts';
export { SimulatedClock, type TimeSource } from './clock.ts';
export type { Jump, PageOptions } from './door/page/options.ts';
export type { TourStep } from './door/page/protocol.ts';
export type { FileInput, OptionValues } from './driver/body.ts';
export type { ChannelOptions, GuildDriver, OverwriteInput, RoleOptions } from './driver/guild.ts';
export type { Member, MemberInit } from './driver/member.ts';
export type { FieldValue } from './driver/modal-body.ts';
export type { Reply } from './driver/reply.ts';
export { type ButtonView, buttons, text } from './driver/text.ts';
export type { Fault, Matcher } from './faults.ts';
export { Refused } from './interactions/refused.ts';
export type { RequestEntry, Violation } from './log.ts';
export { findOpenApi } from './openapi/description.ts';
export {
  BOT_DEFAULT,
  EVERYONE_DEFAULT,
  Permission,
  type PermissionInput,
  type PermissionName,
} from './permissions.ts';
export { type Replayed, replay } from './record/replay.ts';
export { Simulator, type SimulatorOptions } from './simulator.ts';
export type { Modal } from './validation/modal.ts';
export type { Command, CommandChoice, Component, Embed, Message, Role, User } from './wire.ts';
