import { join } from 'node:path';
import type { ImageOptions } from '../images/options.js';
import type { ResolvedRecommenderOptions } from '../options.js';

/** The image options with the folder inside the cache folder unless another one is given. */
export function imageOptionsOf({
  cacheDirectory,
  images,
}: Pick<ResolvedRecommenderOptions, 'cacheDirectory' | 'images'>): ImageOptions {
  return { directory: join(cacheDirectory, 'images'), ...images };
}
