import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createRest } from '../../../src/platform/discord/courier/rest.ts';

/** What Discord hangs up on while it is still being read ends the process (sending.ts); what is there as a whole is not. */
it('pictures leave in one piece, not as they are read', async () => {
  const first: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      first.push(bytes.toString('latin1'));
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const rest = createRest({ token: 'token', api: `http://127.0.0.1:${port}/api` });
  const files = ['first', 'second'].map((words) => ({ name: `${words}.txt`, data: Buffer.from(words) }));
  await rest.call('post', '/channels/1/messages', { body: { content: 'Two files' }, files });
  const [, boundary] = /content-type: multipart\/form-data; boundary=(\S+)/i.exec(first[0] ?? '') ?? [];
  expect(boundary).toBeDefined();
  expect(first[0]?.trimEnd().endsWith(`--${boundary}--`)).toBe(true);
  expect(first[0]).toMatch(/first\.txt[^]*first[^]*second\.txt[^]*second[^]*Two files/);
});
