import { type Member, text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { catalogues } from '../../src/platform/i18n/catalogues.ts';
import { createWorld } from '../support/world.ts';
import { shown } from './markdown.ts';
import { sources } from './sources.ts';

/**
 * The label of a link is ours: Discord finds its end without regard to escapes, so that a member's title in its place
 * could end it early or pretend to lead elsewhere.
 */
it('the label of a link is a text of the catalogues, nowhere what a member typed', () => {
  const labels = sources('src', 'commands').flatMap(({ file, source }) =>
    [...source.matchAll(/\[([^[\]\n]*)\]\(\$\{/g)].map(([, label = '']) => ({ file, label })),
  );
  expect(labels.length).toBeGreaterThan(0);
  expect(labels.filter(({ label }) => !/^\$\{t\('[^']+'\)\}$/.test(label))).toEqual([]);
  expect(JSON.stringify(catalogues)).not.toContain('](');
});

it.each([
  // It would end a label that Nexus made of it, or be a link by itself.
  '](https://evil.example) [Shop](https://evil.example',
  '[Shop](https://evil.example)',
])('a title that looks like a link leads nowhere, wherever a project is named: %s', async (title) => {
  const world = await createWorld();
  const ada = world.guild.addMember({ name: 'Ada' });
  const binta = world.guild.addMember({ name: 'Binta' });
  const summary = 'A shop with carts, orders and payments.';
  await ada.slash('/announce-project', { title, brief: 'ecommerce', summary, track: 'backend' });
  await world.settle();
  const read = async (reader: Member, line: string, options = {}): Promise<string> =>
    shown(text((await reader.slash(line, options)).message));
  for (const words of [
    await read(ada, '/help'),
    await read(ada, '/project show'),
    await read(binta, '/project browse'),
    await read(binta, '/profile show', { member: ada }),
  ]) {
    expect(words).toContain('Shop');
    expect(words).not.toMatch(/⟦link (?!card⟧)/);
  }
  await world.stop();
});
