import { PermissionFlagsBits } from 'discord.js';

/** All that Nexus asks for, and why; the invite link carries exactly these. */
export const PERMISSIONS = [
  'ViewChannel',
  'SendMessages',
  // Questions below a project's card, and the team's own thread.
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  // Links of projects with their preview; pictures of weeks and digests.
  'EmbedLinks',
  'AttachFiles',
  // After a crash the outbox looks for a message it may have sent already.
  'ReadMessageHistory',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** For the invite link: `https://discord.com/oauth2/authorize?client_id=ID&scope=bot&permissions=INTEGER`. */
export const PERMISSION_INTEGER = String(
  PERMISSIONS.reduce((bits, permission) => bits | PermissionFlagsBits[permission], 0n),
);
