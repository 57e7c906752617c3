import { requireOption, resolveOptions } from '../util/options.js';
import type { ClassWeighting } from './class-weights.js';
import type { OptimizerOptions } from './optimizers/types.js';

/** How a rating model is trained. */
export interface TrainingOptions {
  /** Upper limit of passes over the training rows. @default 50 */
  readonly epochs?: number | undefined;
  /** Rows per step, at least 2 (batch normalisation needs a spread). @default 64 */
  readonly batchSize?: number | undefined;
  /**
   * What computes the steps: `onnx` compiles the model to a graph for onnxruntime, `tfjs` takes any layer and any loss, `auto` is `onnx`
   * where it can be and `tfjs` otherwise. @default 'auto'
   */
  readonly backend?: 'auto' | 'onnx' | 'tfjs' | undefined;
  /**
   * How weights follow their gradients: `{ name: 'adam' }`, `{ name: 'adamw', weightDecay }` or `{ name: 'sgd', momentum, nesterov }`.
   * @default `{ name: 'adam' }`
   */
  readonly optimizer?: OptimizerOptions | undefined;
  /** Upper limit of the Euclidean norm of all gradients together; `null` for none. @default null */
  readonly gradientClipping?: number | null | undefined;
  /**
   * Weight of the mean of one loss per modality, each predicted from the projection of that modality alone, beside the loss of the whole:
   * keeps an easy modality from drowning the others. Needs a fusion that projects its modalities. @default 0
   */
  readonly auxiliaryLoss?: number | undefined;
  /** Step size at the start. @default 0.001 */
  readonly learningRate?: number | undefined;
  /**
   * Weight of every rating in the training loss: `balanced` (scikit-learn's formula), `none`, or one number per
   * rating, ascending. Validation loss is never weighted. @default 'balanced'
   */
  readonly classWeights?: ClassWeighting | undefined;
  /** Epochs without a lower validation loss after which training stops. @default 12 */
  readonly earlyStoppingPatience?: number | undefined;
  /** Epochs without a lower validation loss after which the learning rate is lowered. @default 5 */
  readonly plateauPatience?: number | undefined;
  /** What the learning rate is multiplied by then. @default 0.5 */
  readonly plateauFactor?: number | undefined;
  /** The learning rate never goes below this. @default 0.000001 */
  readonly minimumLearningRate?: number | undefined;
  /**
   * Fit the sharpness of the predicted distributions to the validation rows after training: the temperature T of `p^(1/T)` (Guo et al.
   * 2017). The most probable rating stays the same. @default 'temperature'
   */
  readonly calibration?: 'temperature' | 'none' | undefined;
  /**
   * Share of true ratings that prediction intervals shall hold, between 0 and 1; `null` for no intervals. Split conformal prediction on the
   * validation rows with ordinal sets (Lu, Angelopoulos and Pomerantz 2022). These rows also stopped the training and set the temperature,
   * so that the coverage is approximate; the report measures it on the test rows. @default 0.9
   */
  readonly intervalCoverage?: number | null | undefined;
  /**
   * Probability that a training row with several modalities hides one of them, chosen at random, so that the model
   * learns to do without. Never hides the last one. @default 0.1
   */
  readonly modalityDropout?: number | undefined;
  /** Shift and scale every embedding dimension to mean 0 and deviation 1 over the training rows. @default true */
  readonly standardize?: boolean | undefined;
}

/** {@link TrainingOptions} with the defaults filled in. */
export type ResolvedTrainingOptions = {
  readonly [Key in keyof TrainingOptions]-?: Exclude<TrainingOptions[Key], undefined>;
};

