/** What a member's Discord client (or Discord's own check of it) does not let through; the bot never hears of it. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export function refuseClient(message: string): never {
  throw new Refused(message);
}
