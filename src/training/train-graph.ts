import { setImmediate } from 'node:timers/promises';
import { isRecommenderError, RecommenderError } from '../errors.js';
import type { CallOptions } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { rateMeter } from '../util/progress.js';
import { createRandom, deriveSeed, shuffle } from '../util/random.js';
import { BatchGatherer, batchRanges, gatherTargets, type Hiding } from './batches.js';
import { EarlyStopping } from './early-stopping.js';
import type { Batch, BatchOutcome, TrainingEngine } from './engine.js';
import { LearningRatePlateau } from './learning-rate-plateau.js';
import type { ResolvedTrainingOptions } from './options.js';
import type { Divergence, EpochRecord, TrainingData } from './types.js';

/** What {@link trainGraph} trains. */
export interface TrainGraphInput {
  readonly engine: TrainingEngine;
  readonly data: TrainingData;
  readonly options: ResolvedTrainingOptions;
  /** Weight of every class in the training loss. */
  readonly weights: readonly number[];
  readonly seed: number;
  /** Names the fit in progress events. */
  readonly label: string;
}

/** What a training leaves. */
export interface TrainGraphOutcome {
  /** Of the best epoch, by name. */
  readonly weights: Readonly<Record<string, Float32Array>>;
  readonly epochs: readonly EpochRecord[];
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly diverged?: Divergence | undefined;
}

/**
 * Trains until the validation loss stops improving. Where the loss becomes infinite or no number at all, training ends with the weights of
 * the best epoch and says where; raises `TRAINING_DIVERGED` when that happens before the first epoch is over.
 */
export async function trainGraph(input: TrainGraphInput, call: CallOptions): Promise<TrainGraphOutcome> {
  const { engine, options } = input;
  const plateau = new LearningRatePlateau({
    learningRate: options.learningRate,
    factor: options.plateauFactor,
    patience: options.plateauPatience,
    minimum: options.minimumLearningRate,
  });
  const stopping = new EarlyStopping(options.earlyStoppingPatience);
  const runner = new EpochRunner(input, call);
  const epochs: EpochRecord[] = [];
  let weights = engine.readWeights();
  let stoppedEarly = false;
  let diverged: Divergence | undefined;

  for (let epoch = 1; epoch <= options.epochs && !stoppedEarly; epoch++) {
    const { learningRate } = plateau;
    let train: Totals;
    let validation: Totals;
    try {
      train = await runner.train(epoch, learningRate);
      validation = await runner.validate(epoch, learningRate);
    } catch (error) {
      if (epochs.length === 0 || !isRecommenderError(error, 'TRAINING_DIVERGED')) throw error;
      diverged = { epoch, ...(error.data as Omit<Divergence, 'epoch'>) };
      break;
    }
    epochs.push({
      epoch,
      loss: train.loss,
      accuracy: train.accuracy,
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
      learningRate,
    });
    const { improved, stop } = stopping.observe(epoch, validation.loss);
    if (improved) weights = engine.readWeights();
    stoppedEarly = stop && epoch < options.epochs;
    plateau.observe(validation.loss);
  }
  return {
    weights,
    epochs,
    bestEpoch: stopping.bestEpoch,
    stoppedEarly,
    ...(diverged && { diverged }),
  };
}

interface Totals {
  readonly loss: number;
  readonly accuracy: number;
}

/** Runs the batches of one epoch after the other, with progress, abort and the check for divergence. */
class EpochRunner {
  readonly #input: TrainGraphInput;
  readonly #call: CallOptions;
  readonly #gatherer: BatchGatherer;
  readonly #order: Int32Array;
  readonly #rate = rateMeter();
  readonly #unweighted: readonly number[];
  #steps = 0;

  constructor(input: TrainGraphInput, call: CallOptions) {
    const { data, options } = input;
    this.#input = input;
    this.#call = call;
    this.#gatherer = new BatchGatherer(data.columns, options.batchSize + 1);
    this.#order = data.train.slice();
    this.#unweighted = input.weights.map(() => 1);
  }

  async train(epoch: number, learningRate: number): Promise<Totals> {
    const { engine, options, seed, weights } = this.#input;
    // Shuffled from the same start each time, so that an epoch's order depends on seed and epoch alone.
    this.#order.set(this.#input.data.train);
    shuffle(this.#order, createRandom(deriveSeed(seed, `shuffle ${epoch}`)));
    const random = createRandom(deriveSeed(seed, `modality dropout ${epoch}`));
    const hide = { probability: options.modalityDropout, random };
    const run = (batch: Batch) => engine.step(batch, learningRate);
    const ranges = batchRanges(this.#order.length, options.batchSize);
    return this.#run(this.#order, weights, run, hide, (loss, batches) => {
      this.#checkLoss(loss, `at step ${++this.#steps} (epoch ${epoch})`, learningRate);
      this.#report(epoch, ranges.length, batches, loss);
    });
  }

  async validate(epoch: number, learningRate: number): Promise<Totals> {
    const { engine, data } = this.#input;
    const run = (batch: Batch) => engine.evaluate(batch);
    return this.#run(data.validation, this.#unweighted, run, undefined, (loss) =>
      this.#checkLoss(loss, `in the validation after step ${this.#steps} (epoch ${epoch})`, learningRate),
    );
  }

  async #run(
    rows: Int32Array,
    weights: readonly number[],
    run: (batch: Batch) => Promise<BatchOutcome>,
    hide: Hiding | undefined,
    afterBatch: (meanLoss: number, batches: number) => void,
  ): Promise<Totals> {
    const { classIndex } = this.#input.data;
    let loss = 0;
    let correct = 0;
    let batches = 0;
    const ranges = batchRanges(rows.length, this.#input.options.batchSize);
    const read = (range: (typeof ranges)[number]) => {
      const reading = this.#gatherer.gather(rows.subarray(...range), hide);
      // It is awaited one batch later; until then a failure must not count as unhandled.
      reading.catch(() => {});
      return reading;
    };
    let next = read(ranges[0]!);
    try {
      for (const [start, end] of ranges) {
        await setImmediate();
        throwIfAborted(this.#call.signal);
        const inputs = await next;
        const following = ranges[batches + 1];
        if (following) next = read(following);
        const chosen = rows.subarray(start, end);
        const targets = gatherTargets(chosen, classIndex, weights);
        const outcome = await run({ rows: chosen.length, inputs, ...targets });
        loss += outcome.loss * chosen.length;
        correct += outcome.correct;
        afterBatch(loss / end, ++batches);
      }
    } finally {
      // Whoever closes a file afterwards must not meet a read under way.
      await next.catch(() => {});
    }
    return { loss: loss / rows.length, accuracy: correct / rows.length };
  }

  #checkLoss(loss: number, where: string, learningRate: number): void {
    if (Number.isFinite(loss)) return;
    throw new RecommenderError(
      'TRAINING_DIVERGED',
      `The loss became ${loss} ${where} with learning rate ${learningRate}. ` +
        'Lower training.learningRate, keep training.standardize on, and check the embeddings for huge values.',
      { data: { step: this.#steps, learningRate, loss: String(loss) } },
    );
  }

  #report(epoch: number, batchesPerEpoch: number, batches: number, loss: number): void {
    const { epochs } = this.#input.options;
    const done = (epoch - 1) * batchesPerEpoch + batches;
    this.#call.onProgress?.({
      stage: 'train',
      model: this.#input.label,
      epoch,
      epochs,
      loss,
      done,
      total: epochs * batchesPerEpoch,
      rate: this.#rate(done),
    });
  }
}
