import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';

// The least a bot can do, so that what is measured is the simulator.

const [api = '', token = ''] = process.argv.slice(2);
const { hostname, port } = new URL(api);
const agent = new Agent({ keepAlive: true });
const applicationId = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();

const answer = JSON.stringify({
  type: 4,
  data: {
    flags: 64,
    allowed_mentions: { parse: [] },
    embeds: [
      { title: 'A card', description: 'Some words. '.repeat(20), fields: [{ name: 'n', value: 'v' }] },
    ],
    components: [
      {
        type: 1,
        components: [
          { type: 2, style: 1, custom_id: 'a', label: 'Team up' },
          { type: 2, style: 2, custom_id: 'b', label: 'Details' },
        ],
      },
    ],
  },
});

function send(method: string, path: string, body: string): void {
  const headers = {
    authorization: `Bot ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  request({ hostname, port, agent, method, path: `/api/v10${path}`, headers }, (response) => {
    response.resume();
  }).end(body);
}

send(
  'PUT',
  `/applications/${applicationId}/commands`,
  JSON.stringify([{ name: 'ping', description: 'Answers' }]),
);

const socket = new WebSocket(`ws://${hostname}:${port}/gateway?v=10&encoding=json`);
socket.on('message', (data: Buffer) => {
  const packet = JSON.parse(data.toString()) as {
    op: number;
    t: string | null;
    d: { id: string; token: string; heartbeat_interval: number };
  };
  if (packet.op === 10) {
    socket.send(JSON.stringify({ op: 2, d: { token, intents: 1, properties: {} } }));
    setInterval(() => socket.send('{"op":1,"d":null}'), packet.d.heartbeat_interval);
  }
  if (packet.t !== 'INTERACTION_CREATE') return;
  send('POST', `/interactions/${packet.d.id}/${packet.d.token}/callback`, answer);
});
