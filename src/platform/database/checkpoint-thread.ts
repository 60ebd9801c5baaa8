/** The thread that checkpoints, with a connection of its own to the file it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const sqlite = new Database(String(workerData), { fileMustExist: true });
sqlite.pragma('synchronous = FULL');

parentPort?.on('message', (order: 'checkpoint' | 'end') => {
  if (order === 'end') {
    // Else whoever closes the database is not the last, and leaves its log behind.
    sqlite.close();
    parentPort?.close();
    return;
  }
  try {
    sqlite.pragma('wal_checkpoint(passive)');
  } catch {
    // A full disk, a damaged page: whoever commits next meets the same and says so.
  }
  parentPort?.postMessage('done', []);
});
