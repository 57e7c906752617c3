import type { FusionStrategy, RatingHead } from '../../contracts/index.js';
import { resolveTrainingOptions, type TrainingOptions } from '../../training/options.js';
import type { TrainingData } from '../../training/types.js';
import type { CallOptions } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { requireOption, resolveOptions } from '../../util/options.js';
import { rateMeter } from '../../util/progress.js';
import { deriveSeed } from '../../util/random.js';
import { dataFingerprint } from './data-fingerprint.js';
import { FitJournal } from './journal.js';
import { isBetter } from './metrics.js';
import { checkMetric } from './options.js';
import { fitKey, scoreFit } from './score-fit.js';
import {
  drawSettings,
  resolveSpace,
  type SearchedLayers,
  type SearchedSettings,
  type TrainingSpace,
} from './search-space.js';
import type { ComparedMetric, FitScores } from './types.js';

/** What {@link searchTraining} tries settings on. */
export interface SearchTrainingInput {
  /** Trained on `train`; `validation` stops every trial and tells which one is best. */
  readonly data: TrainingData;
  readonly fusion: () => FusionStrategy;
  /** Makes a head with the drawn hidden layers, or with its own ones for `{}`: `(layers) => new MlpClassifierHead(layers)`. */
  readonly head: (layers: SearchedLayers) => RatingHead;
  /** Number of fits, the one with the given settings included. @default 20 */
  readonly trials?: number | undefined;
  /** @default 42 */
  readonly seed?: number | undefined;
  /** What is tried. @default learning rate, weight decay, batch size, hidden layers and dropout */
  readonly space?: TrainingSpace | undefined;
  /** Settings of the first trial, and of all others where nothing is drawn. @default the defaults of training */
  readonly training?: TrainingOptions | undefined;
  /** What the best trial is best in; accuracy is coarser than log loss. @default 'logLoss' */
  readonly metric?: ComparedMetric | undefined;
  /** File that keeps the results of finished trials. @default none */
  readonly journal?: string | undefined;
}

/** One trial: its settings, as plain options, and what they came to on the validation rows. */
export interface SearchTrial extends SearchedSettings, FitScores {
  /** From 0, which has the given settings. */
  readonly trial: number;
}

/** What {@link searchTraining} returns. */
export interface TrainingSearch {
  readonly protocol: string;
  readonly metric: ComparedMetric;
  readonly trials: readonly SearchTrial[];
  /** The earlier one on a tie. */
  readonly best: SearchTrial;
  /** Trials that were in the journal already. */
  readonly resumed: number;
}

/** Defaults of {@link SearchTrainingInput}. */
export const SEARCH_TRAINING_DEFAULTS = Object.freeze({
  trials: 20,
  seed: 42,
  metric: 'logLoss',
} as const);

const OWNER = 'searchTraining';

interface ResolvedSearch extends SearchTrainingInput {
  readonly trials: number;
  readonly seed: number;
  readonly space: TrainingSpace;
  readonly training: TrainingOptions;
  readonly metric: ComparedMetric;
}

/**
 * Random search over training settings (Bergstra and Bengio 2012): the given settings first, then settings drawn with the seed, each fitted
 * on the training rows and measured on the validation rows. The best of many is flattered by that choice: measure it on test rows.
 * More trials with the same seed go on where fewer ended.
 *
 * Raises `INVALID_OPTIONS`, what fitting raises, and `ABORTED`.
 */
export async function searchTraining(
  input: SearchTrainingInput,
  call: CallOptions = {},
): Promise<TrainingSearch> {
  const { data, fusion, head } = input;
  const settings = resolveOptions<ResolvedSearch>(
    OWNER,
    { ...SEARCH_TRAINING_DEFAULTS, data, fusion, head, space: {}, training: {}, journal: undefined },
    input,
  );
  const { trials: count, seed, metric } = settings;
  requireOption(
    Number.isInteger(count) && count >= 1,
    OWNER,
    `trials must be a whole number from 1, not ${count}.`,
  );
  checkMetric(OWNER, metric);
  const space = resolveSpace(OWNER, settings.space);
  const given = settings.training;
  resolveTrainingOptions(given);
  const journal = await FitJournal.open(settings.journal);
  const { columns, classIndex, scale, train, validation } = data;
  const prints = [train, validation].map((rows) => dataFingerprint(columns, { classIndex, rows, scale }));
  const part = { train, validation, test: validation };
  const fitSeed = deriveSeed(seed, 'search');
  const rate = rateMeter();
  const trials: SearchTrial[] = [];
  let resumed = 0;
  for (let trial = 0; trial < count; trial++) {
    throwIfAborted(call.signal);
    const drawn = drawSettings(space, given, seed, trial);
    const { training, layers } = drawn;
    const plugIns = { fusion: fusion(), head: head(layers) };
    const names = ['', JSON.stringify(layers)];
    const key = fitKey({ data: prints.join(), ...plugIns, names, training, division: ['search', fitSeed] });
    let found = journal.get(key);
    if (found) resumed++;
    else {
      const label = `trial ${trial + 1} of ${count}`;
      found = await scoreFit(
        { columns, classIndex, scale, ...plugIns, training, part, seed: fitSeed, label },
        call,
      );
      await journal.add(key, found);
    }
    trials.push({ trial, ...drawn, ...found });
    const done = trial + 1;
    call.onProgress?.({
      stage: 'compare',
      cell: `trial ${done}`,
      fold: 0,
      done,
      total: count,
      rate: rate(done),
    });
  }
  const best = trials.reduce((leader, one) =>
    isBetter(metric, one.metrics[metric], leader.metrics[metric]) ? one : leader,
  );
  const protocol =
    `${count} trials by random search, seed ${seed}: the given settings first, the others drawn. Each was trained on ${train.length} rows, ` +
    `stopped by ${validation.length} validation rows and measured on the same.`;
  return { protocol, metric, trials, best, resumed };
}
