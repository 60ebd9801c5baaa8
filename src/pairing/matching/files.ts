import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type CertificateFile, pseudonym } from './certificate.ts';
import type { Named, RoundMember } from './input.ts';
import { pairsCsv, type ReportNames, unmatchedCsv } from './reports.ts';
import type { Round } from './round.ts';

/** A file for staff. */
export interface ReportFile {
  readonly name: string;
  readonly data: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** Of `data`, hex. */
  readonly sha256: string;
}

/** Lines of a table made at a time: a table of a hundred thousand is never one text. */
const SLICE = 1_000;
/** Up to this size a certificate is attached as plain JSON, which everybody can open (bytes). */
const PLAIN = 1024 * 1024;

/**
 * `pairs.csv`, `unmatched.csv` and `certificate.json`; packed (`.gz`) where they are larger than `limit` (bytes). Whoever
 * asked reads names; a table that is too large even so is kept on a disk, and has the pseudonyms of the round instead.
 * `named` are the members' names and titles, in the order of `members`.
 */
export function reportFiles(
  round: Round,
  certificate: CertificateFile,
  of: { members: readonly RoundMember[]; named: Iterable<Named>; limit: number },
): ReportFile[] {
  const { members, named, limit } = of;
  const names = namesOf(round, members, named);
  const nameless: ReportNames = { ...names, member: names.number, project: () => '' };
  const fitting = (name: string, table: (by: ReportNames) => Uint8Array<ArrayBuffer>): ReportFile => {
    const file = tableFile(name, table(names), limit);
    return file.data.length <= limit ? file : tableFile(name, table(nameless), limit);
  };
  return [
    fitting('pairs.csv', (by) => tableOf(round.pairs, (slice) => pairsCsv(slice, by))),
    fitting('unmatched.csv', (by) => tableOf(round.leftovers, (slice) => unmatchedCsv(slice, by))),
    certificateFile(certificate, limit),
  ];
}

function tableFile(name: string, data: Uint8Array<ArrayBuffer>, limit: number): ReportFile {
  return data.length <= limit
    ? fileOf(name, data, 'text/csv')
    : fileOf(`${name}.gz`, own(gzipSync(data)), PACKED);
}

function certificateFile({ bytes, gzip }: CertificateFile, limit: number): ReportFile {
  return bytes <= Math.min(limit, PLAIN)
    ? fileOf('certificate.json', own(gunzipSync(gzip)), 'application/json')
    : fileOf('certificate.json.gz', gzip, PACKED);
}

function fileOf(name: string, data: ReportFile['data'], contentType: string): ReportFile {
  return { name, data, contentType, sha256: createHash('sha256').update(data).digest('hex') };
}

const PACKED = 'application/gzip';

/** A copy in a buffer of its own, so that it can be handed over without taking pooled memory along. */
function own(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data);
}

/** Names as people know them. Where two of a cohort have the same, the id is added: it tells them apart. */
function namesOf(round: Round, members: readonly RoundMember[], named: Iterable<Named>): ReportNames {
  /** In the order of `members`: of a hundred thousand each object would count. */
  const names: string[] = [];
  const numbers = new Int32Array(members.length).fill(-1);
  const indices = new Map<string, number>();
  const times = new Map<string, number>();
  const titles = new Map<string, string>();
  for (const [name, ...ofProjects] of named) {
    const member = members[names.length];
    if (member === undefined) throw new Error('More names than members');
    indices.set(member.learner.id, names.length);
    names.push(name);
    times.set(name, (times.get(name) ?? 0) + 1);
    for (const [index, { id }] of member.projects.entries()) titles.set(id, ofProjects[index] ?? '');
  }
  let number = 0;
  for (const id of round.members.keys()) {
    const at = indices.get(id);
    if (at !== undefined) numbers[at] = number;
    number++;
  }
  const memberOf = (id: string) => members[indices.get(id) ?? -1];
  return {
    number(id) {
      const number = numbers[indices.get(id) ?? -1] ?? -1;
      return number === -1 ? '' : pseudonym(number);
    },
    member(id) {
      const name = names[indices.get(id) ?? -1] ?? id;
      return (times.get(name) ?? 0) > 1 ? `${name} (${id})` : name;
    },
    project: (id) => titles.get(id) ?? '',
    track: (id) => memberOf(id)?.learner.track ?? '',
    brief(id) {
      const member = memberOf(id);
      if (member === undefined) return '';
      const { learner, projects } = member;
      const briefs = projects.length > 0 ? projects.map(({ brief }) => brief) : learner.briefs;
      return [...new Set(briefs)].join('; ');
    },
  };
}

/** A table with one header, its lines made some at a time. */
function tableOf<T>(lines: readonly T[], table: (slice: readonly T[]) => string): Uint8Array<ArrayBuffer> {
  const header = table([]);
  const parts = [Buffer.from(header)];
  for (let from = 0; from < lines.length; from += SLICE)
    parts.push(Buffer.from(table(lines.slice(from, from + SLICE)).slice(header.length)));
  return own(Buffer.concat(parts));
}
