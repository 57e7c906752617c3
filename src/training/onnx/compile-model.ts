import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { GraphBuilder, Value } from '../../onnx/graph-builder.js';
import type { NamedWeight } from '../weights.js';
import type { CompiledCall, Layer, LayerCall } from './layer-rule.js';
import { LAYER_RULES } from './layers/index.js';
import { unsupportedLayer } from './unsupported.js';

/** The mask of a dropout layer, an input of the graph. */
export interface MaskInput {
  readonly name: string;
  readonly rate: number;
  readonly seed: number;
  /** Sizes of the mask for one row. */
  readonly shape: readonly number[];
}

/** Rows of a table that were looked up, and their gradients. */
export interface RowGradient {
  readonly codes: Value;
  readonly rows: Value;
  /** Codes per row of the batch. */
  readonly perRow: number;
}

/** How {@link compileModel} compiles. */
export interface CompileOptions {
  readonly graph: GraphBuilder;
  readonly model: LayersModel;
  readonly weights: readonly NamedWeight[];
  /** Tensor of a weight in the graph, asked for once. */
  readonly weightValue: (weight: number) => Value;
  readonly inputNames: readonly string[];
  readonly training: boolean;
}

/** A model laid out in a graph. */
export interface CompiledModel {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly masks: readonly MaskInput[];
  /** What weights that are no parameters follow. */
  readonly averages: readonly MovingAverage[];
  /** Lays out the backward pass: gradients of the outputs (undefined for none) -> gradients of the trained weights. */
  backward(gradients: readonly (Value | undefined)[]): WeightGradients;
}

/** A weight that follows a value of each step. */
export interface MovingAverage {
  readonly weight: number;
  readonly value: Value;
  readonly momentum: number;
}

/** Gradients by position of the weight. */
export interface WeightGradients {
  readonly dense: ReadonlyMap<number, Value>;
  readonly rows: ReadonlyMap<number, readonly RowGradient[]>;
}

interface Step {
  readonly layer: Layer;
  readonly output: SymbolicTensor;
  readonly inputs: readonly SymbolicTensor[];
  readonly call: CompiledCall;
}

/**
 * Lays out a tfjs-layers model as operations of an ONNX graph, layer by layer in the order in which they depend on each other. Raises
 * `UNSUPPORTED_LAYER`, naming the layer, for what has no rule.
 */
export function compileModel(options: CompileOptions): CompiledModel {
  const { graph, model, inputNames } = options;
  const masks: MaskInput[] = [];
  const averages: MovingAverage[] = [];
  const gradients = new GradientSums(graph);
  const values = new Map<number, Value>();
  const trained = new Set<number>();
  const steps: Step[] = [];
  const weightOf = weightLookup(options);

  const inputs = model.inputs.map((input, position) => {
    const value = graph.input(inputNames[position]!, shapeOf(input));
    values.set(input.id, value);
    return value;
  });
  for (const output of inOrder(model)) {
    if (values.has(output.id)) continue;
    const layer = output.sourceLayer as Layer;
    const sources = sourcesOf(output);
    const rule = LAYER_RULES[layer.getClassName()];
    const config = layer.getConfig() as Readonly<Record<string, unknown>>;
    const unsupported = (what: string) => unsupportedLayer(layer.name, layer.getClassName(), what);
    if (rule === undefined) throw unsupported('there is no rule for this kind of layer');
    refusePenalties(config, unsupported);
    const own = (name: string) => weightOf(layer, name, unsupported);
    const isTrained = (position: number) => options.weights[position]!.trainable;
    const call: LayerCall = {
      graph,
      training: options.training,
      config,
      inputs: sources.map((source) => values.get(source.id)!),
      weight: (name) => own(name).value(),
      hasWeight: (name) => hasWeight(layer, name),
      needsGradient: (input) => trained.has(sources[input]!.id),
      addGradient: (name, gradient) => {
        if (!hasWeight(layer, name)) return;
        const { position } = own(name);
        if (isTrained(position)) gradients.add(position, gradient());
      },
      addRowGradient: (name, codes, rows, perRow) => {
        const { position } = own(name);
        if (isTrained(position)) gradients.addRows(position, { codes, rows, perRow });
      },
      follow: (name, value, momentum) => averages.push({ weight: own(name).position, value, momentum }),
      dropoutMask: (rate, seed, shape) => {
        const name = `mask_${masks.length}`;
        masks.push({ name, rate, seed, shape: shape.slice(1) as number[] });
        return graph.input(name, shape);
      },
      unsupported,
    };
    const compiled = rule(call);
    const learns = layer.trainableWeights.length > 0;
    if (learns || sources.some(({ id }) => trained.has(id))) trained.add(output.id);
    values.set(output.id, compiled.output);
    steps.push({ layer, output, inputs: sources, call: compiled });
  }

  return {
    inputs,
    outputs: model.outputs.map(({ id }) => values.get(id)!),
    masks,
    averages,
    backward: (outputGradients) => {
      const slopes = new Map<number, Value>();
      const flow = (tensor: SymbolicTensor, gradient: Value | undefined) => {
        if (gradient === undefined || !trained.has(tensor.id)) return;
        const known = slopes.get(tensor.id);
        slopes.set(tensor.id, known ? graph.elementwise('Add', known, gradient) : gradient);
      };
      model.outputs.forEach((output, position) => {
        flow(output, outputGradients[position]);
      });
      for (const { output, inputs: sources, call } of [...steps].reverse()) {
        const slope = slopes.get(output.id);
        if (slope === undefined) continue;
        const back = call.backward(slope);
        sources.forEach((source, position) => {
          flow(source, back[position]);
        });
      }
      return gradients;
    },
  };
}

