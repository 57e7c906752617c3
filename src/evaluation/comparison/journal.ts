import { appendFile, mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RecommenderError } from '../../errors.js';
import { sha256 } from '../../util/hash.js';
import type { FitScores } from './types.js';

/** The first line of every journal; the number changes with what an entry means. */
const HEADER = JSON.stringify({ journal: 'multimodal-recommender fits', version: 1 });

const entrySchema = z.object({
  key: z.string(),
  metrics: z.object({
    accuracy: z.number(),
    macroF1: z.number(),
    quadraticKappa: z.number(),
    mae: z.number(),
    rmse: z.number(),
    logLoss: z.number(),
  }),
  seconds: z.number(),
  check: z.string(),
});

/**
 * Keeps results of finished fits in a file, a JSON line each, that is flushed to disk before the next fit begins. Without a path it keeps
 * them in memory. Entries are found by a hash of everything that they depend on, so that those of other comparisons do no harm.
 */
export class FitJournal {
  readonly #path: string | undefined;
  readonly #scores = new Map<string, FitScores>();

  private constructor(path: string | undefined) {
    this.#path = path;
  }

  /**
   * Reads what is there. A last line that was cut short, as a kill leaves it, is cut off; an entry whose checksum is wrong counts as
   * not written. Raises `INVALID_OPTIONS` for a file that is no journal of this version: it is left as it is.
   */
  static async open(path?: string): Promise<FitJournal> {
    const journal = new FitJournal(path);
    if (path === undefined) return journal;
    await mkdir(dirname(path), { recursive: true });
    const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const whole = content.subarray(0, content.lastIndexOf('\n') + 1);
    const [header, ...lines] = whole.toString('utf8').split('\n');
    // Nothing but the beginning of a header is a journal that was killed while it was made.
    const isNew = whole.length === 0 && `${HEADER}\n`.startsWith(content.toString('utf8'));
    if (header !== HEADER && !isNew) {
      throw new RecommenderError(
        'INVALID_OPTIONS',
        `journal: expected a file that a comparison wrote, beginning with ${HEADER}, but ${path} begins with ${JSON.stringify(content.toString('utf8', 0, 60))}. Name another file.`,
        { data: { path } },
      );
    }
    for (const line of lines) {
      const entry = entrySchema.safeParse(parsed(line));
      if (!entry.success) continue;
      const { key, check, metrics, seconds } = entry.data;
      if (checksum(key, { metrics, seconds }) === check) journal.#scores.set(key, { metrics, seconds });
    }
    if (whole.length < content.length) await truncate(path, whole.length);
    if (isNew) await durably(path, HEADER);
    return journal;
  }

  /** Results of a fit that was finished in this run or an earlier one. */
  get(key: string): FitScores | undefined {
    return this.#scores.get(key);
  }

  /** Keeps the results of a fit. Resolves when they are durable. */
  async add(key: string, { metrics, seconds }: FitScores): Promise<void> {
    const scores = { metrics, seconds };
    if (this.#path !== undefined)
      await durably(this.#path, JSON.stringify({ key, ...scores, check: checksum(key, scores) }));
    this.#scores.set(key, scores);
  }
}

function checksum(key: string, { metrics, seconds }: FitScores): string {
  return sha256(JSON.stringify([key, metrics, seconds])).slice(0, 16);
}

/** Appends a line in one write and flushes it. */
async function durably(path: string, line: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    await appendFile(file, `${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
