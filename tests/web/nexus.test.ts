import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canBrowse, launch, Visitor } from './browser.ts';
import { openStage, type Stage } from './world.ts';

describe.runIf(canBrowse)('the bot in a browser', () => {
  let browser: Browser;
  let stage: Stage;
  let visitor: Visitor;
  beforeAll(async () => {
    browser = await launch();
    stage = await openStage();
  });
  afterEach(async () => {
    await visitor.close();
  });
  afterAll(async () => {
    await browser.close();
    await stage.world.stop();
    const { violations } = stage.world.sim;
    if (violations.length > 0) throw new Error(JSON.stringify(violations, null, 1));
  });

  it('takes a learner from announcing to a team and its first reminder', async () => {
    const { address, binta, world } = stage;
    visitor = await Visitor.open(browser, address);
    const { page } = visitor;
    await visitor.actAs('Ada Obi');

    await visitor.pickCommand('/announce-project');
    await visitor.option('title').fill('Nexus Commerce');
    await page.keyboard.press('Tab');
    await visitor.option('brief').pressSequentially('e-com');
    await page.keyboard.press('Enter');
    await visitor.option('summary').fill('An API for a shop: products, carts, orders and payments.');
    await visitor.addOption('track');
    await page.getByRole('option', { name: 'Backend', exact: true }).click();
    await visitor.addOption('stack');
    await visitor.option('stack').pressSequentially('dja');
    await page.getByRole('option', { name: 'Django REST Framework' }).click();
    await visitor.option('stack').press('Enter');

    const card = visitor.messages('looks for 1 frontend partner');
    await card.getByText('Stack: Django REST Framework').waitFor();
    await visitor.messages('Only you can see this').getByText('Announced:').waitFor();
    await card.getByText('No messages yet').waitFor();

    await binta.slash('/announce-project', {
      title: 'Shop front',
      brief: 'ecommerce',
      summary: 'Catalogue, cart and checkout in React, made for phones.',
      track: 'frontend',
    });
    await visitor.messages('looks for 1 backend partner').waitFor();
    await visitor.pickCommand('/find-partner');
    await page.keyboard.press('Enter');
    const found = visitor.messages('1 person fits');
    await found.getByRole('button', { name: 'Ask' }).click();
    const form = page.getByRole('dialog', { name: 'Ask for a team' });
    await form.getByRole('textbox').fill('Your catalogue and my orders fit together.');
    await form.getByRole('button', { name: 'Submit' }).click();
    await visitor.messages('They can answer until').waitFor();

    await visitor.actAs('Binta Sow');
    await visitor.messages('looks for 1 backend partner').waitFor();
    expect(await visitor.messages('They can answer until').count(), 'what only Ada sees').toBe(0);
    await visitor.place('Nexus Commerce, 1 mention').click();
    const request = visitor.messages('would like to build');
    await request.getByRole('button', { name: 'Accept' }).click();
    await request.getByText('This request is answered').first().waitFor();

    await visitor.place(/^Nexus Commerce ·/).click();
    await visitor.messages('Introduce yourselves').waitFor();
    await visitor.messages('added Binta Sow').waitFor();
    await visitor.actAs('Tunde Bello');
    await visitor.messages('team complete').first().waitFor();
    expect(await visitor.place(/^Nexus Commerce ·/).count(), 'a private thread').toBe(0);
    await visitor.messages('Start here').getByRole('button', { name: 'I build the backend' }).click();
    await visitor.messages('Only you can see this').waitFor();

    await visitor.actAs('Ada Obi');
    await visitor.place('ProDevProjectNexus').click();
    await page.getByRole('button', { name: '+1 day' }).click();
    await visitor.messages('Complete your profile').waitFor();
    await page.getByText('Tue 10 Nov').waitFor();
    expect(world.sim.clock.now()).toBeGreaterThan(Date.UTC(2026, 10, 10, 8));
  });

  it('works on a phone', async () => {
    visitor = await Visitor.open(browser, stage.address, { width: 390, height: 844 });
    const { page } = visitor;
    await visitor.actAs('Binta Sow');
    const card = visitor.messages('Start here');
    await card.getByRole('button', { name: 'Documentation only' }).waitFor();
    expect(await visitor.overflow()).toBe(0);

    const channels = page.getByRole('navigation', { name: 'Channels' });
    expect(await channels.isVisible()).toBe(false);
    await visitor.button(/^Channels/).click();
    await channels.getByRole('link', { name: 'announcements' }).click();
    await page.getByRole('heading', { name: 'announcements', exact: true }).waitFor();
    await visitor.button(/^Channels/).click();
    await page.keyboard.press('Escape');
    await channels.waitFor({ state: 'hidden' });

    // Who used which command stands inside of the screen, however long both are.
    const { staff, announcements } = stage.world;
    await staff.slash('/announcement list', {}, { channel: announcements });
    await visitor.actAs(staff.name);
    const name = await page.locator('discord-command').getByText('announcement list').last().boundingBox();
    expect((name?.x ?? 0) + (name?.width ?? 999)).toBeLessThanOrEqual(390);
    await visitor.actAs('Binta Sow');

    await visitor.button('Commands').click();
    await page.getByRole('option', { name: '/announce-project' }).click();
    await visitor
      .option('summary')
      .fill('A long summary that has to wrap, because a phone is only so wide. '.repeat(5));
    expect(await visitor.overflow()).toBe(0);
    await visitor.button('Requests').click();
    await page.getByRole('region', { name: 'Request log' }).waitFor();
    expect(await visitor.overflow()).toBe(0);
  });
});
