import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';
import type { TestCase } from './test-cases.js';

/**
 * Metrics fail on what they cannot rank; nothing is skipped. Raises `MODEL_OUTPUT` when scores are missing or not finite, with the
 * ranker, the user and the item.
 */
export function checkScores(
  ranker: string,
  { data, rows, dimensions }: EmbeddingMatrix,
  cases: readonly TestCase[],
  items: number,
): void {
  if (rows !== cases.length || dimensions !== items || data.length !== rows * dimensions) {
    throw new RecommenderError(
      'MODEL_OUTPUT',
      `evaluateRankers: expected "${ranker}" to score ${cases.length} users x ${items} items, got [${rows}, ${dimensions}] with ${data.length} values; ` +
        `${firstMissing(rows, dimensions, data.length, cases, items)}. Score every item, also those added after the fit.`,
      { data: { ranker, rows, dimensions, values: data.length, users: cases.length, items } },
    );
  }
  // Anything times 0 is 0, unless it is not finite: one pass without a branch.
  let probe = 0;
  for (let index = 0; index < data.length; index++) probe += data[index]! * 0;
  if (probe === 0) return;
  const index = data.findIndex((score) => !Number.isFinite(score));
  const user = cases[Math.floor(index / items)]!.user;
  const item = index % items;
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `evaluateRankers: expected finite scores, but "${ranker}" scores ${data[index]} for user ${user} and item ${item}. ` +
      'Check its embeddings and settings; a ranker without an opinion scores 0.',
    { data: { ranker, user, item, score: String(data[index]) } },
  );
}

/** Where the scores end, in words. */
function firstMissing(
  rows: number,
  dimensions: number,
  values: number,
  cases: readonly TestCase[],
  items: number,
): string {
  const row = dimensions < items ? 0 : Math.min(rows, Math.floor(values / dimensions));
  if (row >= cases.length) return 'that is more than was asked for';
  const item = dimensions < items ? dimensions : row < rows ? values % dimensions : 0;
  return `the first score that is missing is that of user ${cases[row]!.user} and item ${item}`;
}
