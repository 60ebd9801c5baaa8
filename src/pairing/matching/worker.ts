/** Entry of the worker thread in which rounds are computed; see `client.ts`. */
import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { constants as osConstants, setPriority } from 'node:os';
import { Readable } from 'node:stream';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { constants, createGzip } from 'node:zlib';
import { createSharing } from '../partners/rules.ts';
import type { RoundMember } from './input.ts';
import { TooManyPairsError } from './instance.ts';
import { type CertificateFile, type FromWorker, type Lists, piecesOf, type ToWorker } from './protocol.ts';
import { computeRound } from './round.ts';

const NONE: RoundMember['projects'] = [];

/** Serves one client: members, then `solve`, then `more` until the last piece is sent. */
function serve(port: MessagePort): void {
  let members: RoundMember[] = [];
  let previous: [string, string][] = [];
  let shared = createSharing();
  let pieces: Generator<Partial<Lists>> | null = null;
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  const solve = async (terms: Extract<ToWorker, { key: 'solve' }>['terms']) => {
    shared = createSharing();
    const computed = computeRound({ ...terms, previous, members }, () => performance.now());
    const certificate = await packed(computed.certificate);
    const { members: ids, pairs, leftovers, unfilled, given, added, dropped, ...round } = computed.round;
    members = [];
    previous = [];
    pieces = piecesOf({ members: ids, pairs, leftovers, unfilled, given, added, dropped });
    say({ key: 'solved', round, certificate }, [certificate.gzip.buffer as ArrayBuffer]);
  };

  const sendMore = () => {
    const next = pieces?.next();
    if (next === undefined) return;
    say({ key: 'piece', lists: next.done === true ? {} : next.value, isLast: next.done === true });
    if (next.done === true) pieces = null;
  };

  port.on('message', (message: ToWorker) => {
    if (message.key === 'members')
      for (const { learner, projects } of message.members)
        members.push({ learner: shared(learner), projects: projects.length === 0 ? NONE : projects });
    else if (message.key === 'previous') for (const [a, b] of message.previous) previous.push([a, b]);
    else if (message.key === 'more') sendMore();
    else
      solve(message.terms).catch((error: unknown) => {
        say({
          key: 'failed',
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          isTooMany: error instanceof TooManyPairsError,
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
  const gzip = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    gzip.set(part, at);
    at += part.length;
  }
  return { gzip, sha256: createHash('sha256').update(gzip).digest('hex'), bytes };
}

/**
 * Lets the main thread go first where there are fewer processors than threads. Linux has priorities for single
 * threads, known by the id that /proc shows; elsewhere, nothing is changed.
 */
function goSecond(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, osConstants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A round is computed all the same.
  }
}

if (parentPort !== null) {
  goSecond();
  serve(parentPort);
}
