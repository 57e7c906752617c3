import type { ClassWeighting } from '../../training/class-weights.js';
import type { TrainingOptions } from '../../training/options.js';
import { requireOption, resolveOptions } from '../../util/options.js';
import { createRandom, deriveSeed, type Random, randomInteger } from '../../util/random.js';

/** Where a number is drawn from, ends included. */
export interface SearchRange {
  readonly from: number;
  readonly to: number;
}

/** What is tried of each setting; `null` leaves a setting as it is given. */
export interface TrainingSpace {
  /** Log-uniform. @default `{ from: 0.0001, to: 0.003 }` */
  readonly learningRate?: SearchRange | null | undefined;
  /** Log-uniform, by AdamW. @default `{ from: 0.0001, to: 0.3 }` */
  readonly weightDecay?: SearchRange | null | undefined;
  /** One of these. @default [32, 64, 128] */
  readonly batchSize?: readonly number[] | null | undefined;
  /** One of these. @default null */
  readonly classWeights?: readonly ClassWeighting[] | null | undefined;
  /** Uniform. @default null */
  readonly modalityDropout?: SearchRange | null | undefined;
  /** One of these lists of units; not used by heads without hidden layers. @default [[1024, 512, 128], [512, 128], [256], [64]] */
  readonly hidden?: readonly (readonly number[])[] | null | undefined;
  /** Uniform, the same rate after every hidden layer; goes with `hidden`. @default `{ from: 0, to: 0.6 }` */
  readonly dropout?: SearchRange | null | undefined;
}

/** {@link TrainingSpace} with the defaults filled in. */
export type ResolvedTrainingSpace = {
  readonly [Key in keyof TrainingSpace]-?: Exclude<TrainingSpace[Key], undefined>;
};

/** Defaults of {@link TrainingSpace}. */
export const TRAINING_SPACE: ResolvedTrainingSpace = Object.freeze({
  learningRate: Object.freeze({ from: 0.0001, to: 0.003 }),
  weightDecay: Object.freeze({ from: 0.0001, to: 0.3 }),
  batchSize: Object.freeze([32, 64, 128]),
  classWeights: null,
  modalityDropout: null,
  hidden: Object.freeze([
    Object.freeze([1024, 512, 128]),
    Object.freeze([512, 128]),
    Object.freeze([256]),
    Object.freeze([64]),
  ]),
  dropout: Object.freeze({ from: 0, to: 0.6 }),
});

/** Hidden layers as the MLP heads take them; empty where the head keeps its own. */
export interface SearchedLayers {
  readonly hidden?: readonly number[];
  readonly dropout?: readonly number[];
}

/** What one trial is trained with. */
export interface SearchedSettings {
  readonly training: TrainingOptions;
  readonly layers: SearchedLayers;
}

/** Fills in the defaults. Raises `INVALID_OPTIONS`. */
export function resolveSpace(owner: string, given: TrainingSpace | undefined): ResolvedTrainingSpace {
  const space = resolveOptions(owner, TRAINING_SPACE, given);
  const check = (name: keyof TrainingSpace, least: number, most: number) => {
    const range = space[name] as SearchRange | null;
    requireOption(
      range === null || (range.from >= least && range.to <= most && range.from <= range.to),
      owner,
      `space.${name} must be null or a range { from, to } within ${least} and ${most}, not ${JSON.stringify(range)}.`,
    );
  };
  // A logarithm needs a number above 0.
  check('learningRate', Number.MIN_VALUE, 10);
  check('weightDecay', Number.MIN_VALUE, 0.999);
  check('modalityDropout', 0, 1);
  check('dropout', 0, 0.999);
  for (const name of ['batchSize', 'classWeights', 'hidden'] as const) {
    requireOption(
      space[name] === null || space[name].length > 0,
      owner,
      `space.${name} is empty; give null to leave it.`,
    );
  }
  requireOption(
    space.dropout === null || space.hidden !== null,
    owner,
    'space.dropout needs space.hidden, since a rate belongs to a layer; give both or null for both.',
  );
  return space;
}

/** The settings of a trial: number 0 has the given ones, every other one is drawn by its number alone, so that more trials go on. */
export function drawSettings(
  space: ResolvedTrainingSpace,
  given: TrainingOptions,
  seed: number,
  trial: number,
): SearchedSettings {
  if (trial === 0) return { training: given, layers: {} };
  const random = createRandom(deriveSeed(seed, `trial ${trial}`));
  const learningRate = logUniform(space.learningRate, random);
  const weightDecay = logUniform(space.weightDecay, random);
  const batchSize = oneOf(space.batchSize, random);
  const classWeights = oneOf(space.classWeights, random);
  const modalityDropout = uniform(space.modalityDropout, random);
  const hidden = oneOf(space.hidden, random);
  const rate = uniform(space.dropout, random);
  return {
    training: {
      ...given,
      ...(learningRate !== undefined && { learningRate }),
      ...(weightDecay !== undefined && { optimizer: { name: 'adamw' as const, weightDecay } }),
      ...(batchSize !== undefined && { batchSize }),
      ...(classWeights !== undefined && { classWeights }),
      ...(modalityDropout !== undefined && { modalityDropout }),
    },
    layers: hidden === undefined ? {} : { hidden, dropout: hidden.map(() => rate ?? 0) },
  };
}

function logUniform(range: SearchRange | null, random: Random): number | undefined {
  return range === null
    ? undefined
    : rounded(Math.exp(between(Math.log(range.from), Math.log(range.to), random)), range);
}

function uniform(range: SearchRange | null, random: Random): number | undefined {
  return range === null ? undefined : rounded(between(range.from, range.to, random), range);
}

function oneOf<Value>(values: readonly Value[] | null, random: Random): Value | undefined {
  return values === null ? undefined : values[randomInteger(random, values.length)];
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random();
}

/** Three digits are enough to write down, as long as they stay in the range. */
function rounded(value: number, { from, to }: SearchRange): number {
  return Math.min(to, Math.max(from, Number(value.toPrecision(3))));
}
