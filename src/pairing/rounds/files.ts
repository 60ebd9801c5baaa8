import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
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
  const names = namesOf(cohort, round.members);
  const nameless: ReportNames = { ...names, member: names.number, project: () => '' };
  const pairs = (by: ReportNames) => inSlices(round.pairs, (slice) => pairsCsv(slice, by));
  const unmatched = (by: ReportNames) => inSlices(round.leftovers, (slice) => unmatchedCsv(slice, by));
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

async function tableFile(name: string, table: string, limit: number): Promise<ReportFile> {
  const data = Buffer.from(table);
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
function namesOf(cohort: Participants, taking: RoundResult['round']['members']): ReportNames {
  const counts = new Map<string, number>();
  for (const name of cohort.names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const members = new Map(cohort.members.map((member) => [member.learner.id, member]));
  const numbers = new Map(taking.map(([id], index) => [id, pseudonym(index)]));
  return {
    number: (id) => numbers.get(id) ?? '',
    member(id) {
      const name = cohort.names.get(id) ?? id;
      return (counts.get(name) ?? 0) > 1 ? `${name} (${id})` : name;
    },
    project: (id) => cohort.titles.get(id) ?? '',
    track: (id) => members.get(id)?.learner.track ?? '',
    brief(id) {
      const own = members.get(id);
      const briefs = own?.projects.map(({ brief }) => brief) ?? [];
      return [...new Set(briefs.length > 0 ? briefs : (own?.learner.briefs ?? []))].join('; ');
    },
  };
}

/** A table with one header, its lines made some at a time, so that interactions are answered in between. */
async function inSlices<T>(lines: readonly T[], table: (slice: readonly T[]) => string): Promise<string> {
  const header = table([]);
  const parts = [header];
  for (let from = 0; from < lines.length; from += SLICE) {
    parts.push(table(lines.slice(from, from + SLICE)).slice(header.length));
    await setImmediate();
  }
  return parts.join('');
}
