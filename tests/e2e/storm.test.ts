import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, expect, it } from 'vitest';
import { count, inFull } from '../support/counts.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { randomFrom } from '../support/random.ts';
import { badManners } from '../support/requests.ts';
import { announce, learner } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const PEOPLE = 20;
const AT_ONCE = count(200, 80);
const WAVES = count(5, 3);
/** Another seed, or several: STORM_SEEDS=1,2,3 npx vitest run tests/e2e/storm.test.ts */
const SEEDS = (process.env['STORM_SEEDS'] ?? '1').split(',').map(Number);

let world: World;
afterEach(() => world.stop());

/** What somebody is about to press; looked for before the wave, so that much of it is out of date when it is pressed. */
type Press = () => Promise<Reply>;

/** What a member can do now, by kind, so that each kind has its share. */
async function pressesOf(
  member: Member,
  cards: readonly Message[],
  people: readonly Member[],
): Promise<Press[][]> {
  const { message: listed } = await member.slash('/partner requests');
  const answers = buttons(listed).flatMap(({ customId }) =>
    customId !== undefined && /:request\.(?:accept|decline|cancel)/.test(customId)
      ? [() => member.click(listed, customId)]
      : [],
  );
  const accepts = buttons(listed).flatMap(({ customId }) =>
    customId?.includes(':request.accept') === true ? [() => member.click(listed, customId)] : [],
  );
  return [
    cards.map((card) => () => member.click(card, 'Team up')),
    answers,
    accepts,
    people.map((invited) => () => member.slash('/team invite', { member: invited })),
    ...(await pressesInTeam(member, people)),
  ].filter((presses) => presses.length > 0);
}

async function pressesInTeam(member: Member, people: readonly Member[]): Promise<Press[][]> {
  const { teams } = world.bot.services;
  const [team] = await teams.ofMember(world.guild.id, member.id);
  if (team === undefined) return [];
  const { message: asked } = await member.slash('/team leave');
  const rematch = (await member.slash('/partner rematch')).message;
  const parts = buttons(rematch).find(({ label }) => label?.startsWith('Part from '))?.label;
  const ids = await teams.memberIds(team.id);
  const others = people.filter(({ id }) => id !== member.id && ids.includes(id));
  return [
    buttons(asked).some(({ label }) => label === 'Leave the team')
      ? [() => member.click(asked, 'Leave the team')]
      : [],
    parts === undefined ? [() => member.slash('/partner rematch')] : [() => member.click(rematch, parts)],
    [() => member.slash('/team checkin')],
    // Only an owner can: tried more often, so that it happens.
    ...Array.from({ length: 8 }, () =>
      others.map((other) => () => member.slash('/team handover', { member: other })),
    ),
  ];
}

it.each(SEEDS)(
  `${AT_ONCE} presses at once on ${PEOPLE} learners, again and again, leave everything consistent (seed %i)`,
  async (seed) => {
    world = await createWorld({ simulator: { rateLimits: false } });
    const random = randomFrom(seed);
    const people: Member[] = [];
    for (let n = 0; n < PEOPLE; n++) {
      const track = n % 2 === 0 ? 'backend' : 'frontend';
      people.push(await learner(world, `P${n}`, track, { dm: n % 3 === 0, teams: 1 + (n % 2) }));
    }
    await Promise.all(
      people.map((owner, n) =>
        announce(owner, `Project ${n}`, {
          partners: 1 + (n % 3),
          track: n % 2 === 0 ? 'backend' : 'frontend',
        }),
      ),
    );
    await world.settle();
    const faults: string[] = [];
    const heard: string[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      const cards = world.staff
        .sees(world.projects)
        .filter((message) => buttons(message).some(({ label }) => label === 'Team up'));
      const choices = await Promise.all(people.map((member) => pressesOf(member, cards, people)));
      const pick = <T>(from: readonly T[] | undefined): T | undefined =>
        from?.[Math.floor(random() * from.length)];
      const presses = Array.from({ length: AT_ONCE }, () => pick(pick(pick(choices))));
      // On a busy machine some answers come after Discord's three seconds; what they did counts all the same.
      const ends = await Promise.allSettled(
        presses.flatMap((press) => (press === undefined ? [] : [press()])),
      );
      const replies = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      for (const end of ends)
        if (end.status === 'rejected' && !String(end.reason).includes('within 3 seconds')) throw end.reason;
      await world.settle();
      heard.push(...replies.flatMap((reply) => (reply.response === 'modal' ? [] : [text(reply.message)])));
      faults.push(...brokenInvariants(world.databasePath).map((problem) => `wave ${wave}: ${problem}`));
    }
    faults.push(...heard.filter((said) => said.includes('Something broke')));
    // It was a storm: of everything much happened, in a short one of what is not rare.
    const rare = ['You have left', 'part ways', 'owns **'];
    const often = ['You are a team now', 'Sent to', 'is taken', 'is on its way'];
    for (const part of inFull ? [...often, ...rare] : often)
      expect(heard.filter((said) => said.includes(part)).length, part).toBeGreaterThan(0);
    expect([...faults, ...badManners(world.sim)]).toEqual([]);
  },
  120_000,
);
