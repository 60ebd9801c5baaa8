import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import { type Db, readSetting } from '../../platform/database/index.ts';
import type { Inspection } from '../../platform/discord/inspector.ts';
import { PERMISSION_INTEGER } from '../../platform/discord/permissions.ts';
import { registered, registeredKey } from '../../platform/discord/registration.ts';
import { createVisitor, VisitError, type Visitor } from '../../platform/discord/visitor.ts';
import { clockFinding } from './machine.ts';
import { type Finding, mend, ok, warn } from './rules.ts';
import { serverSettings } from './store.ts';

const FEW_SESSIONS = 20;

/** The link that asks for exactly what Nexus needs. */
function inviteLink(applicationId: string): string {
  return `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=bot%20applications.commands&permissions=${PERMISSION_INTEGER}`;
}

/** What Discord says of the bot and its servers. `db` is undefined where there is no database of this version to compare with. */
export async function discordFindings(
  config: Pick<Config, 'token' | 'api' | 'guildId'>,
  db: Db | undefined,
  clock: Clock,
): Promise<Finding[]> {
  const visitor = createVisitor(config);
  try {
    const application = await visitor.application();
    const { id, name, privileged, sessionsLeft } = application;
    const findings = [
      ok('token', `taken, for the application ${name} (${id})`),
      clockFinding(await visitor.clockAhead(() => clock.now())),
      privileged.length === 0
        ? ok('intents', 'no privileged one is on')
        : warn(
            'intents',
            `Nexus needs no privileged intent. Switch off in the portal, under Bot: ${privileged.join(', ')}.`,
          ),
      sessionsLeft > FEW_SESSIONS
        ? ok('sessions', `${sessionsLeft} gateway connections left today`)
        : warn(
            'sessions',
            `Only ${sessionsLeft} gateway connections are left today: something restarts Nexus again and again.`,
          ),
      ok('invite', inviteLink(id)),
    ];
    if (db === undefined) return findings;
    findings.push(await commandFinding(visitor, db, id, config.guildId));
    for (const server of await visitor.servers())
      findings.push(...(await serverFindings(visitor, db, server)));
    return findings;
  } catch (error) {
    if (!(error instanceof VisitError)) throw error;
    return [
      error.kind === 'refused'
        ? mend(
            'token',
            'Discord refuses it. Make a new one (developer portal, Bot, Reset Token), set DISCORD_TOKEN.',
          )
        : mend(
            'Discord',
            `It cannot be reached at ${config.api} (${error.message}). Is there a network, a proxy, a firewall?`,
          ),
    ];
  } finally {
    await visitor.close();
  }
}

async function commandFinding(
  visitor: Visitor,
  db: Db,
  applicationId: string,
  guildId: string | undefined,
): Promise<Finding> {
  const known = registered(await readSetting(db, registeredKey(applicationId, guildId)));
  if (known === undefined) return warn('commands', 'Not registered yet: they are when Nexus starts.');
  const { ids } = known;
  const there = await visitor.commands(applicationId, guildId);
  const lost = Object.keys(ids).filter((name) => there[name] !== ids[name]);
  if (lost.length === 0) return ok('commands', `${Object.keys(ids).length} registered`);
  return mend(
    'commands',
    `Discord no longer has ${lost.join(', ')} as Nexus registered them. Does another program use this token? Invite Nexus anew with the link above, then start it.`,
  );
}

async function serverFindings(
  visitor: Visitor,
  db: Db,
  { id, name }: { id: string; name: string },
): Promise<Finding[]> {
  const about = `server ${name}`;
  const settings = await serverSettings(db, id);
  if (settings === undefined || Object.values(settings.channels).every((channel) => channel === null))
    return [warn(about, 'Nothing is set up yet: /setup channels there.')];
  const inspection = await visitor.inspector.inspect(id, settings);
  if (inspection === undefined) return [warn(about, 'Discord does not show it at the moment.')];
  const problems = problemsOf(inspection);
  return problems.length === 0
    ? [ok(about, 'Nexus may do all it needs there')]
    : problems.map((says) => mend(about, `${says} /setup check there says what to click.`));
}

function problemsOf({ channels, roles, aboveBot, isAdministrator }: Inspection): string[] {
  return [
    ...channels.flatMap(({ purpose, state, inChannel, inServer }) => {
      if (state === 'fine') return [];
      if (state === 'refused')
        return [`In the ${purpose} channel it lacks ${[...inServer, ...inChannel].join(', ')}.`];
      return [`The ${purpose} channel ${state === 'gone' ? 'no longer exists' : 'is of a wrong kind'}.`];
    }),
    ...roles.flatMap(({ purpose, state }) => {
      if (state === 'fine') return [];
      return [
        state === 'gone'
          ? `The ${purpose} role no longer exists.`
          : `The ${purpose} role cannot be mentioned.`,
      ];
    }),
    ...(aboveBot.length > 0 ? [`${aboveBot.length} of its roles stand above Nexus.`] : []),
    ...(isAdministrator ? ['It is an administrator and needs much less.'] : []),
  ];
}
