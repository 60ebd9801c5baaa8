/** The thread that checkpoints, with a connection of its own to the file it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const sqlite = new Database(String(workerData), { fileMustExist: true });
sqlite.pragma('synchronous = FULL');

function end(): void {
  // Else whoever closes the database is not the last, and leaves its log behind.
  sqlite.close();
  parentPort?.close();
}

parentPort?.on('message', (order: 'checkpoint' | 'end') => {
  if (order === 'end') {
    end();
    return;
  }
  try {
    sqlite.pragma('wal_checkpoint(passive)');
    parentPort?.postMessage('done', []);
  } catch {
    // A full disk, one that is read-only, a damaged page: whoever commits next meets the same and says so. What was opened
    // on a read-only disk stays so, when that can be written to again: the next thread opens it anew.
    end();
  }
});
