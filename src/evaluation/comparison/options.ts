import { RecommenderError } from '../../errors.js';
import type { TrainingOptions } from '../../training/options.js';
import { resolveTrainingOptions } from '../../training/options.js';
import { requireOption, resolveOptions } from '../../util/options.js';
import { checkClassIndex } from '../check-predictions.js';
import { COMPARED_METRIC_NAMES } from './metrics.js';
import type { ComparedMetric, CompareInput } from './types.js';

const OWNER = 'compareModels';

/** Defaults of {@link CompareInput}. */
export const COMPARE_DEFAULTS = Object.freeze({
  folds: 5,
  seeds: Object.freeze([1]),
  validationShare: 0.15,
  metric: 'accuracy',
  confidence: 0.95,
} as const);

/** {@link CompareInput} with the defaults filled in. */
export interface ResolvedCompareInput extends CompareInput {
  readonly folds: number;
  readonly seeds: readonly number[];
  readonly validationShare: number;
  readonly metric: ComparedMetric;
  readonly confidence: number;
  readonly training: TrainingOptions;
}

/** Fills in the defaults. Raises `INVALID_OPTIONS`, `DIMENSION_MISMATCH`, `NO_ROWS` and `RATING_OFF_SCALE`. */
export function resolveCompareInput(input: CompareInput): ResolvedCompareInput {
  const { encoders, fusions, heads, classIndex, rows, scale } = input;
  const defaults = { ...COMPARE_DEFAULTS, encoders, fusions, heads, classIndex, rows, scale, training: {} };
  const settings = resolveOptions<ResolvedCompareInput>(
    OWNER,
    { ...defaults, groups: undefined, journal: undefined },
    input,
  );
  const require = (condition: boolean, message: string) => requireOption(condition, OWNER, message);
  for (const [name, choices] of Object.entries({ encoders, fusions, heads })) {
    require(Object.keys(choices ?? {}).length > 0, `${name} is empty; there is nothing to compare.`);
  }
  for (const [name, choices] of Object.entries({ fusions, heads })) {
    for (const [choice, make] of Object.entries(choices))
      require(typeof make ===
        'function', `${name}["${choice}"] must be a function that makes one, since every fit needs its own.`);
  }
  const { folds, seeds, validationShare, confidence, metric, groups } = settings;
  require(Number.isInteger(folds) &&
    folds >= 2 &&
    folds <= rows.length, `folds must be a whole number from 2 to the ${rows.length} rows, not ${folds}.`);
  checkSeeds(OWNER, seeds);
  require(validationShare > 0 &&
    validationShare <= 0.5, `validationShare must lie above 0 and be 0.5 at most, not ${validationShare}.`);
  require(confidence > 0 && confidence < 1, `confidence must lie between 0 and 1, not ${confidence}.`);
  checkMetric(OWNER, metric);
  require(rows.every((row) => row >= 0 && row < classIndex.length) &&
    new Set(rows).size ===
      rows.length, `rows must be different row numbers from 0 to ${classIndex.length - 1}.`);
  require(groups === undefined ||
    (groups.length === classIndex.length &&
      new Set(Array.from(rows, (row) => groups[row])).size >=
        folds), `groups must have an entry for each of the ${classIndex.length} rows, and at least ${folds} different ones, one per fold.`);
  checkClassIndex(
    OWNER,
    rows.map((row) => classIndex[row]!),
    scale,
  );
  checkColumns(settings);
  resolveTrainingOptions(settings.training);
  return settings;
}

/** Raises `INVALID_OPTIONS` for a metric that is not compared. */
export function checkMetric(owner: string, metric: ComparedMetric): void {
  const known = COMPARED_METRIC_NAMES.map((name) => `"${name}"`).join(', ');
  requireOption(
    COMPARED_METRIC_NAMES.includes(metric),
    owner,
    `metric must be one of ${known}, not "${metric}".`,
  );
}

function checkSeeds(owner: string, seeds: readonly number[]): void {
  requireOption(
    seeds.length > 0 && seeds.every(Number.isInteger) && new Set(seeds).size === seeds.length,
    owner,
    `seeds must be different whole numbers, at least one, not [${seeds}].`,
  );
}

function checkColumns({ encoders, classIndex }: ResolvedCompareInput): void {
  for (const [name, columns] of Object.entries(encoders)) {
    if ('columnsOf' in columns) continue;
    requireOption(columns.length > 0, OWNER, `encoders["${name}"] has no columns.`);
    for (const column of columns) {
      if (column.rowIndex.length === classIndex.length) continue;
      throw new RecommenderError(
        'DIMENSION_MISMATCH',
        `${OWNER}: expected ${classIndex.length} rows in every column, as many as ratings, but "${column.name}" of encoders["${name}"] has ${column.rowIndex.length}. Embed the same rows with all encoders.`,
        { data: { encoders: name, column: column.name, rows: column.rowIndex.length } },
      );
    }
  }
}
