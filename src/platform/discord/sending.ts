import { DefaultRestOptions, type RESTOptions } from 'discord.js';

/** How long whoever is told to wait, and not for how long, waits: in seconds, as Discord says it. */
const PAUSE = '1';

/**
 * Sends one request, a form in one piece. undici reads a form while it sends it; when Discord answers or hangs up before
 * all was read, it goes on writing to a stream that is closed, and throws where nobody can catch it: in a microtask of its
 * own, which ends the process (https://github.com/nodejs/undici/issues/5715).
 */
export const send: RESTOptions['makeRequest'] = async (url, init) => {
  return await pausing(await inOnePiece(url, init));
};

const inOnePiece: RESTOptions['makeRequest'] = async (url, init) => {
  if (!(init.body instanceof FormData)) return await DefaultRestOptions.makeRequest(url, init);
  const form = new Response(init.body);
  const body = new Uint8Array(await form.arrayBuffer());
  // discord.js hands over a plain object.
  const given = init.headers as Readonly<Record<string, string>> | undefined;
  const headers = { ...given, 'content-type': form.headers.get('content-type') ?? '' };
  return await DefaultRestOptions.makeRequest(url, { ...init, headers, body });
};

/** Without a wait that can be read, discord.js would ask again at once, and again, as fast as the answers come. */
async function pausing(answer: Awaited<ReturnType<RESTOptions['makeRequest']>>): Promise<typeof answer> {
  if (answer.status !== TOO_MANY || Number(answer.headers.get('retry-after')) > 0) return answer;
  const headers = new Headers(answer.headers);
  headers.set('retry-after', PAUSE);
  return new Response(await answer.arrayBuffer(), { status: TOO_MANY, headers });
}

const TOO_MANY = 429;
