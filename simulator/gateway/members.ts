import { isObject } from '../form.ts';
import { Intent } from '../intents.ts';
import type { GuildMember } from '../wire.ts';
import type { World } from '../world.ts';
import type { Session } from './session.ts';

const CHUNK = 1000;

/**
 * op 8: by name prefix or by ids at most 100; the whole list needs the members intent.
 * https://discord.com/developers/docs/events/gateway-events#request-guild-members
 */
export function requestMembers(world: World, session: Session, data: unknown): void {
  const request = isObject(data) ? data : {};
  const guild = world.guilds.get(String(request['guild_id']));
  if (!guild?.members.has(world.bot.id)) return;
  const ids = request['user_ids'];
  const wanted = ids === undefined ? undefined : [ids].flat().map(String);
  const query = typeof request['query'] === 'string' ? request['query'].toLowerCase() : undefined;
  const limit = Number(request['limit'] ?? 0);
  const wholeList = wanted === undefined && (query === undefined || query === '') && limit === 0;
  if (wholeList && (session.intents & Intent.guildMembers) === 0) return;
  if (wholeList && tooSoon(world, session, guild.id)) return;
  const members: GuildMember[] = wanted
    ? wanted.slice(0, 100).flatMap((id) => guild.members.get(id) ?? [])
    : [...guild.members.values()].filter((member) => matches(member, query ?? ''));
  const capped = wholeList || wanted ? members : members.slice(0, Math.min(limit || 100, 100));
  const notFound = wanted?.filter((id) => !guild.members.has(id)) ?? [];
  const count = Math.max(1, Math.ceil(capped.length / CHUNK));
  for (let index = 0; index < count; index++) {
    const chunk = {
      guild_id: guild.id,
      members: capped.slice(index * CHUNK, (index + 1) * CHUNK),
      chunk_index: index,
      chunk_count: count,
      ...(notFound.length > 0 ? { not_found: notFound } : {}),
      ...(request['nonce'] === undefined ? {} : { nonce: request['nonce'] }),
    };
    session.send('GUILD_MEMBERS_CHUNK', JSON.stringify(chunk));
  }
}

const WHOLE_LIST_PAUSE_MS = 30_000;
const askedAt = new WeakMap<Session, Map<string, number>>();

/** The whole list of a server can be asked for once in 30 seconds: events/gateway-events#rate-limited */
function tooSoon(world: World, session: Session, guildId: string): boolean {
  const times = askedAt.get(session) ?? new Map<string, number>();
  askedAt.set(session, times);
  const now = world.clock.elapsed();
  const wait = (times.get(guildId) ?? -Infinity) + WHOLE_LIST_PAUSE_MS - now;
  if (wait <= 0) {
    times.set(guildId, now);
    return false;
  }
  session.send(
    'RATE_LIMITED',
    JSON.stringify({ opcode: 8, retry_after: wait / 1000, meta: { guild_id: guildId } }),
  );
  return true;
}

function matches({ user, nick }: GuildMember, query: string): boolean {
  return [user.username, user.global_name, nick].some((name) => name?.toLowerCase().startsWith(query));
}
