import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rolldown } from 'rolldown';

const WEB = join(import.meta.dirname, '../../web');
const FONT = '@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2';

interface Asset {
  type: string;
  bytes: Buffer;
  packed: Buffer | undefined;
  tag: string;
}

/** The page's files, made ready in memory when first asked for: there is no build step and nothing is written. */
export class Assets {
  readonly #assets = new Map<string, Promise<Asset>>();
  readonly #makers: Record<string, { type: string; make: () => Promise<Buffer> | Buffer }> = {
    '/': { type: 'text/html; charset=utf-8', make: () => readFileSync(join(WEB, 'index.html')) },
    '/page/app.js': { type: 'text/javascript; charset=utf-8', make: bundle },
    '/page/app.css': { type: 'text/css; charset=utf-8', make: styles },
    '/page/icon.svg': { type: 'image/svg+xml', make: () => readFileSync(join(WEB, 'icon.svg')) },
    '/page/font.woff2': {
      type: 'font/woff2',
      make: () => readFileSync(createRequire(import.meta.url).resolve(FONT)),
    },
  };

  get paths(): string[] {
    return Object.keys(this.#makers);
  }

  async send(path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asset = await this.#ready(path);
    void reply.headers({ 'cache-control': 'no-cache', etag: asset.tag, vary: 'accept-encoding' });
    if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
    const packs = asset.packed && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (packs) void reply.header('content-encoding', 'gzip');
    return reply.type(asset.type).send(packs ? asset.packed : asset.bytes);
  }

  async #ready(path: string): Promise<Asset> {
    const known = this.#assets.get(path);
    if (known) return known;
    const asset = this.#make(path);
    this.#assets.set(path, asset);
    // A mistake in the page's own code must be mendable without a restart.
    asset.catch(() => this.#assets.delete(path));
    return asset;
  }

  async #make(path: string): Promise<Asset> {
    const maker = this.#makers[path];
    if (!maker) throw new Error(`The page has no file ${path}.`);
    const bytes = await maker.make();
    const packed = /^(text|image)/.test(maker.type) ? await promisify(gzip)(bytes) : undefined;
    const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    return { type: maker.type, bytes, packed, tag };
  }
}

async function bundle(): Promise<Buffer> {
  const build = await rolldown({ input: join(WEB, 'main.ts'), platform: 'browser' });
  try {
    const { output } = await build.generate({ format: 'es', minify: true, codeSplitting: false });
    return Buffer.from(output[0].code);
  } finally {
    await build.close();
  }
}

/** All style sheets as one, by name. */
function styles(): Buffer {
  const folder = join(WEB, 'styles');
  const files = readdirSync(folder).filter((name) => name.endsWith('.css'));
  return Buffer.concat(files.sort().map((name) => readFileSync(join(folder, name))));
}
