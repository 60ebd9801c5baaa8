/** Entry of the worker thread in which rounds are computed; see `client.ts`. */
import { readlinkSync } from 'node:fs';
import { constants as osConstants, setPriority } from 'node:os';
import { Readable } from 'node:stream';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { constants, createGzip } from 'node:zlib';
import { createSharing } from '../partners/rules.ts';
import type { CertificateFile } from './certificate.ts';
import type { RoundPlace } from './explanation.ts';
import { reportFiles } from './files.ts';
import { formingOrder } from './forming.ts';
import { release } from './growing.ts';
import type { Named, PreviousPair, RoundMember, RoundProject, RoundTerms } from './input.ts';
import { TooManyPairsError } from './instance.ts';
import { type FromWorker, pieces, type RoundPiece, type ToWorker } from './protocol.ts';
import { computeRound, type Round } from './round.ts';
import { summaryOf } from './summary.ts';

/** Serves one client: members, then `solve`, then `more` until the end. Each message has one answer. */
function serve(port: MessagePort): void {
  const given = new Given();
  let kept: Iterator<RoundPiece> = [].values();
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  async function solve(terms: RoundTerms, limit: number): Promise<void> {
    const { round, certificate } = await solved(given, terms);
    const { members } = given;
    const files = reportFiles(round, certificate, { members, named: given.names(), limit });
    kept = keptOf(round, given.withTeam());
    say(
      { key: 'solved', summary: summaryOf(round), files },
      files.map(({ data }) => data.buffer),
    );
  }

  function failed(error: unknown): void {
    say({
      key: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      isTooMany: error instanceof TooManyPairsError,
    });
  }

  port.on('message', (message: ToWorker) => {
    if (message.key === 'solve') solve(message.terms, message.limit).catch(failed);
    else if (message.key === 'more') {
      const { done, value } = kept.next();
      say(done === true ? { key: 'end' } : { key: 'piece', piece: value });
    } else {
      given.take(message);
      say({ key: 'taken' });
    }
  });
}

/** What the round is computed from. */
class Given {
  readonly members: RoundMember[] = [];
  readonly previous: PreviousPair[] = [];
  readonly #named: string[] = [];
  readonly #shared = createSharing();

  take(message: Extract<ToWorker, { key: 'members' | 'previous' }>): void {
    if (message.key === 'previous') for (const pair of message.previous) this.previous.push(pair);
    else {
      for (const { learner, projects } of message.members)
        this.members.push({
          learner: this.#shared.learner(learner),
          projects: projects.length === 0 ? NONE : projects.map((project) => this.#shared.project(project)),
        });
      this.#named.push(message.named);
    }
  }

  *names(): Generator<Named> {
    for (const piece of this.#named) yield* JSON.parse(piece) as Named[];
  }

  /** Projects whose team stands already. */
  withTeam(): Set<string> {
    const found = new Set<string>();
    for (const { projects } of this.members)
      for (const { id, team } of projects) if (team !== undefined) found.add(id);
    return found;
  }
}

const NONE: readonly RoundProject[] = [];

/** In a function of its own: the problem, its pairs and its proof are gone when it returns. */
async function solved(
  { members, previous }: Given,
  terms: RoundTerms,
): Promise<{ round: Round; certificate: CertificateFile }> {
  const { round, certificate } = computeRound({ ...terms, previous, members }, () => performance.now());
  return { round, certificate: await packed(certificate) };
}

/** What is kept of a round. */
function* keptOf(round: Round, withTeam: ReadonlySet<string>): Generator<RoundPiece> {
  const stamped = ({ id, project }: RoundPlace) => ({
    id,
    project,
    fingerprint: round.members.get(id) ?? '',
  });
  const ordered = formingOrder(round.pairs, (project) => withTeam.has(project));
  for (const piece of pieces(ordered))
    yield {
      pairs: piece.map(({ backend, frontend, score }) => ({
        backend: stamped(backend),
        frontend: stamped(frontend),
        score,
      })),
    };
  for (const leftovers of pieces(round.leftovers)) yield { leftovers };
}

/** Bytes that are packed into one piece of memory: so large that the system has it back at once. */
const ZIPPED = 1 << 20;

async function packed(json: Iterable<string>): Promise<CertificateFile> {
  let bytes = 0;
  const counted = (function* () {
    for (const piece of json) {
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  })();
  const parts: Buffer<ArrayBuffer>[] = [];
  const zip = Readable.from(counted, { objectMode: false }).pipe(
    createGzip({ level: constants.Z_BEST_SPEED, chunkSize: ZIPPED }),
  );
  for await (const part of zip) parts.push(part as Buffer<ArrayBuffer>);
  // A copy of its own, so that it can be handed over; what it is a copy of is given back on the way, several parts at a time.
  const gzip = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const [number, part] of parts.entries()) {
    gzip.set(part, at);
    at += part.length;
    if (parts[number + 1]?.buffer !== part.buffer) release(part);
  }
  return { gzip, bytes };
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
