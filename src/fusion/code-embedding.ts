import {
  cast,
  customGrad,
  gather,
  reshape,
  type serialization as Serialization,
  serialization,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';

/** Settings of a {@link CodeEmbedding} layer. */
export interface CodeEmbeddingConfig {
  /** Number of codes: rows of the table. */
  readonly size: number;
  /** Length of the vectors. */
  readonly dimensions: number;
  /** Of the initial values, uniform between -0.5 and 0.5: half the spread of modalities that are standardised, measured best. */
  readonly seed: number;
  /** Layer name; made up when absent. */
  readonly name?: string;
}

/**
 * Learns one vector per code: codes `[batch, 1]` -> vectors `[batch, dimensions]`. The embedding layer of tfjs cannot be
 * trained on its WebAssembly backend, which has no kernel for the gradient (a scattered sum), so this one adds it up
 * itself.
 */
export class CodeEmbedding extends layers.Layer {
  static readonly className = 'CodeEmbedding';
  readonly #config: CodeEmbeddingConfig;
  private vectors!: LayerVariable;

  constructor(config: CodeEmbeddingConfig) {
    super(config.name === undefined ? {} : { name: config.name });
    this.#config = config;
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const { size, dimensions, seed } = this.#config;
    const initial = initializers.randomUniform({ minval: -0.5, maxval: 0.5, seed });
    this.vectors = this.addWeight('vectors', [size, dimensions], 'float32', initial, undefined, true);
    super.build(inputShape);
  }

  override computeOutputShape(): (number | null)[] {
    return [null, this.#config.dimensions];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tidy(() => lookUp(this.vectors.read() as Tensor2D, input));
  }

  override getConfig(): Serialization.ConfigDict {
    const { size, dimensions, seed } = this.#config;
    return { ...super.getConfig(), size, dimensions, seed };
  }
}

serialization.registerClass(CodeEmbedding);

function lookUp(table: Tensor2D, codes: Tensor): Tensor {
  const rows = cast(reshape(codes, [-1]), 'int32');
  const dimensions = table.shape[1];
  const indices = rows.dataSync() as Int32Array;
  return customGrad((variable) => {
    const value = gather(variable as Tensor2D, rows);
    return {
      value,
      gradFunc: (upstream: Tensor) => {
        const slopes = upstream.dataSync() as Float32Array;
        const sums = new Float32Array(table.size);
        for (const [position, code] of indices.entries()) {
          for (let d = 0; d < dimensions; d++)
            sums[code * dimensions + d]! += slopes[position * dimensions + d]!;
        }
        return [tensor2d(sums, table.shape)];
      },
    };
  })(table);
}
