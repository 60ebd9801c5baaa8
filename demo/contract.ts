import { buttons, type Channel, type Member, type Message } from '@nexus/simulator';
import type { Acting } from './acting.ts';
import type { News, Picture } from './picture.ts';
import type { Stage } from './stage.ts';

/** A team whose week is told: whoever proposes its contract, and who builds on it. */
interface Team {
  readonly thread: Channel;
  readonly proposer: Member;
  readonly partner: Member;
}

/** What the contract's two days need of the week. */
interface Parts {
  readonly stage: Stage;
  readonly acting: Acting;
  readonly picture: Picture;
  readonly show: (news: readonly News[]) => void;
}

/** The team proposes its first contract, agrees on it, and says what its frontend uses. */
export async function agreeOnContract(parts: Parts, { thread, proposer, partner }: Team): Promise<void> {
  const { acting, picture } = parts;
  await propose(parts, { thread, proposer, partner }, contractOf({ price: 'number' }));
  const card = thread.messages.findLast((message) => labels(message).includes('Agree'));
  if (card === undefined) return;
  picture.add(partner);
  await acting.click(partner, card, 'Agree');
  await acting.slash(partner, '/contract uses', { endpoints: 'GET /products, GET /orders' }, thread);
  picture.remove(partner);
}

/** The price is taken away by whoever builds the backend; the partner is told, and reads why that breaks. */
export async function breakContract(parts: Parts, { thread, proposer, partner }: Team): Promise<void> {
  const { acting, picture } = parts;
  await propose(parts, { thread, proposer, partner }, contractOf({ stock: 'integer' }));
  const card = thread.messages.findLast((message) => labels(message).includes('What changes'));
  if (card === undefined) return;
  picture.add(partner);
  const { message } = await acting.click(partner, card, 'What changes');
  await acting.select(partner, message, 'What does that mean?', '0');
  picture.remove(partner);
}

async function propose({ stage, acting, picture, show }: Parts, team: Team, content: string): Promise<void> {
  const file = { filename: 'openapi.json', content, contentType: 'application/json' };
  const reply = await acting.slash(team.proposer, '/contract propose', { file }, team.thread);
  await reply.finished();
  await stage.settle();
  show(picture.news());
}

/** A shop as FastAPI or Django would describe it; `changing`: a field of a product that comes or goes. */
export function contractOf(changing: Readonly<Record<string, string>>): string {
  const answer = (schema: object) => ({
    responses: { 200: { description: 'All went well', content: { 'application/json': { schema } } } },
  });
  const listOf = (name: string) => ({ type: 'array', items: { $ref: `#/components/schemas/${name}` } });
  const format = (fields: Readonly<Record<string, string>>) => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { type }])),
  });
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Shop API', version: 'stock' in changing ? '1.1.0' : '1.0.0' },
    paths: {
      '/products': { get: answer(listOf('Product')) },
      '/products/{id}': {
        get: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          ...answer({ $ref: '#/components/schemas/Product' }),
        },
      },
      '/orders': { get: answer(listOf('Order')) },
    },
    components: {
      schemas: {
        Product: format({ id: 'integer', name: 'string', ...changing }),
        Order: format({ id: 'integer', status: 'string' }),
      },
    },
  });
}

function labels(message: Message): string[] {
  return buttons(message).map(({ label }) => label);
}
