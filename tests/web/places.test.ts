import { describe, expect, it } from 'vitest';
import { canBrowse } from './browser.ts';
import { pageStage } from './page-stage.ts';

describe.runIf(canBrowse)('the web page and the places of a server', () => {
  const stage = pageStage();

  it('knows direct messages, menus on members, unread channels and who was mentioned', async () => {
    const news = stage.bench.guild.createChannel({ name: 'news' });
    await stage.open();
    const { page } = stage.visitor;
    await stage.bench.send({ content: 'Something new' }, news);
    await stage.visitor.place('news, unread').waitFor();
    await stage.bench.send({ content: `For ${stage.bench.alice.mention}` }, news);
    await stage.visitor.place('news, 1 mention').click();
    await stage.visitor.place('news').waitFor();
    await stage.visitor.messages('For @Alice').waitFor();

    await stage.visitor.button('Members').click();
    await page.getByRole('complementary').getByRole('button', { name: 'Alice' }).click();
    await page.getByRole('menuitem', { name: 'Greet' }).click();
    const greeted = await stage.bench.bot.interaction();
    expect(greeted.data['target_id']).toBe(stage.bench.alice.id);
    await stage.bench.respond(greeted, { type: 4, data: { content: 'Hello Alice', flags: 64 } });
    await stage.visitor.messages('Hello Alice').waitFor();

    await stage.visitor.button(/^Direct messages/).click();
    await stage.visitor.box.waitFor();
    const channel = await stage.bench.call('POST', '/users/@me/channels', {
      recipient_id: stage.bench.alice.id,
    });
    await stage.bench.send({ content: 'Between us' }, { id: String(channel.body.id) });
    await stage.visitor.messages('Between us').waitFor();
    await stage.visitor.box.fill('Yes');
    await stage.visitor.box.press('Enter');
    await stage.visitor.messages('Yes').waitFor();
  });

  it('stays at its end while what stands there changes, and where the reader has scrolled up to', async () => {
    await stage.bench.send({ content: 'One' });
    await stage.open();
    const { page } = stage.visitor;
    await stage.visitor.messages('One').waitFor();
    const below = async (): Promise<number> =>
      Number(
        await page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
          const list = document.querySelector('.log');
          done(list.scrollHeight - list.scrollTop - list.clientHeight);
        })))`),
      );
    const grow = (px: number): Promise<unknown> =>
      page.evaluate(`document.querySelector('.log-inner').style.minHeight = '${px}px'`);
    await grow(4000);
    expect(await below()).toBe(0);
    // The browser moves what is read, as when an answer takes the place of a longer one: that is nobody's wish.
    await page.evaluate(`document.querySelector('.log').scrollTop -= 300`);
    expect(await below()).toBe(300);
    await grow(6000);
    expect(await below()).toBe(0);
    await page.locator('.log').hover();
    await page.mouse.wheel(0, -900);
    await expect.poll(below).toBeGreaterThan(500);
    await grow(7000);
    expect(await below()).toBeGreaterThan(500);
  });

  it('looks back, follows links to messages, and opens threads and posts', async () => {
    const first = await stage.bench.send({ content: 'The very first' });
    for (let i = 0; i < 110; i++) stage.bench.alice.say(stage.bench.channel, `Message number ${i}`);
    const link = `https://discord.com/channels/${stage.bench.guild.id}/${stage.bench.channel.id}/${String(first.body.id)}`;
    await stage.bench.send({ content: `See ${link}` });
    const forum = stage.bench.guild.createChannel({ name: 'help', type: 'forum' });
    await stage.bench.call('POST', `/channels/${forum.id}/threads`, {
      name: 'How to start',
      message: { content: 'Like this' },
    });
    await stage.bench.call(
      'POST',
      `/channels/${stage.bench.channel.id}/messages/${String(first.body.id)}/threads`,
      {
        name: 'On the first',
      },
    );
    await stage.open();
    const { page } = stage.visitor;
    await stage.visitor.messages('Message number 109').waitFor();
    await stage.visitor.messages('Message number 60').waitFor({ state: 'detached' });
    await stage.visitor.button('Show earlier messages').click();
    await stage.visitor.messages('Message number 60').waitFor();
    await page.getByRole('log').getByRole('link', { name: 'general › message' }).click();
    const found = stage.visitor.messages('The very first');
    await found.waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('The very first');

    await found.getByRole('link', { name: /On the first/ }).click();
    await page.getByRole('heading', { name: 'general › On the first' }).waitFor();
    await stage.visitor.box.fill('In the thread');
    await stage.visitor.box.press('Enter');
    await stage.visitor.messages('In the thread').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'general', exact: true }).waitFor();
    await stage.visitor.button('Threads').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /On the first/ })
      .click();
    await stage.visitor.messages('In the thread').waitFor();
    await stage.visitor.place('help').click();
    await page.getByRole('link', { name: /How to start/ }).click();
    await stage.visitor.messages('Like this').waitFor();
  });

  it('lists the bot’s requests for developers', async () => {
    await stage.open();
    await stage.visitor.button('Requests').click();
    await stage.bench.send({ content: 'Logged' });
    await stage.visitor.page.getByRole('button', { name: /POST \/channels/ }).click();
    await stage.visitor.page.getByText('"content": "Logged"').first().waitFor();
    await stage.bench.call('GET', '/channels/1');
    await stage.visitor.page.getByRole('row', { name: /GET \/channels\/1 404/ }).waitFor();
    expect(await stage.visitor.page.getByRole('row').count(), 'with the head and the registration').toBe(4);
  });
});
