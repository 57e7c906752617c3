import type { GraphRatingHead } from '../contracts/index.js';
import type { RatingScale } from '../types.js';
import type { RatingGraph } from './graph.js';
import type { ResolvedTrainingOptions } from './options.js';

/** What an engine trains. */
export interface EnginePlan {
  readonly graph: RatingGraph;
  readonly head: GraphRatingHead;
  readonly scale: RatingScale;
  readonly options: ResolvedTrainingOptions;
}
