import type { Ranker, RankerFitInput } from '../../contracts/index.js';
import { isRecommenderError, RecommenderError } from '../../errors.js';
import { labelsOf } from './labels.js';

/** Candidates after a first fit. */
export interface TriedCandidates {
  readonly fitted: readonly Ranker[];
  /** What those fitted are called, in the same order. */
  readonly labels: readonly string[];
  /** Those that could not be fitted, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Fits all candidates. One that raises `INVALID_OPTIONS`, because the catalogue is too large for it, is skipped; raises that code when none is
 * left.
 */
export async function tryCandidates(
  owner: string,
  candidates: readonly Ranker[],
  input: RankerFitInput,
  afterEach: () => void,
): Promise<TriedCandidates> {
  const names = labelsOf(candidates);
  const fitted: Ranker[] = [];
  const labels: string[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (const [index, candidate] of candidates.entries()) {
    try {
      await candidate.fit(input);
      fitted.push(candidate);
      labels.push(names[index]!);
    } catch (error) {
      if (!isRecommenderError(error, 'INVALID_OPTIONS')) throw error;
      skipped.push({ name: names[index]!, reason: error.message });
    }
    afterEach();
  }
  if (fitted.length > 0) return { fitted, labels, skipped };
  const reasons = skipped.map(({ name, reason }) => `${name}: ${reason}`).join(' ');
  throw new RecommenderError(
    'INVALID_OPTIONS',
    `${owner}: expected at least one candidate that can be fitted, but there is none. ${reasons}`,
  );
}
