import { DefaultRestOptions, type RESTOptions } from 'discord.js';

type Send = RESTOptions['makeRequest'];
type Answer = Awaited<ReturnType<Send>>;

/** How long whoever is told to wait, and not for how long, waits: in seconds, as Discord says it. */
const PAUSE = '1';
/** Nothing follows, whatever it is called: Discord itself calls it text/html (github.com/discord/discord-api-docs/issues/5887). */
const NO_CONTENT = 204;
const TOO_MANY = 429;
const BAD_GATEWAY = 502;
/** Whoever stands between us and Discord refuses with these too, in words of their own. */
const ALSO_OF_OTHERS: ReadonlySet<number> = new Set([400, 403, 404]);

/** Sends one request. Gives what Discord says, never what somebody says in its place: that is a gateway in trouble. */
export const send: Send = async (url, init) => {
  const answer = await inOnePiece(url, init).catch(hungUp);
  const { status } = answer;
  if (status === NO_CONTENT) return answer;
  if (status === TOO_MANY) return await pausing(answer);
  if (status >= 200 && status < 300) return isPage(answer) ? await page(answer) : answer;
  if (ALSO_OF_OTHERS.has(status)) return await refusal(answer);
  return status >= 400 && status < 600 ? answer : await inTrouble(answer);
};

/**
 * A form in one piece. undici reads a form while it sends it; when Discord answers or hangs up before all was read, it goes
 * on writing to a stream that is closed, and throws where nobody can catch it: in a microtask of its own, which ends the
 * process (https://github.com/nodejs/undici/issues/5715).
 */
const inOnePiece: Send = async (url, init) => {
  if (!(init.body instanceof FormData)) return await DefaultRestOptions.makeRequest(url, init);
  const form = new Response(init.body);
  const body = new Uint8Array(await form.arrayBuffer());
  // discord.js hands over a plain object.
  const given = init.headers as Readonly<Record<string, string>> | undefined;
  const headers = { ...given, 'content-type': form.headers.get('content-type') ?? '' };
  return await DefaultRestOptions.makeRequest(url, { ...init, headers, body });
};

/** discord.js asks again when a connection is reset; of one that the other side closed undici speaks otherwise. */
function hungUp(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'UND_ERR_SOCKET') error.code = 'ECONNRESET';
  throw error;
}

/** Without a wait that can be read, discord.js would ask again at once, and again, as fast as the answers come. */
async function pausing(answer: Answer): Promise<Answer> {
  if (Number(answer.headers.get('retry-after')) > 0) return answer;
  const headers = new Headers(answer.headers);
  headers.set('retry-after', PAUSE);
  return new Response(await answer.text(), { status: TOO_MANY, headers });
}

function isPage({ headers }: Answer): boolean {
  return headers.get('content-type')?.startsWith('text/html') === true;
}

/** One for people to read; an empty one is how many a server says that all is well. */
async function page(answer: Answer): Promise<Answer> {
  const { status, headers } = answer;
  const body = await answer.text();
  return new Response(body, { status: body === '' ? status : BAD_GATEWAY, headers });
}

/** Discord always says why. Whoever else refuses says nothing of the channel, or of what we may do there. */
async function refusal(answer: Answer): Promise<Answer> {
  const { status, headers } = answer;
  const body = await answer.text();
  return saysWhy(body)
    ? new Response(body, { status, headers })
    : new Response(body, { status: BAD_GATEWAY });
}

function saysWhy(body: string): boolean {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null && ('message' in said || 'code' in said);
  } catch {
    return false;
  }
}

async function inTrouble(answer: Answer): Promise<Answer> {
  return new Response(await answer.text(), { status: BAD_GATEWAY });
}
