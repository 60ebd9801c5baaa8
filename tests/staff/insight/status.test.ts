import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChartError } from '../../../src/platform/charts/renderer.ts';
import { announce, learner, said } from '../../support/learners.ts';
import { altered } from '../../support/raw.ts';
import { team } from '../../support/teams.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const HOUR = 3_600_000;

let world: World;
let seeks: Member;
let idle: Member;

beforeAll(async () => {
  world = await createWorld({ start: MONDAY - HOUR, simulator: { rateLimits: false } });
  const make = (name: string, side: 'backend' | 'frontend'): Promise<Member> => learner(world, name, side);
  await team(world, await make('Ada', 'backend'), await make('Binta', 'frontend'), 'Shop');
  seeks = await make('Seeks', 'backend');
  await announce(world, seeks, 'Market');
  await seeks.slash('/blocker open', { title: 'CORS refuses everything', details: 'It says no.' });
  idle = await make('=Idle "quoted"', 'frontend');
  await idle.click((await idle.slash('/help')).message, 'Both').catch(() => undefined);
  await world.settle();
});
afterAll(() => world.stop());

function labels(message: Message): string[] {
  return JSON.stringify(message.components).match(/"label":"[^"]*"/g) ?? [];
}

/** A file that an answer has, or comes to have by an edit. */
async function download(reply: Reply, name: string): Promise<string> {
  const file = await world.sim.until(() =>
    reply.message.attachments.find(({ filename }) => filename === name),
  );
  return await (await fetch(file.url)).text();
}

describe('/cohort status', () => {
  it('is one picture with its words and five buttons that lead to names', async () => {
    const reply = await world.staff.slash('/cohort status');
    const drawn = await world.sim.until(() =>
      reply.message.attachments.find((file) => file.filename === 'status.png'),
    );
    expect(drawn.description).toContain('Found a partner: 2 (Backend 1, Frontend 1)');
    expect(labels(reply.message)).toEqual(
      [
        'Quiet teams',
        'Without partner',
        'Not announced',
        'Waiting',
        'Blocked',
        'Keep it in the staff channel',
      ].map((label) => `"label":"${label}"`),
    );
    expect(said(reply)).not.toContain('Seeks');
  });

  it.each(['quiet', 'waiting', 'blocked', 'pulse'])(
    'a page of %s beyond every number is none',
    async (list) => {
      const { message } = await world.staff.slash('/cohort status');
      const turned = await altered(
        world.sim,
        () => world.staff.click(message, 'Quiet teams'),
        ({ data }) => {
          data['custom_id'] = `n1:insight.list:1:${list}:99999999999999999999`;
        },
      );
      expect(said(turned)).toContain('no longer works');
    },
  );

  /** The first answer to `/cohort status` while the cohort is being counted, which goes on once `counted` is called. */
  async function askedSlowly(): Promise<{ reply: Reply; counted: () => void }> {
    const { overview } = world.bot.services;
    const status = overview.status.bind(overview);
    const counted = Promise.withResolvers<void>();
    const slowly = vi.spyOn(overview, 'status').mockImplementationOnce(async (cohort) => {
      await counted.promise;
      return await status(cohort);
    });
    const reply = await world.staff.slash('/cohort status');
    slowly.mockRestore();
    expect(said(reply)).toContain('Counting');
    expect(reply.message.attachments).toEqual([]);
    return { reply, counted: counted.resolve };
  }

  it('of a cohort that takes long to count says its numbers though no picture can be drawn', async () => {
    const { reply, counted } = await askedSlowly();
    const failing = vi.spyOn(world.bot.services.charts, 'render').mockRejectedValueOnce(new ChartError('no'));
    counted();
    await world.sim.until(() => said(reply).includes('4 learners'));
    failing.mockRestore();
    expect(reply.message.attachments).toEqual([]);
  });

  it('of a cohort that takes long to count says so first, and comes with its picture and its buttons', async () => {
    const { reply, counted } = await askedSlowly();
    counted();
    await world.sim.until(() => reply.message.attachments.some((file) => file.filename === 'status.png'));
    expect(said(reply)).toContain('4 learners');
    expect(JSON.stringify(reply.message.components)).toContain('status.png');
    const list = await world.staff.click(reply.message, 'Without partner');
    expect(said(list)).toContain(seeks.mention);
  });

  it('begins with who should come, and says whom a direct message reaches', async () => {
    await world.staff.slash('/cohort edit', { expected: 40 });
    const reply = await world.staff.slash('/cohort status');
    expect(said(reply)).toContain('0 of 4 can be reached by direct message');
    expect(said(reply)).toContain('40');
    const drawn = await world.sim.until(() =>
      reply.message.attachments.find((file) => file.filename === 'status.png'),
    );
    expect(drawn.description).toMatch(/Expected: 40, Joined: 4 \(/);
  });

  it('names who has no partner, with thread and last sign of life', async () => {
    const status = await world.staff.slash('/cohort status');
    const list = await world.staff.click(status.message, 'Without partner');
    expect(said(list)).toContain(seeks.mention);
    expect(said(list)).toContain(idle.mention);
    expect(said(list)).not.toContain('Ada');
    expect(said(list)).toMatch(/has announced a project · last seen active <t:\d+:R> · <#\d+>/);
    const unannounced = said(await world.staff.click(status.message, 'Not announced'));
    expect(unannounced).toContain(idle.mention);
    expect(unannounced).not.toContain(seeks.mention);
    expect(said(await world.staff.click(status.message, 'Blocked'))).toContain('CORS refuses everything');
    expect(said(await world.staff.click(status.message, 'Waiting'))).toContain('Nobody at the moment');
  });

  it('gives a list as a table whose formulas are neutralised', async () => {
    const status = await world.staff.slash('/cohort status');
    const list = await world.staff.click(status.message, 'Not announced');
    const file = await world.staff.click(list.message, 'Download as CSV');
    const table = await download(file, 'unannounced.csv');
    expect(table.split('\r\n')[0]).toBe('member,member_id,side,last_sign_of_life,reached_directly,about');
    expect(table).toContain(`"'=Idle ""quoted""",${idle.id},frontend,`);
  });

  it('gives a list as a table in the language of who asks', async () => {
    const marie = world.guild.addMember({ name: 'Marie', locale: 'fr' });
    const role = world.guild.createRole({ name: 'Coordination' });
    await world.staff.slash('/setup roles', { staff: role });
    marie.addRole(role);
    const status = await marie.slash('/cohort status');
    const file = await marie.click(
      (await marie.click(status.message, 'Bloqués')).message,
      'Télécharger en CSV',
    );
    expect(await download(file, 'blocked.csv')).toMatch(/CORS refuses everything \(depuis \d{4}-\d\d-\d\d\)/);
    const alone = await marie.click(
      (await marie.click(status.message, 'Sans projet')).message,
      'Télécharger en CSV',
    );
    expect(await download(alone, 'unannounced.csv')).toContain(',pas encore de projet');
  });

  it('shows members nothing', async () => {
    const status = await world.staff.slash('/cohort status');
    expect(said(await seeks.slash('/cohort status'))).not.toContain('learners');
    expect(text(status.message)).toContain('4 learners');
  });
});

it('never sent anything that Discord would refuse', () => {
  expect(world.sim.violations).toEqual([]);
});
