import { RecommenderError } from '../errors.js';
import type { ImageSummary } from './types.js';

const SHOWN = 5;

/**
 * Raises `ALL_IMAGES_FAILED` when images were attempted and not one can be read. Call it where images are needed: a model
 * without an image encoder does not care. `data` holds the counts by reason and the first failures.
 */
export function requireSomeImages(summary: ImageSummary): void {
  const { failed, available, failuresByReason, failures } = summary;
  if (available > 0 || failed === 0) return;
  const counts = Object.entries(failuresByReason).map(([reason, count]) => `${reason}: ${count}`);
  const first = failures.slice(0, SHOWN);
  const examples = first.map(({ reference, reason, detail }) => `${reference}: ${reason}, ${detail}`);
  throw new RecommenderError(
    'ALL_IMAGES_FAILED',
    `Expected at least one readable image, but all ${failed} that were attempted failed (${counts.join(', ')}). ` +
      `First: ${examples.join(' | ')}. Check the references and the network, or leave images out with imageEncoder: null.`,
    { data: { failuresByReason, failures: first } },
  );
}
