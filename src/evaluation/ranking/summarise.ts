import { columnMeans, resampledMeans, type Table } from '../bootstrap/means.js';
import { percentileInterval } from '../bootstrap/resampling.js';
import type { Interval } from '../types.js';
import { LIST_METRICS, type ListMetric } from './types.js';

/** Intervals of one contender, and of its differences from the first one. */
export interface ContenderIntervals {
  readonly lists: readonly {
    readonly metrics: Readonly<Record<ListMetric, Interval>>;
    readonly difference?: Readonly<Record<ListMetric, Interval>>;
  }[];
  readonly auc?: Interval;
  readonly aucDifference?: Interval;
}

/**
 * Percentile bootstrap over users (Efron 1979): users are drawn with replacement, and all contenders are averaged over the
 * same drawn users, so that the interval of a difference is a paired one.
 *
 * @param table one row per user; the values of all contenders side by side, `valuesPerUser` each
 */
export async function intervalsOf(
  table: Table,
  contenders: number,
  lists: number,
  options: { resamples: number; confidence: number; seed: number; signal?: AbortSignal | undefined },
): Promise<ContenderIntervals[]> {
  const means = columnMeans(table);
  const draws = await resampledMeans(table, options);
  const width = table.columns / contenders;

  /** Value and draws of one column; a mean of AUCs is over the users who have one. */
  const series = (column: number, over?: number) => {
    const at = (row: ArrayLike<number>, start: number) =>
      row[start + column]! / (over === undefined ? 1 : row[start + over]!);
    return {
      value: at(means, 0),
      draws: Float64Array.from({ length: draws.rows }, (_, draw) => at(draws.data, draw * draws.columns)),
    };
  };
  const interval = ({ value, draws: all }: ReturnType<typeof series>) =>
    // A draw without any user who has a value says nothing about it.
    percentileInterval(
      value,
      all.filter((draw) => !Number.isNaN(draw)),
      options.confidence,
    );
  const difference = (column: number, start: number, over?: number) => {
    const own = series(start + column, over && start + over);
    const first = series(column, over);
    return interval({
      value: own.value - first.value,
      draws: own.draws.map((draw, index) => draw - first.draws[index]!),
    });
  };
  const perMetric = (compute: (metric: number) => Interval) =>
    Object.fromEntries(LIST_METRICS.map((metric, index) => [metric, compute(index)])) as Record<
      ListMetric,
      Interval
    >;

  return Array.from({ length: contenders }, (_, contender) => {
    const start = contender * width;
    const auc = lists * LIST_METRICS.length;
    return {
      lists: Array.from({ length: lists }, (_, list) => {
        const offset = list * LIST_METRICS.length;
        return {
          metrics: perMetric((metric) => interval(series(start + offset + metric))),
          ...(contender > 0 && { difference: perMetric((metric) => difference(offset + metric, start)) }),
        };
      }),
      ...(means[auc + 1]! > 0 && {
        auc: interval(series(start + auc, start + auc + 1)),
        ...(contender > 0 && { aucDifference: difference(auc, start, auc + 1) }),
      }),
    };
  });
}
