import type { Encoder } from '../contracts/index.js';
import type { EmbeddingMatrix } from '../types.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, explained } from './demands.js';

/** Options of the text and image encoder suites. */
export interface EncoderConformanceOptions<Input> {
  /**
   * What an encoder that learns is fitted on; at least 8 inputs, not all equal.
   * @default a built-in corpus
   */
  readonly trainingInputs?: readonly Input[];
  /**
   * What is encoded: at least 4 different inputs.
   * @default built-in samples
   */
  readonly inputs?: readonly Input[];
  /** Makes an encoder with another configuration, whose fingerprint must therefore differ. */
  readonly makeOther?: () => Encoder<Input> | Promise<Encoder<Input>>;
  /**
   * Largest difference between two vectors that should be equal, relative to the largest value where that is above 1.
   * Raise it for models with dynamic quantisation, whose activations share one scale per batch.
   * @default 1e-5
   */
  readonly tolerance?: number;
  /**
   * Demand that an aborted call rejects with `ABORTED`. By default an encoder may ignore the signal, for the library
   * looks at it between batches; it must then finish and be right.
   * @default false
   */
  readonly honoursAbort?: boolean;
  /**
   * How long one call may take.
   * @default 60000
   */
  readonly timeoutMs?: number;
}

/** What every check of an encoder suite works with. */
export interface EncoderSuite<Input> {
  readonly make: () => Encoder<Input> | Promise<Encoder<Input>>;
  readonly makeOther: (() => Encoder<Input> | Promise<Encoder<Input>>) | undefined;
  readonly trainingInputs: readonly Input[];
  readonly inputs: readonly Input[];
  readonly tolerance: number;
  readonly honoursAbort: boolean;
  readonly timeoutMs: number;
  /** An equal input in memory of its own. */
  readonly copy: (input: Input) => Input;
  readonly equal: (left: Input, right: Input) => boolean;
  /** The rating of a training input, for encoders that cannot be fitted without. */
  readonly ratingOf?: (input: Input) => number;
}

/** The suite that the options of a conformance function ask for; `samples` stand in for what they leave out. */
export function encoderSuite<Input>(
  make: EncoderSuite<Input>['make'],
  options: EncoderConformanceOptions<Input>,
  samples: Pick<EncoderSuite<Input>, 'trainingInputs' | 'inputs' | 'copy' | 'equal' | 'ratingOf'>,
): EncoderSuite<Input> {
  return {
    ...samples,
    make,
    makeOther: options.makeOther,
    trainingInputs: options.trainingInputs ?? samples.trainingInputs,
    inputs: options.inputs ?? samples.inputs,
    tolerance: options.tolerance ?? 1e-5,
    honoursAbort: options.honoursAbort ?? false,
    timeoutMs: options.timeoutMs ?? 60_000,
  };
}

/** The seed of every fit in the suites. */
const CONFORMANCE_SEED = 7;

/** Fits an encoder, if it learns, with the ratings of the inputs where the suite has them. */
export async function fitOn<Input>(
  { ratingOf }: EncoderSuite<Input>,
  encoder: Encoder<Input>,
  inputs: readonly Input[],
): Promise<void> {
  const targets = ratingOf && { targets: Float32Array.from(inputs, ratingOf) };
  await encoder.fit?.(inputs, { seed: CONFORMANCE_SEED, ...targets });
}

/** Loads and fits an encoder as the recommender does. */
export async function prepare<Input>(
  suite: EncoderSuite<Input>,
  encoder: Encoder<Input>,
): Promise<Encoder<Input>> {
  await encoder.load?.();
  await fitOn(suite, encoder, suite.trainingInputs);
  return encoder;
}

/** A check that gets a prepared encoder of its own and gives its memory back afterwards. */
export function preparedCheck<Input>(
  suite: EncoderSuite<Input>,
  name: string,
  body: (encoder: Encoder<Input>) => Promise<void>,
): ConformanceCheck {
  return {
    name,
    run: async () => {
      const encoder = await suite.make();
      try {
        await explained(name, async () => body(await prepare(suite, encoder)));
      } finally {
        await encoder.dispose?.();
      }
    },
  };
}

/** Encodes copies of the inputs and demands the right shape, so that later comparisons mean something. */
export async function encodeShaped<Input>(
  suite: EncoderSuite<Input>,
  encoder: Encoder<Input>,
  inputs: readonly Input[],
): Promise<EmbeddingMatrix> {
  const matrix = await encoder.encode(inputs.map(suite.copy));
  demandShape(matrix, inputs.length, encoder.dimensions);
  return matrix;
}

/** Demands a Float32Array of `rows * dimensions` values. */
export function demandShape(matrix: EmbeddingMatrix, rows: number, dimensions: number): void {
  const isFloat32 = matrix.data instanceof Float32Array;
  demand(
    matrix.rows === rows &&
      matrix.dimensions === dimensions &&
      isFloat32 &&
      matrix.data.length === rows * dimensions,
    `encode of ${rows} inputs returns { rows: ${rows}, dimensions: ${dimensions}, data: Float32Array(${rows * dimensions}) }.`,
    `rows ${matrix.rows}, dimensions ${matrix.dimensions}, data ${matrix.data?.constructor.name}(${matrix.data?.length}).`,
    'one row per input, flat and row-major, as wide as the dimensions of the encoder.',
  );
}
