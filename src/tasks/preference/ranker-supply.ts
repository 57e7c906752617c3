import type { Ranker } from '../../contracts/index.js';

/** Makes rankers for a measurement. */
export interface RankerSupply {
  /** What the configured ranker is compared with. */
  baselines(): readonly Ranker[];
  /** Another ranker of the same kind and options, not fitted; undefined where it cannot be made. */
  copyOf(ranker: Ranker): Ranker | undefined;
}
