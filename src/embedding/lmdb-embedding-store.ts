import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { RootDatabase } from 'lmdb';
import { RecommenderError } from '../errors.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { checkDatabaseFile } from './check-database-file.js';
import type { EmbeddingStore } from './types.js';
import { decodeVector, encodeVector } from './vector-codec.js';

/** Options of {@link LmdbEmbeddingStore}. */
export interface LmdbEmbeddingStoreOptions {
  /** Folder of the store; made when it is not there. Several processes may share it. */
  readonly directory: string;
}

/**
 * Vectors in an LMDB database, keyed by encoder fingerprint and content hash. Every write is a transaction that is
 * on disk before `putMany` resolves, and every value carries its length and a checksum: a process that is killed at
 * any moment leaves a store whose vectors are all whole. A damaged value counts as absent.
 *
 * Raises `STORE_UNUSABLE` when the folder cannot be opened, read or written.
 */
export class LmdbEmbeddingStore implements EmbeddingStore {
  readonly #directory: string;
  #opening: Promise<RootDatabase<Buffer, Buffer>> | undefined;
  #damaged = 0;

  constructor(options: LmdbEmbeddingStoreOptions) {
    const { directory } = resolveOptions('LmdbEmbeddingStore', { directory: '' }, options);
    requireOption(directory !== '', 'LmdbEmbeddingStore', 'directory must be the path of a folder.');
    this.#directory = directory;
  }

  /** Values that were read and found cut short or altered, since this object was made. */
  get damagedEntries(): number {
    return this.#damaged;
  }

  async getMany(fingerprint: string, keys: readonly string[]): Promise<(Float32Array | undefined)[]> {
    const database = await this.#open();
    return this.#guard('read', async () => {
      // Otherwise a read in the same turn would still see the snapshot from before another process's write.
      database.resetReadTxn();
      return keys.map((key) => {
        const bytes = database.getBinary(databaseKey(fingerprint, key));
        const vector = bytes && decodeVector(bytes);
        if (bytes && !vector) this.#damaged++;
        return vector;
      });
    });
  }

  async putMany(
    fingerprint: string,
    entries: readonly (readonly [key: string, vector: Float32Array])[],
  ): Promise<void> {
    const database = await this.#open();
    await this.#guard('written', async () => {
      await Promise.all(
        entries.map(([key, vector]) => database.put(databaseKey(fingerprint, key), encodeVector(vector))),
      );
      await database.flushed;
    });
  }

  /** Closes the database, so that the process can end. The next read or write opens it again. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const database = await opening?.catch(() => undefined);
    await database?.close();
  }

  #open(): Promise<RootDatabase<Buffer, Buffer>> {
    this.#opening ??= this.#guard('opened', async () => {
      await mkdir(this.#directory, { recursive: true });
      await checkDatabaseFile(this.#directory);
      const { open } = await import('lmdb');
      // noSubdir: lmdb would take a folder name with a dot for a file name.
      return open<Buffer, Buffer>({
        path: this.#directory,
        noSubdir: false,
        encoding: 'binary',
        keyEncoding: 'binary',
      });
    });
    this.#opening.catch(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #guard<Result>(verb: string, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecommenderError(
        'STORE_UNUSABLE',
        `The embedding store in ${this.#directory} could not be ${verb}: ${reason}. Expected a folder that this ` +
          'process may write to and that holds nothing but the store. Delete the folder (vectors are computed again) or choose another.',
        { cause: error, data: { directory: this.#directory } },
      );
    }
  }
}

/** 32 bytes, whatever the length of the fingerprint: LMDB bounds the length of keys. */
function databaseKey(fingerprint: string, key: string): Buffer {
  return createHash('sha256').update(fingerprint).update('\0').update(key).digest();
}
