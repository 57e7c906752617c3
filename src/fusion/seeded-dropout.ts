import { mul, serialization, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** Settings of a {@link SeededDropout} layer. */
export interface SeededDropoutConfig {
  /** Share of the units that is dropped, from 0 to below 1. */
  readonly rate: number;
  readonly seed: number;
  /** Layer name; made up when absent. */
  readonly name?: string;
}

/**
 * Dropout whose mask differs from step to step and is a pure function of seed and step. The layer of tfjs either
 * draws from a global generator (not repeatable) or, given a seed, repeats one mask at every step.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = 'SeededDropout';
  readonly rate: number;
  readonly seed: number;
  #step = 0;

  constructor(config: SeededDropoutConfig) {
    super(config as unknown as { name?: string });
    this.rate = config.rate;
    this.seed = config.seed;
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (kwargs.training !== true || this.rate === 0) return input;
    const mask = dropoutMask(input.size, this.rate, this.seed, this.#step++);
    return tidy(() => mul(input, tensor(mask, input.shape)));
  }

  /** The next mask is that of the first step again. */
  resetSteps(): void {
    this.#step = 0;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}

serialization.registerClass(SeededDropout);

/**
 * Kept units hold `1 / (1 - rate)`, dropped ones 0. The numbers come from SplitMix (Steele et al. 2014) on 32 bits
 * with the finaliser of MurmurHash3: a counter and a hash, fast enough to draw a mask in every step.
 */
export function dropoutMask(size: number, rate: number, seed: number, step: number): Float32Array {
  const kept = 1 / (1 - rate);
  const threshold = rate * 2 ** 32;
  let state = maskState(seed, step);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    state = (state + 0x9e3779b9) | 0;
    mask[i] = scramble(state) >>> 0 < threshold ? 0 : kept;
  }
  return mask;
}

/** Where the counter behind a mask starts. */
export function maskState(seed: number, step: number): number {
  return scramble(seed | 0) ^ scramble(~step);
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
