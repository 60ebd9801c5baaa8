/** Entry of the worker thread in which rounds are computed; see `client.ts`. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { constants, createGzip } from 'node:zlib';
import type { RoundMember } from './input.ts';
import { type CertificateFile, type FromWorker, PIECE, type ToWorker } from './protocol.ts';
import { computeRound, type Round } from './round.ts';

/** Serves one client: members, then `solve`, then `more` until the last piece is sent. */
function serve(port: MessagePort): void {
  let members: RoundMember[] = [];
  let round: Round | null = null;
  let sent = 0;
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  const solve = async (input: Extract<ToWorker, { key: 'solve' }>['input']) => {
    const computed = computeRound({ ...input, members }, () => performance.now());
    const certificate = await packed(computed.certificate);
    const { pairs: _, leftovers: __, ...rest } = computed.round;
    members = [];
    round = computed.round;
    sent = 0;
    say({ key: 'solved', round: rest, certificate }, [certificate.gzip.buffer as ArrayBuffer]);
  };

  const sendMore = () => {
    if (round === null) return;
    const pairs = round.pairs.slice(sent, sent + PIECE);
    const leftovers = round.leftovers.slice(sent, sent + PIECE);
    sent += PIECE;
    const isLast = sent >= Math.max(round.pairs.length, round.leftovers.length);
    say({ key: 'piece', pairs, leftovers, isLast });
    if (isLast) round = null;
  };

  port.on('message', (message: ToWorker) => {
    if (message.key === 'members') members.push(...message.members);
    else if (message.key === 'more') sendMore();
    else
      solve(message.input).catch((error: unknown) => {
        members = [];
        say({
          key: 'failed',
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      });
  });
}

async function packed(json: Iterable<string>): Promise<CertificateFile> {
  let bytes = 0;
  const counted = (function* () {
    for (const piece of json) {
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  })();
  const parts: Buffer[] = [];
  const zip = Readable.from(counted, { objectMode: false }).pipe(
    createGzip({ level: constants.Z_BEST_SPEED }),
  );
  for await (const part of zip) parts.push(part as Buffer);
  // A copy of its own, so that it can be handed over without taking pooled memory along.
  const gzip = Uint8Array.from(Buffer.concat(parts));
  return { gzip, sha256: createHash('sha256').update(gzip).digest('hex'), bytes };
}

if (parentPort !== null) serve(parentPort);
