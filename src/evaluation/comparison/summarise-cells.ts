import { correctedInterval } from './corrected-interval.js';
import { isBetter, perMetric } from './metrics.js';
import type { ResolvedCompareInput } from './options.js';
import type { Cell, ComparedCell, ComparedFit, ComparedMetric, Comparison } from './types.js';

/** Means, intervals and differences of all cells from the scores of their fits. */
export function summariseCells(
  cells: readonly Cell[],
  fits: ReadonlyMap<string, readonly ComparedFit[]>,
  settings: Pick<
    ResolvedCompareInput,
    'folds' | 'seeds' | 'metric' | 'confidence' | 'validationShare' | 'rows' | 'groups'
  >,
): Omit<Comparison, 'resumed'> {
  const { folds, metric, confidence, validationShare } = settings;
  const testShare = 1 / ((folds - 1) * (1 - validationShare));
  const all = (scoresOf: (name: ComparedMetric) => number[]) =>
    perMetric((name) => correctedInterval(scoresOf(name), testShare, confidence));
  const first = fits.get(cells[0]!.name)!;
  const compared = cells.map((cell, position): ComparedCell => {
    const own = fits.get(cell.name)!;
    const beside = (name: ComparedMetric) =>
      own.map((fit, at) => fit.metrics[name] - first[at]!.metrics[name]);
    return {
      ...cell,
      metrics: all((name) => own.map((fit) => fit.metrics[name])),
      ...(position > 0 && { difference: all(beside) }),
      seconds: own.reduce((sum, fit) => sum + fit.seconds, 0) / own.length,
      fits: own,
    };
  });
  const best = compared.reduce((leader, cell) =>
    isBetter(metric, cell.metrics[metric].value, leader.metrics[metric].value) ? cell : leader,
  );
  return { protocol: protocolOf(settings), metric, confidence, cells: compared, best: best.name };
}

function protocolOf({
  rows,
  folds,
  seeds,
  validationShare,
  confidence,
  groups,
}: Parameters<typeof summariseCells>[2]): string {
  const divided =
    seeds.length === 1 ? `seed ${seeds[0]}` : `divided anew for each of the seeds ${seeds.join(', ')}`;
  return (
    `${rows.length} rows in ${folds} folds with the ratings in equal shares${groups ? ', rows of a group in one fold' : ''}, ${divided}; ` +
    `${Number((100 * validationShare).toFixed(2))} % of the rows of a fit stop its training. Brackets hold ${Number((100 * confidence).toFixed(4))} % ` +
    'intervals (corrected resampled t of Nadeau and Bengio, 2003); differences are taken fold by fold.'
  );
}
