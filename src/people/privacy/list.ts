import { createHash, randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { Logger } from '../../platform/log.ts';

/**
 * Who was forgotten and which servers were erased, in a file beside the database and outside of its backups: whoever
 * restores an old backup has it done once more. A member stands there as a salted hash only.
 */
export interface ErasureList {
  /** Before anything is changed: on the disk when it resolves. `userId` undefined: a whole server. */
  add(erasure: { id: string; guildId: string | null; userId: string | undefined }): Promise<void>;
  read(): Promise<Listed[]>;
}

export interface Listed {
  readonly id: string;
  readonly guildId: string | null;
  readonly isServer: boolean;
  /** Whether it is about this member. */
  readonly isAbout: (userId: string) => boolean;
}

interface Line {
  readonly id: string;
  readonly server: string | null;
  readonly salt?: string;
  readonly member?: string;
}

export function createErasureList(path: string, log: Logger): ErasureList {
  return {
    async add({ id, guildId, userId }) {
      const salt = randomBytes(16).toString('hex');
      const member = userId === undefined ? {} : { salt, member: hashOf(salt, userId) };
      const line: Line = { id, server: guildId, ...member };
      const file = await open(path, 'a', 0o600);
      try {
        // On a line of its own, even after one that a power cut has cut short.
        await file.write(`\n${JSON.stringify(line)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    async read() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
        throw error;
      });
      return text.split('\n').flatMap((line) => {
        if (line === '') return [];
        const read = parsed(line);
        // A power cut may have cut the last line short: nothing was changed for it then.
        if (read === undefined) log.warn({ path }, 'a line of the erasure list cannot be read');
        return read === undefined ? [] : [read];
      });
    },
  };
}

function parsed(line: string): Listed | undefined {
  try {
    const { id, server, salt, member } = JSON.parse(line) as Line;
    return {
      id,
      guildId: server,
      isServer: member === undefined,
      isAbout: (userId) => salt !== undefined && hashOf(salt, userId) === member,
    };
  } catch {
    return undefined;
  }
}

function hashOf(salt: string, userId: string): string {
  return createHash('sha256').update(`${salt}:${userId}`).digest('hex');
}
