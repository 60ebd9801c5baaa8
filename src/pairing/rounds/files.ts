import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { File } from '../../platform/discord/reply.ts';
import { makeFolder } from '../../platform/folder.ts';
import type { ReportFile } from '../matching/files.ts';

/** A file that is too large to attach stays on the bot's disk; its SHA-256 (hex) proves later that it is the same. */
export interface KeptFile {
  readonly path: string;
  readonly sha256: string;
}

/** What comes with a report. */
export interface ReportFiles {
  readonly attached: readonly File[];
  readonly kept: readonly KeptFile[];
}

/** Files larger than `limit` (bytes) are kept in `folder`. */
export async function attachOrKeep(
  files: readonly ReportFile[],
  { limit, folder }: { limit: number; folder: string },
): Promise<ReportFiles> {
  const large = files.filter(({ data }) => data.length > limit);
  return {
    attached: files
      .filter(({ data }) => data.length <= limit)
      .map(({ name, data, contentType }) => ({ name, data: Buffer.from(data.buffer), contentType })),
    kept: await Promise.all(large.map((file) => keep(file, folder))),
  };
}

async function keep({ name, data, sha256 }: ReportFile, folder: string): Promise<KeptFile> {
  makeFolder(folder);
  const path = join(folder, name);
  await writeFile(path, data);
  return { path, sha256 };
}

/** Removes what was kept of a round, if anything was. */
export async function removeKept(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
