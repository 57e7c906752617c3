import { type Constants, integerAttribute, tensorAttribute } from './constants.js';
import { concat, gather, reshape, slice, squeeze, transpose, unsqueeze } from './layout-shape-rules.js';
import { listOf, type ShapeContext, type ShapeRule } from './shape-context.js';
import { broadcast, type Size, sizeOf } from './sizes.js';

/** As many places as the first input has. */
const same: ShapeRule = ({ dims }) => ({ dims: dims(0) });

const passValues: ShapeRule = ({ dims, values, node, constants }) => {
  const sizes = dims(0);
  const isList = sizes !== null && sizes.length <= 1;
  return { dims: sizes, values: isList ? knownValues(constants, node.inputs[0]!, values) : undefined };
};

/** The values of the first input, but none made up for a long list. */
function knownValues(
  constants: Constants,
  name: string,
  values: ShapeContext['values'],
): readonly Size[] | undefined {
  return constants.has(name) ? (constants.integers(name) ?? undefined) : (values(0) ?? undefined);
}

const elementwise: ShapeRule = ({ node, dims, values, unknown }) => {
  let result: readonly Size[] = [];
  for (const index of node.inputs.keys()) {
    const next = dims(index);
    if (next === null) return null;
    result = broadcast(result, next, unknown);
  }
  const lists = result.length <= 1 ? [...node.inputs.keys()].map(values) : [];
  return { dims: result, values: sizesOf(node.opType, result[0] ?? 1, lists, unknown) };
};

/** Arithmetic with sizes, as far as it makes others of them. */
function sizesOf(
  operation: string,
  length: Size,
  lists: readonly (readonly Size[] | null)[],
  unknown: () => string,
): Size[] | undefined {
  if (typeof length !== 'number' || length > LONGEST_LIST || lists.length === 0 || lists.includes(null))
    return undefined;
  return Array.from({ length }, (_, place) => {
    const [one, other, third] = lists.map((list) => (list!.length === 1 ? list![0]! : list![place]!));
    return sizeOf(operation, one!, other!, third) ?? unknown();
  });
}

/** No shape has more sizes; longer lists are no shapes. */
const LONGEST_LIST = 8;

const matrixProduct: ShapeRule = ({ dims, unknown }) => {
  const left = dims(0);
  const right = dims(1);
  if (left === null || right === null || left.length < 2 || right.length < 2) return null;
  const stack = broadcast(left.slice(0, -2), right.slice(0, -2), unknown);
  return { dims: [...stack, left.at(-2)!, right.at(-1)!] };
};

const reduced: ShapeRule = ({ node, dims, constants }) => {
  const axes = listOf(node, 'axes', constants, 1);
  const sizes = dims(0);
  if (sizes === null || axes === null) return null;
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + sizes.length : axis)));
  const keeps = integerAttribute(node, 'keepdims', 1) === 1;
  return { dims: sizes.flatMap((size, axis) => (gone.has(axis) ? (keeps ? [1] : []) : [size])) };
};

const expand: ShapeRule = ({ dims, values, unknown }) => {
  const sizes = dims(0);
  const target = values(1);
  return sizes === null || target === null ? null : { dims: broadcast(sizes, target, unknown) };
};

const shapeOf: ShapeRule = ({ node, dims }) => {
  const sizes = dims(0);
  if (sizes === null) return null;
  const end = integerAttribute(node, 'end', sizes.length);
  const part = sizes.slice(integerAttribute(node, 'start', 0), end);
  return { dims: [part.length], values: part };
};

const convolution: ShapeRule = ({ dims, unknown }) => {
  const sizes = dims(0);
  if (sizes === null) return null;
  return {
    dims: sizes.map((size, axis) =>
      axis === 0 ? size : axis === 1 ? (dims(1)?.[0] ?? unknown()) : unknown(),
    ),
  };
};

const filled: ShapeRule = ({ node, values }) => {
  const sizes = values(0);
  const [length] = sizes ?? [];
  const [value] = tensorAttribute(node, 'value') ?? [];
  const isList = sizes?.length === 1 && typeof length === 'number' && value !== undefined;
  return { dims: sizes, values: isList ? new Array<number>(length).fill(value) : undefined };
};

const range: ShapeRule = ({ constants, node, values, unknown }) => {
  const [start, step] = [0, 2].map((input) => constants.integers(node.inputs[input] ?? '')?.[0]);
  return { dims: [start === 0 && step === 1 ? (values(1)?.[0] ?? unknown()) : unknown()] };
};

const rules = (names: string, rule: ShapeRule) => names.split(' ').map((name) => [name, rule] as const);

/** How the sizes of results follow from those of inputs, by operation. An operation that is not here says nothing. */
export const SHAPE_RULES: Readonly<Record<string, ShapeRule>> = Object.fromEntries([
  ...rules('Cast Identity', passValues),
  ...rules(
    'Abs Clip Cos CumSum Dropout Elu Erf Exp Gelu HardSigmoid Log Neg Not Reciprocal Relu Sigmoid Sin Softplus',
    same,
  ),
  ...rules(
    'Sqrt Tanh LayerNormalization Softmax DequantizeLinear QuantizeLinear DynamicQuantizeLinear',
    same,
  ),
  ...rules(
    'Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Min Mul Or Pow Sub Where',
    elementwise,
  ),
  ...rules('MatMul MatMulInteger', matrixProduct),
  ...rules('ReduceMax ReduceMean ReduceMin ReduceSum', reduced),
  ...rules('Gather', gather),
  ...rules('GatherElements', ({ dims }) => ({ dims: dims(1) })),
  ...rules('Unsqueeze', unsqueeze),
  ...rules('Squeeze', squeeze),
  ...rules('Concat', concat),
  ...rules('Slice', slice),
  ...rules('Transpose', transpose),
  ...rules('Reshape', reshape),
  ...rules('Expand', expand),
  ...rules('Shape', shapeOf),
  ...rules('Conv ConvInteger', convolution),
  ...rules('ConstantOfShape', filled),
  ...rules('Range', range),
]);
