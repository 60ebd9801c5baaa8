import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { inSlices } from '../../platform/async.ts';
import { pseudonym } from '../matching/certificate.ts';
import type { RoundResult } from '../matching/client.ts';
import type { CertificateFile } from '../matching/protocol.ts';
import { pairsCsv, type ReportNames, unmatchedCsv } from '../matching/reports.ts';
import type { Participants } from './participants.ts';

/** A file for staff; an attachment of the report. */
export interface ReportFile {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
}

/** A file that is too large to attach stays on the bot's disk; its SHA-256 (hex) proves later that it is the same. */
export interface KeptFile {
  readonly path: string;
  readonly sha256: string;
}

/** What comes with a report. */
export interface ReportFiles {
  readonly attached: readonly ReportFile[];
  readonly kept: readonly KeptFile[];
}

/** Lines of a table made at a time: about a millisecond's work. */
const SLICE = 250;
/** Up to this size a certificate is attached as plain JSON, which everybody can open (bytes). */
const PLAIN = 1024 * 1024;
/** The largest attachment of ours, whatever the server allows (bytes). */
const LARGEST = 8 * 1024 * 1024;

/**
 * `pairs.csv`, `unmatched.csv` and `certificate.json`; packed (`.gz`) where they are larger than `limit` (bytes), and
 * kept in `folder` where even that is. Whoever asked reads names; what stays on the disk has the pseudonyms of the round.
 */
export async function reportFiles(
  { round, certificate }: RoundResult,
  cohort: Participants,
  options: { limit: number; folder: string },
): Promise<ReportFiles> {
  const limit = Math.min(options.limit, LARGEST);
  const names = await inSlices(namesOf(cohort, round.members));
  const nameless: ReportNames = { ...names, member: names.number, project: () => '' };
  const pairs = (by: ReportNames) => inSlices(tableOf(round.pairs, (slice) => pairsCsv(slice, by)));
  const unmatched = (by: ReportNames) =>
    inSlices(tableOf(round.leftovers, (slice) => unmatchedCsv(slice, by)));
  const fitting = async (name: string, table: typeof pairs): Promise<ReportFile> => {
    const named = await tableFile(name, await table(names), limit);
    return named.data.length <= limit ? named : await tableFile(name, await table(nameless), limit);
  };
  const files = [
    await fitting('pairs.csv', pairs),
    await fitting('unmatched.csv', unmatched),
    await certificateFile(certificate, limit),
  ];
  const large = files.filter(({ data }) => data.length > limit);
  return {
    attached: files.filter(({ data }) => data.length <= limit),
    kept: await Promise.all(large.map((file) => keep(file, options.folder))),
  };
}

async function tableFile(name: string, data: Buffer, limit: number): Promise<ReportFile> {
  return data.length <= limit
    ? { name, data, contentType: 'text/csv' }
    : { name: `${name}.gz`, data: await promisify(gzip)(data), contentType: PACKED };
}

async function certificateFile({ bytes, gzip }: CertificateFile, limit: number): Promise<ReportFile> {
  return bytes <= Math.min(limit, PLAIN)
    ? { name: 'certificate.json', data: await promisify(gunzip)(gzip), contentType: 'application/json' }
    : {
        name: 'certificate.json.gz',
        data: Buffer.from(gzip.buffer, gzip.byteOffset, gzip.byteLength),
        contentType: PACKED,
      };
}

async function keep({ name, data }: ReportFile, folder: string): Promise<KeptFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, data);
  return { path, sha256: createHash('sha256').update(data).digest('hex') };
}

/** Removes what was kept of a round, if anything was. */
export async function removeKept(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

const PACKED = 'application/gzip';

/** Names as people know them. Where two of a cohort have the same, the id is added: it tells them apart. */
function* namesOf(
  { members, names, titles }: Participants,
  taking: RoundResult['round']['members'],
): Generator<undefined, ReportNames> {
  const numbers = new Map<string, string>();
  for (const [index, [id]] of taking.entries()) {
    numbers.set(id, pseudonym(index));
    yield;
  }
  return {
    number: (id) => numbers.get(id) ?? '',
    member(id) {
      const name = members.get(id)?.name ?? id;
      return (names.get(name) ?? 0) > 1 ? `${name} (${id})` : name;
    },
    project: (id) => titles.get(id) ?? '',
    track: (id) => members.get(id)?.track ?? '',
    brief: (id) => members.get(id)?.briefs ?? '',
  };
}

/** A table with one header, its lines made some at a time. */
function* tableOf<T>(
  lines: readonly T[],
  table: (slice: readonly T[]) => string,
): Generator<undefined, Buffer> {
  const header = table([]);
  const parts = [Buffer.from(header)];
  for (let from = 0; from < lines.length; from += SLICE) {
    parts.push(Buffer.from(table(lines.slice(from, from + SLICE)).slice(header.length)));
    yield;
  }
  return Buffer.concat(parts);
}
