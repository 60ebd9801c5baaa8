import { describe, expect, it } from 'vitest';
import { canBrowse } from './browser.ts';
import { pageStage } from './page-stage.ts';

// The smallest PNG there is: one pixel.
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe.runIf(canBrowse)('the web page with a bot of any kind', () => {
  const stage = pageStage();

  it('sends options of every type', async () => {
    const option = (type: number, name: string, more: object = {}): object => ({
      type,
      name,
      description: 'd',
      ...more,
    });
    await stage.bench.register({
      name: 'all',
      description: 'All of them',
      options: [
        option(1, 'of-them', {
          options: [
            option(3, 'words', { required: true, max_length: 2000 }),
            option(4, 'whole', { min_value: 3 }),
            option(10, 'part'),
            option(5, 'sure'),
            option(6, 'who'),
            option(7, 'where', { channel_types: [0] }),
            option(8, 'role'),
            option(11, 'file'),
          ],
        }),
      ],
    });
    const role = stage.bench.guild.createRole({ name: 'Mentors' });
    await stage.open();
    const { page } = stage.visitor;
    await stage.visitor.pickCommand('/all of-them');
    for (const [name, text] of Object.entries({
      whole: '2',
      part: '1.5',
      sure: 'tr',
      who: 'ali',
      where: 'gen',
      role: 'ment',
    })) {
      await stage.visitor.addOption(name);
      await stage.visitor.option(name).pressSequentially(text);
      if (await page.getByRole('listbox').isVisible()) await page.keyboard.press('Tab');
    }
    await stage.visitor.addOption('file');
    await stage.visitor
      .option('file')
      .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
    await stage.visitor.button('Send').click();
    await page.getByRole('alert').getByText('words: This option is required').waitFor();
    await stage.visitor.option('words').fill('Some words');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('must be from 3').waitFor();
    await stage.visitor.option('whole').fill('4');
    await page.keyboard.press('Enter');
    const { data, ...got } = await stage.bench.bot.interaction();
    const sent = (data['options'] as { options: { name: string; value: unknown }[] }[])[0]?.options ?? [];
    const { file, ...values } = Object.fromEntries(sent.map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      words: 'Some words',
      whole: 4,
      part: 1.5,
      sure: true,
      who: stage.bench.alice.id,
      where: stage.bench.channel.id,
      role: role.id,
    });
    const { attachments } = data['resolved'] as {
      attachments: Record<string, { filename: string; url: string }>;
    };
    const attached = attachments[String(file)];
    expect(attached?.filename).toBe('a.txt');
    expect(await (await fetch(attached?.url ?? '')).text()).toBe('hello');
    await stage.bench.respond({ data, ...got }, { type: 4, data: { content: 'All there', flags: 64 } });
    await stage.visitor.messages('All there').waitFor();
  });

  it('shows text as text, whatever stands in it', async () => {
    await stage.open();
    await stage.bench.send({
      content:
        '## Plan\n- **one**\n  - *two*\n> said\n`code` ||secret|| <t:1794000000:D> <@10000000000000000> [a](https://example.org/a) ' +
        '[b](javascript:alert(1)) <img src=x onerror=alert(1)>',
    });
    const message = stage.visitor.messages('Plan');
    await message.getByRole('heading', { name: 'Plan' }).waitFor();
    expect(await message.getByRole('listitem').count()).toBe(2);
    expect(await message.getByRole('link').evaluateAll((links) => links.map(String))).toEqual([
      'https://example.org/a',
    ]);
    expect(await message.locator('.md').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await message.locator('.md time').innerText()).toBe('November 6, 2026');
    await message.getByText('@unknown-user').waitFor();
    await message.getByRole('button', { name: 'Spoiler' }).click();
    await message.getByText('secret').waitFor();
  });

  it('draws embeds, components, pictures with their words, files and reactions, and their changes', async () => {
    await stage.open();
    const form = new FormData();
    const embed = {
      title: 'Old style',
      description: '*d*',
      fields: [{ name: 'n', value: 'v', inline: true }],
    };
    form.append(
      'payload_json',
      JSON.stringify({ embeds: [embed], attachments: [{ id: 0, filename: 'a.md' }] }),
    );
    form.append('files[0]', new Blob(['# hi']), 'a.md');
    const sent = await stage.bench.call('POST', `/channels/${stage.bench.channel.id}/messages`, form);
    await stage.visitor.page.getByText('Old style').waitFor();
    await stage.visitor.page.getByRole('link', { name: /a\.md/ }).waitFor();
    await stage.bench.call(
      'PUT',
      `/channels/${stage.bench.channel.id}/messages/${String(sent.body.id)}/reactions/${encodeURIComponent('👍')}/@me`,
    );
    await stage.visitor.page.getByRole('button', { name: '👍, 1' }).click();
    await stage.visitor.page.getByRole('button', { name: '👍, 2', pressed: true }).waitFor();

    const card = new FormData();
    const text = { type: 10, content: '### A card' };
    const gallery = {
      type: 12,
      items: [{ media: { url: 'attachment://p.png' }, description: 'A blue dot' }],
    };
    const press = { type: 2, style: 3, label: 'Press', custom_id: 'p' };
    const off = { type: 2, style: 2, label: 'Off', custom_id: 'o', disabled: true };
    const away = { type: 2, style: 5, label: 'Away', url: 'https://example.org/' };
    const inside = [
      { type: 9, components: [text], accessory: press },
      { type: 14 },
      gallery,
      { type: 1, components: [off, away] },
    ];
    card.append(
      'payload_json',
      JSON.stringify({
        flags: 1 << 15,
        components: [{ type: 17, accent_color: 0xff0000, components: inside }],
        attachments: [{ id: 0, filename: 'p.png' }],
      }),
    );
    card.append('files[0]', new Blob([PIXEL], { type: 'image/png' }), 'p.png');
    const posted = await stage.bench.call('POST', `/channels/${stage.bench.channel.id}/messages`, card);
    const message = stage.visitor.messages('A card');
    await message.getByRole('img', { name: 'A blue dot' }).waitFor();
    // Its file is shown where the gallery names it, and not once more above.
    expect(await message.locator('[slot="attachments"]').count()).toBe(0);
    expect(await message.getByRole('button', { name: 'Off' }).isDisabled()).toBe(true);
    await message.getByRole('link', { name: 'Away' }).waitFor();

    await message.getByRole('button', { name: 'Press' }).click();
    const pressed = await stage.bench.bot.interaction();
    expect(pressed.data['custom_id']).toBe('p');
    await stage.bench.respond(pressed, {
      type: 7,
      data: { components: [{ type: 10, content: 'Pressed by one' }] },
    });
    await stage.visitor.messages('Pressed by one').waitFor();
    await stage.bench.call(
      'DELETE',
      `/channels/${stage.bench.channel.id}/messages/${String(posted.body.id)}`,
    );
    await stage.visitor.messages('Pressed by one').waitFor({ state: 'detached' });
    // The day after, links to files have expired; the page asks for fresh ones, as Discord's client does.
    stage.bench.sim.clock.advance(26 * 60 * 60_000);
    await stage.visitor.page.reload();
    await stage.visitor.page.getByRole('link', { name: /a\.md/ }).waitFor();
  });

  it('chooses in selects, one and several', async () => {
    await stage.open();
    const options = ['Ada', 'Bo', 'Cy'].map((label) => ({ label, value: label.toLowerCase() }));
    await stage.bench.send({
      content: 'Choose',
      components: [
        {
          type: 1,
          components: [
            { type: 3, custom_id: 's', placeholder: 'Two of them', min_values: 2, max_values: 2, options },
          ],
        },
        { type: 1, components: [{ type: 5, custom_id: 'u', placeholder: 'Somebody' }] },
      ],
    });
    const { page } = stage.visitor;
    await page.getByRole('button', { name: /^Two of them/ }).click();
    await page.getByRole('option', { name: 'Bo' }).click();
    expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Done' }).click();
    const first = await stage.bench.bot.interaction();
    expect(first.data['values']).toEqual(['bo', 'cy']);
    await stage.bench.respond(first, { type: 6 });
    await page.getByRole('button', { name: /^Somebody/ }).click();
    await page.keyboard.type('ali');
    await page.keyboard.press('Enter');
    const second = await stage.bench.bot.interaction();
    expect(second.data['values']).toEqual([stage.bench.alice.id]);
    await stage.bench.respond(second, { type: 4, data: { content: 'Thanks', flags: 64 } });
    const answer = stage.visitor.messages('Only you can see this');
    await answer.getByRole('button', { name: 'Dismiss message' }).click();
    await answer.waitFor({ state: 'detached' });
  });

  it('fills in every kind of field', async () => {
    await stage.open();
    const { page } = stage.visitor;
    const role = stage.bench.guild.createRole({ name: 'Mentors' });
    const label = (name: string, component: object): object => ({ type: 18, label: name, component });
    const list = ['One', 'Two'].map((name) => ({ label: name, value: name.toLowerCase() }));
    const first = await stage.go();
    await stage.bench.respond(first, {
      type: 9,
      data: {
        custom_id: 'm1',
        title: 'Everything',
        components: [
          label('Words', { type: 4, custom_id: 'words', style: 2, min_length: 3 }),
          label('Radio', { type: 21, custom_id: 'radio', options: list }),
          label('Boxes', { type: 22, custom_id: 'boxes', options: list, min_values: 1, max_values: 2 }),
          label('Box', { type: 23, custom_id: 'box' }),
          label('Upload', { type: 19, custom_id: 'upload' }),
        ],
      },
    });
    const form = page.getByRole('dialog', { name: 'Everything' });
    await form.getByLabel('Words').fill('no');
    await form.getByLabel('Two', { exact: true }).first().check();
    await form.getByRole('checkbox', { name: 'One' }).check();
    await form.getByRole('checkbox', { name: 'Two' }).check();
    await form.getByRole('checkbox', { name: 'Box', exact: true }).check();
    await form
      .getByLabel('Upload')
      .setInputFiles({ name: 'api.yaml', mimeType: 'application/yaml', buffer: Buffer.from('a: 1') });
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByRole('alert').getByText('3 to 4000 characters').waitFor();
    await form.getByLabel('Words').fill('not too short');
    await form.getByRole('button', { name: 'Submit' }).click();
    const submitted = await stage.bench.bot.interaction();
    const values = (
      submitted.data['components'] as { component: { value?: unknown; values?: unknown[] } }[]
    ).map(({ component }) => component.value ?? component.values?.length);
    expect(values).toEqual(['not too short', 'two', 2, true, 1]);
    await stage.bench.respond(submitted, { type: 4, data: { content: 'Got it', flags: 64 } });
    await form.waitFor({ state: 'detached' });

    const second = await stage.go();
    await stage.bench.respond(second, {
      type: 9,
      data: {
        custom_id: 'm2',
        title: 'People and places',
        components: [
          { type: 10, content: 'Who and **where**' },
          label('Member', { type: 5, custom_id: 'member' }),
          label('Role', { type: 6, custom_id: 'role' }),
          label('Channel', { type: 8, custom_id: 'channel' }),
          label('Pick', { type: 3, custom_id: 'pick', options: list }),
        ],
      },
    });
    const other = page.getByRole('dialog', { name: 'People and places' });
    for (const [name, choice] of [
      ['Member', 'Alice'],
      ['Role', 'Mentors'],
      ['Channel', '#general'],
      ['Pick', 'Two'],
    ] as const) {
      await other.getByRole('button', { name: new RegExp(`^${name}:`) }).click();
      await other.getByRole('option', { name: choice }).click();
    }
    await other.getByRole('button', { name: 'Submit' }).click();
    const chosen = await stage.bench.bot.interaction();
    const ids = (chosen.data['components'] as { component?: { values: string[] } }[]).flatMap(
      ({ component }) => component?.values ?? [],
    );
    expect(ids).toEqual([stage.bench.alice.id, role.id, stage.bench.channel.id, 'two']);
    await stage.bench.respond(chosen, { type: 6 }).catch(() => undefined);
    stage.bench.forgiven();
    await stage.bench.respond(chosen, { type: 5, data: { flags: 64 } });
    await stage.visitor.messages('is thinking…').waitFor();
    await stage.bench.hook('PATCH', chosen, '/messages/@original', { content: 'Thought about it' });
    await stage.visitor.messages('Thought about it').waitFor();
  });

  it('says when the bot stays silent, and what the client refuses', async () => {
    await stage.open();
    await stage.bench.send({
      content: 'Press',
      components: [{ type: 1, components: [{ type: 2, style: 1, label: 'Hello?', custom_id: 'h' }] }],
    });
    await stage.visitor.button('Hello?').click();
    await stage.bench.bot.interaction();
    stage.bench.sim.clock.advance(3_001);
    await stage.visitor.messages('This interaction failed').waitFor();

    await stage.go();
    stage.bench.sim.clock.advance(3_001);
    await stage.visitor.page.getByText('The application did not respond').waitFor();
    await stage.visitor.button('Dismiss message').click();

    await stage.visitor.box.fill('x'.repeat(2000));
    stage.bench.guild.setOverwrites(stage.bench.channel, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
    await stage.visitor.box.press('Enter');
    await stage.visitor.page.getByRole('alert').getByText('may not write').waitFor();
    expect(await stage.visitor.box.inputValue(), 'what was typed is kept').toHaveLength(2000);
  });

  it('can be used with the keyboard alone', async () => {
    await stage.open();
    const { page } = stage.visitor;
    await stage.bench.send({ content: 'First words' });
    await stage.bench.send({ content: 'Last words' });
    await stage.visitor.messages('Last words').waitFor();
    await stage.visitor.box.focus();
    // Back from the message box: the tools of the last message, then the list itself.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Note this' }).press('Enter');
    const noted = await stage.bench.bot.interaction();
    expect(JSON.stringify(noted.data['resolved'])).toContain('Last words');
    await stage.bench.respond(noted, { type: 4, data: { content: 'Noted', flags: 64 } });
    await stage.visitor.messages('Noted').waitFor();

    await page.getByRole('log').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Last words');
    await stage.visitor.box.focus();
    await page.keyboard.type('/g');
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: '/go' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await stage.visitor.messages('/g').waitFor();
  });
});
