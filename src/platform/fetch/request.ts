/** One request to one address that was checked. */
import { Resolver, lookup as systemLookup } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { INTROSPECTION } from './introspection.ts';
import { isPublic, literalOf } from './rules.ts';

/** The IP addresses of a name, as its name servers, the system or a test answer. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** `introspect` posts GraphQL's question for its schema; nothing else is ever posted. */
export type Method = 'GET' | 'HEAD' | 'introspect';

export interface Response {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What went wrong on the way, for whoever reads it: the address may answer another time, unless it is `private`. */
export type Trouble = 'private' | 'unknown-host' | 'no-answer' | 'too-slow' | 'not-secure' | 'too-large';

export class FetchTrouble extends Error {
  override readonly name = 'FetchTrouble';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, cause?: unknown) {
    super(trouble, { cause });
    this.trouble = trouble;
  }
}

const AGENT = 'Nexus (Discord bot for ALX ProDev teams; reads the API description a team names)';

/**
 * Asks the very IP address that was checked: the name is looked up once, here, and a second answer of its name server is
 * never heard. `isExempt`: the address may be private (tests). `maxBytes` counts what comes out of a compressed body.
 * Throws FetchTrouble.
 */
export async function request(
  url: URL,
  how: {
    readonly method: Method;
    readonly headers: Readonly<Record<string, string>>;
    readonly isExempt: boolean;
    readonly maxBytes: number;
    readonly resolve: Resolve;
    /** Ends it, with `too-slow`. */
    readonly signal: AbortSignal;
  },
): Promise<Response> {
  try {
    const address = await checked(url, how);
    const answer = await send(url, address, how);
    const body = how.method === 'HEAD' ? drained(answer) : await read(answer, how.maxBytes, how.signal);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    throw troubleOf(error, how.signal);
  }
}

/** One of the name's addresses. Where any of them is not public none is asked: that is how an inner network is reached. */
async function checked(
  url: URL,
  { resolve, isExempt, signal }: { resolve: Resolve; isExempt: boolean; signal: AbortSignal },
): Promise<string> {
  const found = literalOf(url.hostname);
  const addresses = found === undefined ? await aborted(resolve(url.hostname), signal) : [found];
  const [first] = addresses;
  if (first === undefined) throw new FetchTrouble('unknown-host');
  if (!isExempt && !addresses.every(isPublic)) throw new FetchTrouble('private');
  return first;
}

/** How long a name server may take in ms, and how often it is asked: within the time of one request. */
const PATIENCE = { timeout: 2_000, tries: 2 };

/**
 * Asks the name servers from here. The system's look-up holds one of two threads that all look-ups of the process share,
 * for 10 s where a server is silent: two such names that members typed, and Discord's own was not found in the 3 s there
 * are to answer. `servers`: default the system's, as they are now.
 */
export const resolveByServers =
  (servers?: readonly string[]): Resolve =>
  async (hostname) => {
    const resolver = new Resolver(PATIENCE);
    if (servers !== undefined) resolver.setServers(servers);
    const asked = [resolver.resolve4(hostname), resolver.resolve6(hostname)];
    const found = await Promise.allSettled(asked);
    const addresses = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const [first] = found;
    if (addresses.length === 0)
      throw new FetchTrouble('unknown-host', first?.status === 'rejected' ? first.reason : undefined);
    return addresses;
  };

/** Also what only this machine knows, as names in its hosts file: for addresses that the configuration names. */
export const resolveBySystem: Resolve = async (hostname) => {
  const found = await systemLookup(hostname, { all: true, order: 'ipv4first' });
  return found.map(({ address }) => address);
};

function send(
  url: URL,
  address: string,
  { method, headers, signal }: Parameters<typeof request>[1],
): Promise<IncomingMessage> {
  const family = isIP(address);
  // Whoever asks for this connection's name hears the address that was checked, and nothing else.
  const lookup: LookupFunction = (_hostname, options, done) =>
    options.all === true ? done(null, [{ address, family }]) : done(null, address, family);
  const isPost = method === 'introspect';
  const { request: open } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asking = open(url, {
      method: isPost ? 'POST' : method,
      agent: false,
      lookup,
      signal,
      maxHeaderSize: 16_384,
      headers: {
        'user-agent': AGENT,
        'accept-encoding': 'gzip, deflate, br',
        ...(isPost
          ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(INTROSPECTION)) }
          : {}),
        ...headers,
      },
    });
    asking.on('response', resolve).on('error', reject);
    asking.end(isPost ? INTROSPECTION : undefined);
  });
}

function drained(answer: IncomingMessage): Buffer {
  answer.destroy();
  return Buffer.alloc(0);
}

async function read(answer: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const plain = decoded(answer);
  const end = (): unknown => plain.destroy(new FetchTrouble('too-slow'));
  signal.addEventListener('abort', end);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new FetchTrouble('too-large');
      chunks.push(chunk);
    }
  } finally {
    signal.removeEventListener('abort', end);
    answer.destroy();
  }
  return Buffer.concat(chunks);
}

function decoded(answer: IncomingMessage): Readable {
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase();
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined;
  if (decoder === undefined) return answer;
  answer.on('error', (error) => decoder.destroy(error));
  return answer.pipe(decoder);
}

async function aborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise((resolve, reject) => {
    const end = (): void => reject(new FetchTrouble('too-slow'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA', 'EAI_NONAME']);
const NOT_SECURE =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$|HOSTNAME_MISMATCH)/;

function troubleOf(error: unknown, signal: AbortSignal): FetchTrouble {
  if (error instanceof FetchTrouble) return error;
  if (signal.aborted) return new FetchTrouble('too-slow', error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (UNKNOWN_HOST.has(code)) return new FetchTrouble('unknown-host', error);
  return new FetchTrouble(NOT_SECURE.test(code) ? 'not-secure' : 'no-answer', error);
}
