import type { EmbeddingMatrix, RatingScale } from '../../types.js';
import { ratingMetrics } from '../metrics/rating-metrics.js';
import type { ComparedMetric } from './types.js';

/** In the order of tables; whether more is better. */
const COMPARED_METRICS: Readonly<Record<ComparedMetric, 'higher' | 'lower'>> = Object.freeze({
  accuracy: 'higher',
  macroF1: 'higher',
  quadraticKappa: 'higher',
  mae: 'lower',
  rmse: 'lower',
  logLoss: 'lower',
});

/** Their names. */
export const COMPARED_METRIC_NAMES = Object.freeze(
  Object.keys(COMPARED_METRICS),
) as readonly ComparedMetric[];

/** The compared metrics of probabilities `[rows, classes]`. */
export function comparedMetrics(
  probabilities: EmbeddingMatrix,
  classIndex: Int32Array,
  scale: RatingScale,
): Record<ComparedMetric, number> {
  const metrics = ratingMetrics({ probabilities, classIndex, scale });
  return perMetric((name) => metrics[name]);
}

/** A value for every compared metric. */
export function perMetric<Value>(compute: (name: ComparedMetric) => Value): Record<ComparedMetric, Value> {
  return Object.fromEntries(COMPARED_METRIC_NAMES.map((name) => [name, compute(name)])) as Record<
    ComparedMetric,
    Value
  >;
}

/** Is the first value the better one? */
export function isBetter(metric: ComparedMetric, one: number, other: number): boolean {
  return COMPARED_METRICS[metric] === 'higher' ? one > other : one < other;
}
