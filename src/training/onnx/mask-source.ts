import { dropoutMask, maskState } from '../../fusion/seeded-dropout.js';
import type { TensorInput } from '../../onnx/session.js';
import { type MaskMemory, openMaskMemory } from '../optimizers/memory.js';
import type { MaskInput } from './compile-model.js';

/** Draws the masks of all dropout layers, the same as those layers draw, into memory that is used again in the next step. */
export class MaskSource {
  readonly #masks: readonly (MaskInput & {
    readonly width: number;
    readonly memory: MaskMemory | undefined;
  })[];

  constructor(masks: readonly MaskInput[], largestBatch: number) {
    this.#masks = masks.map((mask) => {
      const width = mask.shape.reduce((product, size) => product * size, 1);
      return { ...mask, width, memory: openMaskMemory(largestBatch * width) };
    });
  }

  /** The masks of a step for a batch of that many rows, by the names of the inputs. */
  draw(rows: number, step: number): Record<string, TensorInput> {
    const drawn = this.#masks.map(({ name, rate, seed, shape, width, memory }) => {
      const count = rows * width;
      let data: Float32Array;
      if (memory === undefined || count > memory.values.length) data = dropoutMask(count, rate, seed, step);
      else {
        memory.fill(count, maskState(seed, step), Math.ceil(rate * 2 ** 32), 1 / (1 - rate));
        data = memory.values.subarray(0, count);
      }
      return [name, { data, dims: [rows, ...shape] }] as const;
    });
    return Object.fromEntries(drawn);
  }
}
