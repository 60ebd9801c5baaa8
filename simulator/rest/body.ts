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
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
}

/**
 * The body of a request: JSON, a form, or a multipart form with `payload_json` and files. An empty body has no type,
 * whatever the header says: clients send application/octet-stream with a PUT that carries nothing.
 * https://docs.discord.com/developers/reference#uploading-files
 */
export async function readBody(request: FastifyRequest): Promise<Body> {
  if (request.isMultipart()) return readMultipart(request);
  const { body } = request;
  if (typeof body !== 'string' || body === '') return { ...NOTHING, files: [] };
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
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

async function readMultipart(request: FastifyRequest): Promise<Body> {
  const files: UploadedFile[] = [];
  let body = NOTHING;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname === 'payload_json') body = readJson(String(part.value));
    } else {
      const index = /^files?\[(\d+)\]$/.exec(part.fieldname)?.[1] ?? String(files.length);
      const bytes = await part.toBuffer();
      files.push({ index, filename: part.filename, contentType: part.mimetype, bytes });
    }
  }
  return { exact: body.exact ?? {}, plain: body.plain ?? {}, files };
}

function readJson(text: string): Parsed {
  try {
    return text === '' ? NOTHING : parseJson(text);
  } catch (error) {
    if (error instanceof BrokenJson) throw new DiscordError('invalidJson');
    throw error;
  }
}
