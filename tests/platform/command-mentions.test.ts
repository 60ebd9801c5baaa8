import { expect, it } from 'vitest';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { createCommandMentions } from '../../src/platform/discord/command-mentions.ts';
import { answer } from '../../src/platform/discord/reply.ts';

const run = { run: () => Promise.resolve(answer('')) };
const commands: Command[] = [
  { type: 'slash', name: 'help', action: action(run) },
  { type: 'slash', name: 'setup', subcommands: { channels: action(run), 'start-here': action(run) } },
];

function mentions() {
  const known = createCommandMentions();
  known.learn(commands, { help: '11', setup: '22' });
  return known;
}

it.each([
  ['See `/help`.', 'See </help:11>.'],
  ['`/setup channels` or `/setup start-here`', '</setup channels:22> or </setup start-here:22>'],
  ['(`/setup channels projects:`)', '(</setup channels:22> `projects:`)'],
  // An option alone: *Finish alone* says `/project edit partners`.
  ['`/setup channels projects` opens it', '</setup channels:22> `projects` opens it'],
  ['`/help topic`', '</help:11> `topic`'],
  // What is no command stays as it was typed.
  ['`/setup` alone, `/nothing`, /help, \\`/help\\`', '`/setup` alone, `/nothing`, /help, \\`/help\\`'],
])('makes %s clickable', (typed, expected) => {
  expect(mentions().apply({ content: typed })).toEqual({ content: expected });
});

it('reaches the texts of a card, and nothing else', () => {
  const card = { flags: 1 << 15, components: [{ type: 17, components: [{ type: 10, content: '`/help`' }] }] };
  const label = { type: 2, label: '`/help`', custom_id: '`/help`' };
  const applied = mentions().apply({ ...card, components: [...card.components, label] });
  expect(applied.components[0]).toEqual({ type: 17, components: [{ type: 10, content: '</help:11>' }] });
  expect(applied.components[1]).toEqual(label);
});

it('leaves a message as it was that would become too long', () => {
  const long = { content: `${'x'.repeat(1993)}\`/help\`` };
  expect(mentions().apply(long)).toBe(long);
});

it('says the plain word while the ids are not known', () => {
  expect(createCommandMentions().apply({ content: '`/help`' })).toEqual({ content: '`/help`' });
});
