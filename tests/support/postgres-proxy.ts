import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import { sqlOf } from './sql.ts';

export interface Proxy {
  readonly address: string;
  /** The next commit reaches the server; its answer does not come back. */
  loseAnswerToCommit(): void;
  /** The next commit does not reach the server. */
  loseCommit(): void;
  /** The server ends the connection on which the nth statement from now on is asked, just before it gets it. */
  endAt(nth: number): void;
  /** How many statements were asked since that was called. */
  asked(): number;
  /** How many packets came since that was called. */
  packets(): number;
  close(): Promise<void>;
  reopen(): Promise<void>;
}

/** What ends a statement, or the connection: https://www.postgresql.org/docs/15/protocol-message-formats.html */
const ENDS = new Set(Array.from('QSX', (letter) => letter.charCodeAt(0)));

/** Cuts what arrives into statements: several come in one packet, and one in several. */
function createCutter(): (packet: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (packet) => {
    rest = Buffer.concat([rest, packet]);
    const found: Buffer[] = [];
    // A message is its letter, the length of what follows (with itself), and that.
    for (let at = 0; at + 5 <= rest.length; ) {
      const end = at + 1 + rest.readInt32BE(at + 1);
      if (end > rest.length) break;
      const isEnd = ENDS.has(rest[at] ?? 0);
      at = isEnd ? 0 : end;
      if (!isEnd) continue;
      found.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return found;
  };
}

/** Between Nexus and the server, so that a connection can break at the worst moment. */
export async function startProxy(target: string): Promise<Proxy> {
  const url = new URL(target);
  const sockets = new Set<Socket>();
  let losing: 'answer' | 'commit' | undefined;
  let asked = 0;
  let packets = 0;
  let ending = 0;
  const server: Server = createServer((client) => {
    const upstream = dial({ host: url.hostname, port: Number(url.port) });
    let isAnswerLost = false;
    /** The server's process: BackendKeyData is `K`, 12 bytes, process, key. */
    let process: number | undefined;
    const cut = createCutter();
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (data) => {
      packets += 1;
      for (const statement of process === undefined ? [data] : cut(data)) forward(statement);
    });
    const forward = (data: Buffer): void => {
      if (process !== undefined && ++asked === ending)
        sqlOf({ databasePath: target }).prepare('select pg_terminate_backend(?::int, 1000)').get(process);
      const isCommit = data.includes('commit\0');
      if (isCommit && losing === 'commit') {
        losing = undefined;
        end();
        return;
      }
      if (isCommit && losing === 'answer') {
        losing = undefined;
        isAnswerLost = true;
      }
      upstream.write(data);
    };
    upstream.on('data', (data) => {
      const at = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (process === undefined && at >= 0) process = data.readInt32BE(at + 5);
      if (isAnswerLost) end();
      else client.write(data);
    });
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    address: `postgres://${url.username}@127.0.0.1:${port}${url.pathname}`,
    loseAnswerToCommit: () => (losing = 'answer'),
    loseCommit: () => (losing = 'commit'),
    endAt(nth) {
      ending = nth;
      asked = 0;
      packets = 0;
    },
    asked: () => asked,
    packets: () => packets,
    async close() {
      if (!server.listening) return;
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
    async reopen() {
      await listen(port);
    },
  };
}
