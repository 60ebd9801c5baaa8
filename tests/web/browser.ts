import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env['CHROMIUM'] ?? PLACES.find((path) => existsSync(path));

/** Without a browser these tests cannot run; on the build machine that is a failure, elsewhere they are skipped. */
export const canBrowse = executablePath !== undefined || process.env['CI'] === 'true';
if (!canBrowse)
  console.warn('tests/web: SKIPPED, there is no Chromium here (apt-get install chromium, or set CHROMIUM).');

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever is not on this machine cannot be reached at all.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export async function launch(): Promise<Browser> {
  if (executablePath === undefined)
    throw new Error('CI=true, but there is no Chromium: apt-get install chromium');
  return chromium.launch({ executablePath, args: ARGS });
}

/** A person at the page: does what the test says, and notes what a console or a network monitor would show. */
export class Visitor {
  readonly page: Page;
  /** Errors in the console, failed requests, requests to anywhere but the simulator. */
  readonly #problems: string[] = [];

  private constructor(page: Page, origin: string) {
    this.page = page;
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => this.#problems.push(`error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#problems.push(message.text());
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) this.#problems.push(`foreign request: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.#problems.push(`${response.status()} ${response.url()}`);
    });
  }

  static async open(
    browser: Browser,
    address: string,
    viewport = { width: 1280, height: 800 },
  ): Promise<Visitor> {
    const context = await browser.newContext({ viewport, timezoneId: 'Africa/Lagos', locale: 'en-GB' });
    const visitor = new Visitor(await context.newPage(), new URL(address).origin);
    await visitor.page.goto(address);
    await visitor.box.waitFor();
    return visitor;
  }

  /** The message box. */
  get box(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  messages(text: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A channel or thread in the list. */
  place(name: string | RegExp): Locator {
    return this.page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name, exact: true });
  }

  async actAs(name: string): Promise<void> {
    await this.button(/^Act as/).click();
    await this.page.getByRole('dialog').getByRole('button', { name }).click();
    await this.button(new RegExp(`^Act as ${name}`)).waitFor();
  }

  /** Types a command and picks it with Enter. */
  async pickCommand(command: string): Promise<void> {
    await this.box.pressSequentially(command);
    await this.page.getByRole('option', { name: command }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('form', { name: command }).waitFor();
  }

  option(name: string): Locator {
    return this.page.getByRole('form').getByLabel(name, { exact: true });
  }

  async addOption(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Add option ${name}:` }).click();
  }

  /** How far the page reaches beyond the right edge of the screen, in pixels. */
  async overflow(): Promise<number> {
    return Number(await this.page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  }

  /** Fails the test that left an error in the console or a request to elsewhere behind. */
  async close(): Promise<void> {
    await this.page.context().close();
    if (this.#problems.length > 0) throw new Error(this.#problems.join('\n'));
  }
}
