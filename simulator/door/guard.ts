import type { FastifyInstance } from 'fastify';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Keeps foreign web pages out. A name of theirs that resolves to 127.0.0.1 (DNS rebinding) arrives with that name as
 * Host; a request from their page to ours carries their Origin. Programs send no Origin and may call as they like.
 */
export function guardDoor(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { url, headers } = request;
    if (url.startsWith('/api/')) return;
    const host = headers.host ?? '';
    const known = LOOPBACK.includes(host.replace(/:\d+$/, ''));
    const own = headers.origin === undefined || headers.origin === `http://${host}`;
    const site = headers['sec-fetch-site'];
    const asked = site === undefined || site === 'same-origin' || site === 'none';
    // Following a link to the page itself is no harm; everything else must come from the page.
    const welcome = asked || (url === '/' && headers['sec-fetch-mode'] === 'navigate');
    if (!known || !own || !welcome)
      await reply.code(403).send({ error: 'Only this page itself may ask this.' });
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) return;
    const isFile = request.url.startsWith('/cdn/');
    void reply.headers({
      'content-security-policy': isFile ? FILE_POLICY : PAGE_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
}

/**
 * Everything from here, nothing inline, and no string becomes markup but lit's own constant templates. Style attributes
 * (colours of roles and embeds, set by the elements of @skyra/discord-components-core) are the one exception.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** A file somebody uploaded may be a web page: opened, it must be able to do nothing. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
