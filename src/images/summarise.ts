import type { ImageEntry } from './image-entry.js';
import type { ImageFailure, ImageSummary } from './types.js';

/** An image that can be read. */
export interface FoundImage {
  readonly entry: ImageEntry;
  readonly source: 'downloaded' | 'reused';
}

/** What became of one reference. */
export type Outcome =
  | (FoundImage & { readonly failure?: undefined })
  | { readonly failure: ImageFailure; readonly entry?: undefined; readonly source?: undefined };

/** Counts the outcomes of the attempted references. */
export function summarise(outcomes: readonly Outcome[], requested: number): ImageSummary {
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const failuresByReason: Record<string, number> = {};
  for (const { reason } of failures) failuresByReason[reason] = (failuresByReason[reason] ?? 0) + 1;
  const downloaded = outcomes.filter(({ source }) => source === 'downloaded').length;
  const available = outcomes.length - failures.length;
  return {
    requested,
    available,
    downloaded,
    reused: available - downloaded,
    beyondLimit: requested - outcomes.length,
    failed: failures.length,
    failuresByReason,
    failures,
  };
}