/** Defaults of {@link TrainingOptions}. */
export const TRAINING_DEFAULTS: ResolvedTrainingOptions = Object.freeze({
  epochs: 50,
  batchSize: 64,
  backend: 'auto',
  optimizer: Object.freeze({ name: 'adam' }),
  gradientClipping: null,
  auxiliaryLoss: 0,
  learningRate: 0.001,
  classWeights: 'balanced',
  earlyStoppingPatience: 12,
  plateauPatience: 5,
  plateauFactor: 0.5,
  minimumLearningRate: 0.000001,
  calibration: 'temperature',
  intervalCoverage: 0.9,
  modalityDropout: 0.1,
  standardize: true,
});

/** Defaults overlaid with the given options; raises `INVALID_OPTIONS` for unknown keys and impossible values. */
export function resolveTrainingOptions(given: TrainingOptions = {}): ResolvedTrainingOptions {
  const options = resolveOptions('training', TRAINING_DEFAULTS, given);
  const require = (condition: boolean, message: string) => requireOption(condition, 'training', message);
  const natural = (value: number, least: number) => Number.isInteger(value) && value >= least;
  require(natural(options.epochs, 1), `epochs must be a whole number from 1, not ${options.epochs}.`);
  require(natural(
    options.batchSize,
    2,
  ), `batchSize must be a whole number from 2, not ${options.batchSize}.`);
  for (const key of ['earlyStoppingPatience', 'plateauPatience'] as const) {
    require(natural(options[key], 1), `${key} must be a whole number from 1, not ${options[key]}.`);
  }
  for (const key of ['learningRate', 'minimumLearningRate'] as const) {
    require(options[key] > 0 &&
      Number.isFinite(options[key]), `${key} must be above 0, not ${options[key]}.`);
  }
  const { plateauFactor, modalityDropout, classWeights } = options;
  require(plateauFactor > 0 &&
    plateauFactor < 1, `plateauFactor must lie between 0 and 1, not ${plateauFactor}.`);
  require(modalityDropout >= 0 &&
    modalityDropout <= 1, `modalityDropout must be 0 to 1, not ${modalityDropout}.`);
  const { backend, gradientClipping, auxiliaryLoss, optimizer } = options;
  require(['auto', 'onnx', 'tfjs'].includes(
    backend,
  ), `backend must be "auto", "onnx" or "tfjs", not "${backend}".`);
  require(gradientClipping === null ||
    (gradientClipping > 0 &&
      Number.isFinite(
        gradientClipping,
      )), `gradientClipping must be above 0 or null, not ${gradientClipping}.`);
  require(auxiliaryLoss >= 0 &&
    Number.isFinite(auxiliaryLoss), `auxiliaryLoss must be 0 or above, not ${auxiliaryLoss}.`);
  requireOptimizer(optimizer, require);
  const { calibration, intervalCoverage } = options;
  require(calibration === 'temperature' ||
    calibration === 'none', `calibration must be "temperature" or "none", not "${calibration}".`);
  require(intervalCoverage === null ||
    (intervalCoverage > 0 &&
      intervalCoverage <
        1), `intervalCoverage must lie between 0 and 1 or be null, not ${intervalCoverage}.`);
  require(isWeighting(classWeights), 'classWeights must be "balanced", "none" or a list of numbers from 0.');
  return options;
}

function requireOptimizer(
  optimizer: OptimizerOptions,
  require: (condition: boolean, message: string) => void,
): void {
  const share = (value: unknown) => typeof value === 'number' && value >= 0 && value < 1;
  const valid =
    optimizer?.name === 'adam' ||
    (optimizer?.name === 'adamw' && share(optimizer.weightDecay)) ||
    (optimizer?.name === 'sgd' && share(optimizer.momentum));
  require(valid, `optimizer must be { name: "adam" }, { name: "adamw", weightDecay } or { name: "sgd", momentum } with numbers from 0 to below 1, not ${JSON.stringify(optimizer)}.`);
}

function isWeighting(value: ClassWeighting): boolean {
  if (Array.isArray(value)) return value.every((weight) => Number.isFinite(weight) && weight >= 0);
  return value === 'balanced' || value === 'none';
}
