import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

const PROJECT = { brief: 'ecommerce', summary: 'A shop with a cart and payments.' };
const THREE = 'github.com/me/shop\nhttps://shop.example.org/docs\nhttps://figma.com/shop';

async function kept(title: string) {
  const [project] = await world.bot.services.projects.search(world.guild.id, title);
  return project;
}

async function announces(member: Member, options: Record<string, string>) {
  return await member.slash('/announce-project', { ...PROJECT, track: 'backend', ...options });
}

describe('the links of a project', () => {
  it('needs no https:// in front', async () => {
    const ada = world.guild.addMember({ name: 'Ada' });
    await announces(ada, { title: 'Shop API', repo: 'github.com/me/shop', docs: 'shop.example.org/docs' });
    expect(await kept('Shop API')).toMatchObject({
      repo: 'https://github.com/me/shop',
      docs: 'https://shop.example.org/docs',
    });

    const opened = await ada.slash('/project edit');
    await ada.submitModal(opened, {
      ...PROJECT,
      title: 'Shop API',
      links: 'github.com/me/shop2 docs.example.org',
    });
    expect(await kept('Shop API')).toMatchObject({
      repo: 'https://github.com/me/shop2',
      docs: 'https://docs.example.org',
    });
  });

  it('says how many fit when three are typed, and keeps what was typed', async () => {
    const ben = world.guild.addMember({ name: 'Ben' });
    const links = THREE.replaceAll('\n', ' ');
    const refused = await announces(ben, { title: 'Ben API', repo: links });
    expect(text(refused.message)).toContain('takes one link, and you gave 3');
    const again = await ben.click(refused.message, 'Edit');
    const still = await ben.submitModal(again, { ...PROJECT, title: 'Ben API', links: THREE });
    expect(text(still.message)).toContain('Two links fit here, and you gave 3');
    const last = await ben.click(still.message, 'Edit');
    expect(JSON.stringify(last.modal)).toContain('figma.com/shop');
    await ben.submitModal(last, { ...PROJECT, title: 'Ben API', links: 'github.com/me/ben' });
    expect(await kept('Ben API')).toMatchObject({ repo: 'https://github.com/me/ben', docs: null });

    const edit = await ben.slash('/project edit');
    const refusedEdit = await ben.submitModal(edit, { ...PROJECT, title: 'Ben API', links: THREE });
    expect(text(refusedEdit.message)).toContain('Two links fit here, and you gave 3');
  });

  it('says so in French', async () => {
    const chloe = world.guild.addMember({ name: 'Chloé', locale: 'fr' });
    const refused = await announces(chloe, { title: 'Boutique', repo: 'a.example b.example c.example' });
    expect(text(refused.message)).toContain('accepte un seul lien, et tu en as donné 3');
  });

  it.each(['nonsense', 'http://plain.example', 'me@example.com', 'javascript:alert(1)', 'see my repo'])(
    'refuses %s',
    async (repo) => {
      const dan = world.guild.addMember({ name: `Dan ${repo.length}` });
      const refused = await announces(dan, { title: `Dan ${repo.length} API`, repo });
      expect(text(refused.message)).toContain('must be the address of a page');
    },
  );
});
