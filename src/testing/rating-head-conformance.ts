import type { RatingHead } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { estimatorHeadConformance } from './estimator-head-conformance.js';
import { graphHeadConformance } from './graph-head-conformance.js';

/**
 * Everything that the contract of a {@link RatingHead} demands, as checks for any test runner: the suite of graph heads
 * or that of estimators, as the `kind` of a first head says. Heads that are made asynchronously take
 * {@link graphHeadConformance} or {@link estimatorHeadConformance}.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of ratingHeadConformance(() => new MyHead())) it(check.name, check.run);
 * ```
 */
export function ratingHeadConformance(make: () => RatingHead): ConformanceCheck[] {
  const { kind } = make();
  if (kind === 'estimator') return estimatorHeadConformance(() => headOfKind(make(), 'estimator'));
  return graphHeadConformance(() => headOfKind(make(), 'graph'));
}

function headOfKind<Kind extends RatingHead['kind']>(
  head: RatingHead,
  kind: Kind,
): Extract<RatingHead, { kind: Kind }> {
  if (head.kind !== kind)
    throw new TypeError(`make() gave a head of kind ${kind}, then one of kind ${head.kind}`);
  return head as Extract<RatingHead, { kind: Kind }>;
}
