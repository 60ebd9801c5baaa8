import {
  type Channel,
  type GuildDriver,
  type Member,
  type Message,
  type Reply,
  type Simulator,
  text,
} from '@nexus/simulator';

/** How long the heaviest of it may take before it counts as lost (ms). */
const PATIENCE = 300_000;
const ENDPOINTS = 300;

export interface Team {
  readonly member: Member;
  readonly thread: Channel;
}

/** From an announcement to the team's private thread. */
export async function teamUp(
  sim: Simulator,
  projects: Channel,
  [owner, guest]: readonly [Member, Member],
): Promise<Team> {
  const seen = (who: Member, where: Channel, part: string): Promise<Message> =>
    sim.until(() => who.sees(where).find((message) => text(message).includes(part)));
  await guest.slash('/profile set', { track: 'frontend' });
  await owner.slash('/announce-project', {
    title: 'Heavy',
    brief: 'ecommerce',
    summary: 'An API for a shop: products, carts, orders and payments.',
    track: 'backend',
  });
  await guest.click(await seen(guest, projects, 'Heavy'), 'Team up');
  const talk = await sim.until(() => owner.threads().find(({ name }) => name === 'Heavy'));
  await owner.click(await seen(owner, talk, 'would like to join'), 'Accept');
  return {
    member: guest,
    thread: await sim.until(() => guest.threads().find(({ name }) => name?.startsWith('Heavy ·'))),
  };
}

/** What costs most memory: the cohort's picture, its files, a round with its tables, and a contract that is read. */
export async function askForTheHeaviest(sim: Simulator, guild: GuildDriver, team: Team): Promise<void> {
  const { owner } = guild;
  const attached = async (asked: Promise<Reply>, end: string): Promise<void> => {
    const { message } = await asked;
    await sim.until(() => message.attachments.some(({ filename }) => filename.endsWith(end)), {
      timeoutMs: PATIENCE,
    });
  };
  await attached(owner.slash('/cohort status'), '.png');
  await attached(owner.slash('/cohort export'), '.zip');
  await attached(owner.slash('/cohort match', { mode: 'preview', as: 'teams' }), '.png');
  const file = { filename: 'openapi.json', contentType: 'application/json', content: contract() };
  const proposed = await team.member.slash('/contract propose', { file }, { channel: team.thread });
  await proposed.finished(PATIENCE);
  const said = text(proposed.message);
  if (!/is proposed as version|is proposed already/.test(said)) throw new Error(`the contract: ${said}`);
}

function contract(): string {
  const paths = Array.from({ length: ENDPOINTS }, (_, index) => [
    `/things/${index}`,
    { get: { responses: { 200: { description: 'A thing.' } } } },
  ]);
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Shop API', version: '1.0.0' },
    paths: Object.fromEntries(paths),
  });
}
