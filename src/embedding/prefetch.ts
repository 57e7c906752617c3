import type { PrefetchedModel, PrefetchOptions } from '../contracts/index.js';
import type { Modality } from './modality.js';

/** The files of one modality's encoder. */
export interface PrefetchedModality extends PrefetchedModel {
  /** `review`, `image`, ... */
  readonly modality: string;
}

/** Lets every encoder that has files to fetch do so, one after the other. */
export async function prefetchModalities(
  modalities: readonly Modality[],
  options: PrefetchOptions,
): Promise<PrefetchedModality[]> {
  const all: PrefetchedModality[] = [];
  for (const { name, encoder } of modalities) {
    const fetched = await encoder.prefetch?.(options);
    if (fetched) all.push({ modality: name, ...fetched });
  }
  return all;
}
