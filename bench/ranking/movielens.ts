/** The real ratings and films that the benchmarks of rankers run on. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatasetRow } from '../../src/dataset/types.js';
import type { Item } from '../../src/types.js';

const SHARED = process.env.MULTIMODAL_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
/** Half stars from 0.5 to 5. */
const STEP = 0.5;

/** MovieLens latest-small with descriptions and posters. */
export interface MovieLens {
  /** All 100,836 ratings, ordered as in the file. */
  readonly rows: readonly DatasetRow[];
  /** All films, rated or not, by id. */
  readonly items: ReadonlyMap<string, Item>;
}

interface Film {
  readonly item_id: string;
  readonly title: string;
  readonly genres: readonly string[];
  readonly description: string | null;
  readonly image: string | null;
}

/**
 * Reads the data from `movielens-small-posters` in the folder `MULTIMODAL_SHARED`. Tags and numbers of ratings stay out: they were
 * counted over all ratings, those of the test included.
 */
export function loadMovieLens(folder = resolve(SHARED, 'data/movielens-small-posters')): MovieLens {
  const films = lines(resolve(folder, 'items.jsonl')).map((line) => JSON.parse(line) as Film);
  const items = films.map(({ item_id, title, genres, description, image }): Item => {
    return {
      itemId: item_id,
      title,
      categories: genres,
      ...(description !== null && { description }),
      ...(image !== null && { image: resolve(folder, image) }),
    };
  });
  const [, ...ratings] = lines(resolve(folder, 'ratings.csv'));
  const rows = ratings.map((line): DatasetRow => {
    const [userId, itemId, rating, seconds] = line.split(',') as [string, string, string, string];
    return {
      userId,
      itemId,
      rating: Number(rating),
      classIndex: Number(rating) / STEP - 1,
      timestamp: Number(seconds) * 1000,
    };
  });
  return { rows, items: new Map(items.map((item) => [item.itemId, item])) };
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
}