/** Adds up the gradients of weights that are used more than once. */
class GradientSums implements WeightGradients {
  readonly dense = new Map<number, Value>();
  readonly rows = new Map<number, RowGradient[]>();
  readonly #graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  add(position: number, gradient: Value): void {
    const known = this.dense.get(position);
    this.dense.set(position, known ? this.#graph.elementwise('Add', known, gradient) : gradient);
  }

  addRows(position: number, gradient: RowGradient): void {
    this.rows.set(position, [...(this.rows.get(position) ?? []), gradient]);
  }
}

/** Every tensor of a model after those that it is made of. */
function inOrder(model: LayersModel): SymbolicTensor[] {
  const order: SymbolicTensor[] = [];
  const seen = new Set<number>();
  const visit = (tensor: SymbolicTensor): void => {
    if (seen.has(tensor.id)) return;
    seen.add(tensor.id);
    if (!model.inputs.some(({ id }) => id === tensor.id))
      for (const source of sourcesOf(tensor)) visit(source);
    order.push(tensor);
  };
  for (const output of model.outputs) visit(output);
  return order;
}

function sourcesOf({ sourceLayer, nodeIndex }: SymbolicTensor): SymbolicTensor[] {
  return sourceLayer.inboundNodes[nodeIndex]!.inputTensors;
}

function weightLookup({ weights, weightValue }: CompileOptions) {
  const positions = new Map(weights.map(({ variable }, position) => [variable as unknown, position]));
  const values = new Map<number, Value>();
  return (layer: Layer, name: string, unsupported: (what: string) => Error) => {
    const found = layer.weights.find((weight) => weight.originalName.split('/').at(-1) === name);
    const position = found && positions.get(found.read());
    if (position === undefined) throw unsupported(`it has no weight "${name}"`);
    const value = (): Value => {
      const known = values.get(position) ?? weightValue(position);
      values.set(position, known);
      return known;
    };
    return { position, value };
  };
}

function hasWeight(layer: Layer, name: string): boolean {
  return layer.weights.some((weight) => weight.originalName.split('/').at(-1) === name);
}

function refusePenalties(
  config: Readonly<Record<string, unknown>>,
  unsupported: (what: string) => Error,
): void {
  for (const [key, value] of Object.entries(config)) {
    if (value != null && /(Regularizer|Constraint)$/.test(key)) throw unsupported(`it has a ${key}`);
  }
}

function shapeOf({ shape }: SymbolicTensor): Value['shape'] {
  return [null, ...shape.slice(1)];
}
