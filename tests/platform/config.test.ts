import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/platform/config.ts';

function problemOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('expected a ConfigError');
}

describe('readConfig', () => {
  it('needs nothing but a token', () => {
    const config = readConfig({ DISCORD_TOKEN: 'abc.def', LOG_LEVEL: '' });
    expect(config).toMatchObject({
      token: 'abc.def',
      api: 'https://discord.com/api',
      databasePath: './data/nexus.db',
      defaultTimezone: 'UTC',
      logLevel: 'info',
      httpHost: '127.0.0.1',
      httpPort: undefined,
    });
  });

  it('says where to get a token and names the demo', () => {
    expect(() => readConfig({})).toThrow(/discord\.com\/developers\/applications.*npm run demo/s);
  });

  it('reports every problem at once and no secret', () => {
    const broken = {
      DISCORD_TOKEN: 'se cret\n',
      DISCORD_API: 'ftp://x',
      DISCORD_GUILD_ID: '12',
      DATABASE_URL: 'mysql://nexus:hunter2@db/nexus',
      DEFAULT_TIMEZONE: 'Africa/Lagoss',
      CONTRACT_ALLOW: 'nowhere',
      LOG_LEVEL: 'loud',
      HTTP_HOST: 'all of them',
      HTTP_PORT: '99999',
      SHARDS: '0',
    };
    const message = problemOf(broken);
    for (const name of Object.keys(broken)) expect(message).toContain(name);
    expect(message).not.toMatch(/se cret|hunter2/);
  });

  it.each(['', '/', '/v10', '/v10/'])(
    'takes the address without its last slash and the version: %s',
    (end) => {
      const api = 'http://127.0.0.1:1/api';
      expect(readConfig({ DISCORD_TOKEN: 't', DISCORD_API: `${api}${end}` }).api).toBe(api);
    },
  );

  it.each([
    ['DISCORD_TOKEN', '"a.b.c"', 'quotes'],
    ['DISCORD_TOKEN', "'a.b.c'", 'quotes'],
    ['DISCORD_CDN', 'file:///etc', 'http(s)'],
    ['CONTRACT_ALLOW', 'javascript:alert(1)', 'http(s)'],
    ['DATABASE_URL', 'sqlite://nexus.db', 'sqlite:PATH'],
  ])('says what is wrong with %s=%s', (name, value, says) => {
    const message = problemOf({ DISCORD_TOKEN: 't', [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(says);
  });

  it('takes a path that is written as an address', () => {
    const { database } = readConfig({ DISCORD_TOKEN: 't', DATABASE_URL: 'sqlite:///srv/nexus.db' });
    expect(database).toBe('///srv/nexus.db');
  });
});
