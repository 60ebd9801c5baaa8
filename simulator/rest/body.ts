import { once } from 'node:events';
import { Busboy } from '@fastify/busboy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DiscordError } from '../errors.ts';
import { BrokenJson, type Parsed, parseJson } from '../json.ts';
import type { UploadedFile } from '../validation/message.ts';

export interface Body extends Parsed {
  files: UploadedFile[];
}

const NOTHING: Parsed = { exact: undefined, plain: undefined };

/** Hands every body over as it came; what it means is decided here and not by the web framework. */
export function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
    done(null, text),
  );
  app.addContentTypeParser(/^multipart\/form-data/, (_request, _stream, done) => done(null));
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
}

/**
 * The body of a request: JSON, a form, or a multipart form with `payload_json` and files. An empty body has no type,
 * whatever the header says: clients send application/octet-stream with a PUT that carries nothing.
 * https://docs.discord.com/developers/reference#uploading-files
 */
export async function readBody(request: FastifyRequest): Promise<Body> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'multipart/form-data') return readMultipart(request);
  const { body } = request;
  if (typeof body !== 'string' || body === '') return { ...NOTHING, files: [] };
  if (type === 'application/json') return { ...readJson(body), files: [] };
  if (type === 'application/x-www-form-urlencoded') {
    const fields = Object.fromEntries(new URLSearchParams(body));
    const payload = fields['payload_json'];
    return payload === undefined
      ? { exact: fields, plain: fields, files: [] }
      : { ...readJson(payload), files: [] };
  }
  const types = "{'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'}";
  throw new DiscordError('invalidFormBody', {
    _errors: [
      { code: 'CONTENT_TYPE_INVALID', message: `Expected "Content-Type" header to be one of ${types}.` },
    ],
  });
}

const LIMITS = { fileSize: 26 * 1024 * 1024, files: 20, fieldSize: 1024 * 1024 };

/** Fields are read as text, whatever type the part claims: a parser that knows better would lose digits of ids. */
async function readMultipart({ raw, headers }: FastifyRequest): Promise<Body> {
  const type = headers['content-type'] ?? '';
  const parts = new Busboy({ headers: { ...headers, 'content-type': type }, limits: LIMITS });
  const files: UploadedFile[] = [];
  let body = '';
  let isTooLarge = false;
  parts.on('field', (name, value) => {
    if (name === 'payload_json') body = value;
  });
  parts.on('file', (name, stream, filename, _encoding, contentType) => {
    const index = /^files?\[(\d+)\]$/.exec(name)?.[1] ?? String(files.length);
    const chunks: Buffer[] = [];
    const file: UploadedFile = { index, filename, contentType, bytes: Buffer.alloc(0) };
    files.push(file);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('limit', () => {
      isTooLarge = true;
    });
    stream.on('end', () => {
      file.bytes = Buffer.concat(chunks);
    });
  });
  raw.pipe(parts);
  try {
    await once(parts, 'finish');
  } catch {
    throw new DiscordError('badRequest');
  }
  if (isTooLarge) throw new DiscordError('entityTooLarge');
  const { exact, plain } = readJson(body);
  return { exact: exact ?? {}, plain: plain ?? {}, files };
}

function readJson(text: string): Parsed {
  try {
    return text === '' ? NOTHING : parseJson(text);
  } catch (error) {
    if (error instanceof BrokenJson) throw new DiscordError('invalidJson');
    throw error;
  }
}
