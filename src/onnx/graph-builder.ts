import {
  type Attributes,
  encodeIntegers,
  encodeModel,
  encodeNode,
  encodeTensor,
  FLOAT32,
  INT64,
  tensorInfo,
} from './encode.js';
import type { GraphNode, Initializer, NamedValue } from './model.js';
import { refuseResults } from './refuse-results.js';

/** A tensor of a graph that is being built; `null` is the size of the batch, which is known when the graph runs. */
export interface Value {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  /** Set when the tensor is a product of rows that need not be computed to be added up, see `rowSum`. */
  readonly product?: RowProduct;
}

/** Columns `start` to below `end` of `left [batch, n]` times the transpose of `right [m, n]`. */
export interface RowProduct {
  readonly left: Value;
  readonly right: Value;
  readonly start: number;
  readonly end: number;
}

/** Sums over the rows of a product, computed when the graph is complete. */
interface RowSums {
  readonly left: Value;
  readonly right: Value;
  readonly parts: { weights: Value; start: number; end: number; result: Value }[];
}

/** Writes an ONNX graph operation by operation. Names are made up unless given. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #constants: Initializer[] = [];
  readonly #inputs: NamedValue[] = [];
  readonly #outputs: NamedValue[] = [];
  readonly #scalars = new Map<number, Value>();
  readonly #rowSums = new Map<string, RowSums>();
  #names = 0;
  #batch: Value | undefined;

  /** A float32 input. */
  input(name: string, shape: Value['shape']): Value {
    this.#inputs.push(tensorInfo(name, shape));
    return { name, shape };
  }

  /** Makes a tensor an output of the graph, under a name of its own, which takes a copy. */
  output(value: Value, name: string): void {
    this.#nodes.push(encodeNode('Identity', [value.name], name, {}));
    this.#outputs.push(tensorInfo(name, value.shape));
  }

  /** Makes the result of an operation an output of the graph under the name that it has. */
  expose({ name, shape }: Value): string {
    if (!this.#outputs.some((output) => output.name === name)) {
      this.#outputs.push(tensorInfo(name, shape));
    }
    return name;
  }

  /** A float32 constant. */
  constant(data: Float32Array, shape: readonly number[], name = this.#newName('constant')): Value {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.push(encodeTensor(name, shape, FLOAT32, bytes));
    return { name, shape };
  }

  /** A float32 number; the same one is written once. */
  scalar(number: number): Value {
    let value = this.#scalars.get(number);
    if (value === undefined) {
      value = this.constant(Float32Array.of(number), []);
      this.#scalars.set(number, value);
    }
    return value;
  }

  /** Whole numbers, such as a shape or axes. */
  integers(numbers: readonly number[]): Value {
    const name = this.#newName('integers');
    this.#constants.push(encodeIntegers(name, numbers));
    return { name, shape: [numbers.length] };
  }

  /** An operation with one result of the given shape. */
  op(type: string, inputs: readonly Value[], shape: Value['shape'], attributes: Attributes = {}): Value {
    const name = this.#newName(type);
    this.#nodes.push(
      encodeNode(
        type,
        inputs.map((input) => input.name),
        name,
        attributes,
      ),
    );
    return { name, shape };
  }

  /** Sum over axes, which stay with size 1 unless `keep` is false. */
  sum(value: Value, axes: readonly number[], keep = true): Value {
    const sizes = value.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const shape = keep ? sizes : sizes.filter((_, axis) => !axes.includes(axis));
    return this.op('ReduceSum', [value, this.integers(axes)], shape, { keepdims: keep ? 1 : 0 });
  }

  /** Sum of the rows `[batch, n]`, each times its weight `[batch, 1]`: `[n]`. */
  rowSum(weights: Value, rows: Value): Value {
    const width = rows.shape[1] as number;
    const { product } = rows;
    if (product === undefined) {
      return this.reshape(this.op('Gemm', [weights, rows], [1, width], { transA: 1 }), [width]);
    }
    const { left, right, start, end } = product;
    const key = `${left.name} ${right.name}`;
    const sums = this.#rowSums.get(key) ?? { left, right, parts: [] };
    this.#rowSums.set(key, sums);
    const result = { name: this.#newName('RowSum'), shape: [width] };
    sums.parts.push({ weights, start, end, result });
    return result;
  }

  /**
   * The sum of the rows of a product is the product of the sum, which is one row instead of a batch. All sums over the same product are taken
   * together: each would read the whole right side.
   */
  #computeRowSums({ left, right, parts }: RowSums): void {
    const weights = parts.map((part) => part.weights);
    const together = this.op('Concat', weights, [null, parts.length], { axis: 1 });
    const sums = this.op('Gemm', [together, left], [parts.length, left.shape[1]!], { transA: 1 });
    const all = this.op('Gemm', [sums, right], [parts.length, right.shape[0]!], { transB: 1 });
    parts.forEach(({ start, end, result }, row) => {
      const bounds = [
        [row, start],
        [row + 1, end],
        [0, 1],
      ].map((numbers) => this.integers(numbers));
      const part = this.op('Slice', [all, ...bounds], [1, end - start]);
      const flat = this.integers([end - start]);
      this.#nodes.push(encodeNode('Reshape', [part.name, flat.name], result.name, {}));
    });
  }

  /** Mean over axes, which stay with size 1. */
  mean(value: Value, axes: readonly number[]): Value {
    const shape = value.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return this.op('ReduceMean', [value], shape, { axes, keepdims: 1 });
  }

  /** The same numbers in another shape; at most one size is `null`. */
  reshape(value: Value, shape: Value['shape']): Value {
    return this.op('Reshape', [value, this.integers(shape.map((size) => size ?? -1))], shape);
  }

  /** An elementwise operation of two tensors, with broadcasting. */
  elementwise(type: 'Add' | 'Sub' | 'Mul' | 'Div', a: Value, b: Value): Value {
    return this.op(type, [a, b], broadcastShape(a.shape, b.shape));
  }

  /** An operation that keeps the shape of its input. */
  map(type: string, value: Value, attributes: Attributes = {}): Value {
    return this.op(type, [value], value.shape, attributes);
  }

  /** Number of rows of the batch as a float32 number, read off a tensor whose first axis is the batch. */
  batchSize(value: Value): Value {
    if (this.#batch === undefined) {
      const shape = this.op('Shape', [value], [value.shape.length]);
      const rows = this.op('Gather', [shape, this.integers([0])], [1]);
      this.#batch = this.op('Cast', [rows], [1], { to: FLOAT32 });
    }
    return this.#batch;
  }

  /** Numbers along some axes, the batch among them, as a float32 number. */
  count(value: Value, axes: readonly number[]): Value {
    const others = axes.map((axis) => value.shape[axis] ?? 1).reduce((product, size) => product * size, 1);
    const rows = this.batchSize(value);
    return others === 1 ? rows : this.elementwise('Mul', rows, this.scalar(others));
  }

  /** Whole numbers of a float32 tensor, for operations that look something up. */
  toIntegers(value: Value): Value {
    return this.map('Cast', value, { to: INT64 });
  }

  /** 1 where a comparison holds and 0 elsewhere. */
  compare(type: 'Equal' | 'Greater' | 'GreaterOrEqual' | 'Less', a: Value, b: Value): Value {
    const shape = broadcastShape(a.shape, b.shape);
    return this.op('Cast', [this.op(type, [a, b], shape)], shape, { to: FLOAT32 });
  }

  /**
   * 1 where a tensor without negative numbers is above 0, and 0 elsewhere: the smallest number of full precision times this factor is above
   * 1. Twice as fast as a comparison and a cast.
   */
  above0(value: Value): Value {
    const large = this.elementwise('Mul', value, this.scalar(2 ** 127));
    return this.op('Clip', [large, this.scalar(0), this.scalar(1)], value.shape);
  }

  /** The graph as the bytes of an ONNX file; for `runInPlace` only with `inPlace`. */
  finish(name: string, inPlace = false): Uint8Array {
    for (const sums of this.#rowSums.values()) this.#computeRowSums(sums);
    this.#rowSums.clear();
    const graph = {
      nodes: this.#needed(),
      initializers: this.#constants,
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
    return encodeModel(name, inPlace ? refuseResults(graph) : graph);
  }

  /** Operations that an output depends on, after what they depend on; rules may lay out gradients that nobody asks for. */
  #needed(): GraphNode[] {
    const makers = new Map(this.#nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
    const needed = new Set<GraphNode>();
    const visit = (name: string): void => {
      const node = makers.get(name);
      if (node === undefined || needed.has(node)) return;
      for (const input of node.inputs) visit(input);
      needed.add(node);
    };
    for (const { name } of this.#outputs) visit(name);
    return [...needed];
  }

  #newName(kind: string): string {
    return `${kind}_${++this.#names}`;
  }
}

/** Shape of an elementwise result; sizes are equal, or one of them is 1. */
function broadcastShape(a: Value['shape'], b: Value['shape']): Value['shape'] {
  const rank = Math.max(a.length, b.length);
  const sizeAt = (shape: Value['shape'], axis: number) => {
    const position = axis - (rank - shape.length);
    return position < 0 ? 1 : (shape[position] as number | null);
  };
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [sizeAt(a, axis), sizeAt(b, axis)];
    return left === 1 ? right : left;
  });
}
