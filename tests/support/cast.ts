import { buttons, type Member, type Message, type Reply } from '@nexus/simulator';
import { type Way, waysOf } from './permissions.ts';
import { altered, optionsIn } from './raw.ts';
import { sqlOf } from './sql.ts';
import { learner, type Team, team } from './teams.ts';
import type { World } from './world.ts';

/** What only some may read, each with who: it stands in nobody else's answer. */
export const SECRETS = {
  progress: 'Velvetprogress',
  reminder: 'Velvetreminder',
  note: 'Velvetnote',
  link: 'velvetlink',
  blocker: 'Velvetblocker',
  contract: 'velvetcontract',
  news: 'Velvetnews',
  reason: 'Velvetreason',
  report: 'Velvetreport',
  learning: 'Velvetlearning',
} as const;

/** A team with everything a team has, and everybody who could press what is theirs. */
export interface Cast {
  /** Owns the project *Velvet shop*. */
  readonly owner: Member;
  readonly team: Team;
  readonly people: Readonly<
    Record<'member' | 'other team' | 'team member' | 'mentor' | 'paused' | 'never joined', Member>
  >;
  readonly administrator: Member;
}

export async function createCast(world: World): Promise<Cast> {
  const { guild, staff } = world;
  const mentorRole = guild.createRole({ name: 'mentors' });
  await staff.slash('/setup roles', { mentor: mentorRole });
  const owner = await learner(world, 'Ada', 'backend');
  const binta = await learner(world, 'Binta', 'frontend');
  const made = await team(world, owner, binta, 'Velvet shop');
  await secrets(world, owner, made);
  const [chidi, dayo] = [await learner(world, 'Chidi', 'backend'), await learner(world, 'Dayo', 'frontend')];
  await team(world, chidi, dayo, 'Other shop');
  const member = await learner(world, 'Efe', 'frontend');
  const mentor = guild.addMember({ name: 'Gil', roles: [mentorRole] });
  const paused = await learner(world, 'Hue', 'frontend');
  await staff.slash('/moderate block', { member: paused, reason: SECRETS.reason });
  const administrator = guild.addMember({
    name: 'Ike',
    roles: [guild.createRole({ name: 'admins', permissions: ['ADMINISTRATOR'] })],
  });
  const stranger = guild.addMember({ name: 'Jumoke' });
  await world.settle();
  return {
    owner,
    team: made,
    people: { member, 'other team': chidi, 'team member': binta, mentor, paused, 'never joined': stranger },
    administrator,
  };
}

/** What a team writes for itself, and what staff decide. */
async function secrets(world: World, owner: Member, { thread: channel }: Team): Promise<void> {
  const { staff } = world;
  await owner.slash('/progress', { update: SECRETS.progress, hours: 1 }, { channel });
  await owner.slash('/remind-me', { when: 'tomorrow 9am', what: SECRETS.reminder });
  await owner.slash('/learning add', { kind: 'concept', text: SECRETS.learning });
  await owner.slash('/blocker open', { title: SECRETS.blocker, details: 'x' }, { channel });
  await owner.slash('/project submit', { docs: `https://${SECRETS.link}.invalid/x` }, { channel });
  await owner.slash('/team meet', {}, { channel });
  const begun = await owner.slash('/contract propose', {}, { channel });
  const typed = await owner.click(begun.message, 'Type it').catch(() => undefined);
  if (typed !== undefined && typed.response === 'modal')
    await owner.submitModal(typed, { lines: `GET /${SECRETS.contract}` }).catch(() => undefined);
  const news = { title: 'For some', body: SECRETS.news, lacking: 'submission' };
  await staff.click((await staff.slash('/announcement post', news)).message, 'Send');
  await world.settle();
}

/** The rows of these tables, each as one text. */
export function rowsOf(databasePath: string, tables: readonly string[]): Set<string> {
  const db = sqlOf({ databasePath });
  try {
    return new Set(
      tables.flatMap((table) =>
        db
          .prepare<[], object>(`select * from ${table}`)
          .all()
          .map((row) => `${table} ${JSON.stringify(row)}`),
      ),
    );
  } finally {
    db.close();
  }
}

const FIELD = 'Something long enough to be taken';
interface Field {
  custom_id?: string;
}

export const isCommand = ({ name }: Pick<Way, 'name'>): boolean =>
  !/^(?:button|form) /.test(name) && name === name.toLowerCase();
export const isMenu = ({ name }: Pick<Way, 'name'>): boolean =>
  !isCommand({ name }) && !/^(?:button|form) /.test(name);

/** A client that presses, sends and types whatever there is, with any number: what only a forged one can. */
export function forger(world: World) {
  const panels = new Map<string, Message>();

  /** `chosen`: the route is reached by a select, in which somebody chose these. */
  async function forge(
    member: Member,
    way: string,
    args: readonly string[],
    chosen?: readonly string[],
  ): Promise<Reply> {
    const [kind, name = ''] = way.split(' ');
    const id = ['n1', name, ...args].join(':');
    const change = ({ data }: { data: Record<string, unknown> }): void => {
      data['custom_id'] = id;
      if (chosen !== undefined) Object.assign(data, { component_type: 3, values: chosen });
    };
    if (kind === 'form') {
      // Of all forms the one that everybody may open at any time; what is typed in it is sent as the field `text`.
      const { message } = await member.slash('/profile set', { track: 'backend' });
      const edit = buttons(message).find(({ customId = '' }) => customId.includes('profile.edit:main'));
      const opened = await member.click(message, edit?.customId ?? '');
      return await altered(
        world.sim,
        () => member.submitModal(opened, { bio: FIELD }),
        (interaction) => {
          change(interaction);
          for (const { component } of interaction.data['components'] as { component?: Field }[])
            if (component?.custom_id === 'bio') component.custom_id = 'text';
        },
      );
    }
    let panel = panels.get(member.id);
    if (panel === undefined || buttons(panel).length === 0) {
      panel = (await member.slash('/help')).message;
      panels.set(member.id, panel);
    }
    const [first] = buttons(panel);
    const shown = panel;
    const reply = await altered(world.sim, () => member.click(shown, first?.customId ?? ''), change);
    if (reply.response === 'update') panels.delete(member.id);
    return reply;
  }

  /** Commands by their name, with what they need. */
  async function command(member: Member, name: string): Promise<Reply> {
    const needed = [...world.sim.world.commands.values()].flatMap(({ name: first, options = [] }) =>
      options.some(({ type }) => type <= 2)
        ? options.map((sub) => [`${first} ${sub.name}`, sub.options ?? []] as const)
        : [[first, options] as const],
    );
    const [, options = []] = needed.find(([each]) => each === name) ?? [];
    const given = options.flatMap(({ name: option, type, required, choices }) =>
      required === true
        ? [{ name: option, type, value: type === 6 ? member.id : (choices?.[0]?.value ?? '1') }]
        : [],
    );
    return await altered(
      world.sim,
      () => member.slash('/help'),
      (interaction) => {
        const [first = '', sub] = name.split(' ');
        interaction.data['name'] = first;
        interaction.data['options'] = sub === undefined ? given : [{ name: sub, type: 1, options: given }];
        if (sub === undefined) optionsIn(interaction);
      },
    );
  }

  return {
    ways: waysOf(world.bot.services),
    forge,
    command,
    tried: async (member: Member, way: Way, args: readonly string[]): Promise<Reply> =>
      isCommand(way) ? await command(member, way.name) : await forge(member, way.name, args),
  };
}
