import type { Encoder } from '../contracts/index.js';
import type { Dataset, DatasetRow, SplitSummary } from '../dataset/types.js';
import { RecommenderError } from '../errors.js';
import { canReturn, runAblations } from '../evaluation/ablation.js';
import { measureCalibration } from '../evaluation/calibration.js';
import type { Comparison } from '../evaluation/comparison/types.js';
import { evaluateContenders } from '../evaluation/evaluate-contenders.js';
import type { ImageSummary } from '../images/types.js';
import type { ResolvedRecommenderOptions } from '../options.js';
import type { ImageAccount, Report } from '../reporting/report.js';
import { summariseModel } from '../reporting/summarise-model.js';
import type { RatingModel } from '../training/fit-rating-model.js';
import { resolveTrainingOptions } from '../training/options.js';
import type { TrainingData } from '../training/types.js';
import type { CallOptions, SplitIndices } from '../types.js';
import { throwIfAborted } from '../util/abort.js';

/** Options of `MultimodalRecommender.evaluate`. */
export interface EvaluateOptions extends CallOptions {
  /** Train each modality alone and shuffle the images, to show what each is worth. @default true */
  readonly ablation?: boolean;
  /** Bootstrap resamples behind the intervals. @default 1000 */
  readonly resamples?: number;
  /** Coverage of the intervals, between 0 and 1. @default 0.95 */
  readonly confidence?: number;
  /** Heading of the report. @default "Rating prediction" */
  readonly title?: string;
  /** What `compare` returned: its tables become a section of the report. @default none */
  readonly comparison?: Comparison;
  /** Remarks that the report shows at its top. @default [] */
  readonly notes?: readonly string[];
}

/** What {@link evaluateRatings} measures. */
export interface EvaluateRatingsInput {
  readonly model: RatingModel;
  readonly data: TrainingData;
  readonly dataset: Dataset;
  readonly indices: SplitIndices;
  readonly split: SplitSummary;
  readonly images: ImageSummary | undefined;
  /** The encoder behind a modality; undefined for one that is learned with the model. */
  readonly encoderOf: (modality: string) => Encoder<never> | undefined;
}

/** Measures a rating model on the test rows, beside baselines and ablations, with bootstrap intervals. */
export async function evaluateRatings(
  input: EvaluateRatingsInput,
  { fusion, head, training, seed, scale }: ResolvedRecommenderOptions,
  {
    ablation = true,
    title = 'Rating prediction',
    notes = [],
    comparison,
    resamples,
    confidence,
    ...call
  }: EvaluateOptions,
): Promise<Report> {
  const { model, data, indices, dataset, split, images } = input;
  const rows = { done: 0, total: indices.test.length, rate: 0 };
  const probabilities = await model.predict(data.columns, indices.test, call);
  const ablations = ablation
    ? await runAblations({ model, data, test: indices.test, fusion, head, training, seed }, call)
    : [];
  throwIfAborted(call.signal);
  call.onProgress?.({ stage: 'evaluate', ...rows });
  const evaluation = evaluateContenders({
    classIndex: pick(data.classIndex, indices.test),
    trainClassIndex: pick(data.classIndex, indices.train),
    userItems: { train: rowsAt(dataset, indices.train), test: rowsAt(dataset, indices.test) },
    scale,
    model: probabilities,
    ablations,
    protocol: describeProtocol(split, seed),
    seed,
    ...(resamples === undefined ? {} : { resamples }),
    ...(confidence === undefined ? {} : { confidence }),
  });
  call.onProgress?.({ stage: 'evaluate', ...rows, done: rows.total });
  return {
    formatVersion: 1,
    title,
    notes: [...notes, ...remarks(head, ablation && data.columns.length > 1)],
    dataset: dataset.summary,
    split,
    ...(images ? { images: accountOf(images) } : {}),
    model: summariseModel({
      encoderOf: input.encoderOf,
      columns: data.columns,
      fusion,
      head,
      seed,
      training: resolveTrainingOptions(training),
    }),
    training: model.history,
    evaluation,
    ...(comparison && { choices: comparison }),
    ...(model.calibration && {
      calibration: measureCalibration(probabilities, pick(data.classIndex, indices.test), model.calibration),
    }),
  };
}

/** What was measured, or `NOT_FITTED` for a loaded model. */
export function requireRun<Run>(run: Run | undefined): Run {
  if (run) return run;
  throw new RecommenderError(
    'NOT_FITTED',
    'evaluate() measures the test rows of fit(), and a loaded model has none.',
  );
}

function pick(values: Int32Array, rows: Int32Array): Int32Array {
  return rows.map((row) => values[row]!);
}

function rowsAt({ rows }: Dataset, indices: Int32Array): DatasetRow[] {
  return Array.from(indices, (row) => rows[row]!);
}

function accountOf({ downloaded, reused, ...account }: ImageSummary): ImageAccount {
  return account;
}

function remarks(head: ResolvedRecommenderOptions['head'], wantsAblations: boolean): string[] {
  if (!wantsAblations || canReturn(head)) return [];
  return [
    `The head "${head.name}" cannot be fitted again without losing the full model (it has no saveState and restoreState), so the models of single modalities are missing.`,
  ];
}

/** How rows were split and used, in words. */
export function describeProtocol(split: SplitSummary, seed: number): string {
  return `${split.kind} split, seed ${seed}: ${split.train} training, ${split.validation} validation and ${split.test} test rows. Early stopping looked at the validation rows only; all figures are of the test rows.`;
}
