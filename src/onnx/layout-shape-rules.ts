import { integerAttribute, integersAttribute } from './constants.js';
import { listOf, type ShapeRule } from './shape-context.js';
import { quotient, type Size, sameSize } from './sizes.js';

export const gather: ShapeRule = ({ node, dims, values, constants }) => {
  const data = dims(0);
  const index = dims(1);
  if (data === null || index === null) return null;
  const axis = integerAttribute(node, 'axis', 0);
  const from = axis < 0 ? axis + data.length : axis;
  const result = [...data.slice(0, from), ...index, ...data.slice(from + 1)];
  const places = constants.integers(node.inputs[1]!);
  const list = places !== null && data.length === 1 ? values(0) : null;
  const picked = list && places!.map((place) => list.at(place));
  return {
    dims: result,
    values: picked?.every((size) => size !== undefined) ? (picked as Size[]) : undefined,
  };
};

export const unsqueeze: ShapeRule = ({ node, dims, values, constants }) => {
  const sizes = dims(0);
  const axes = listOf(node, 'axes', constants, 1);
  if (sizes === null || axes === null) return null;
  const rank = sizes.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...sizes];
  const result = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!));
  return { dims: result, values: rank === 1 ? (values(0) ?? undefined) : undefined };
};

export const squeeze: ShapeRule = ({ node, dims, values, constants }) => {
  const sizes = dims(0);
  const axes = listOf(node, 'axes', constants, 1);
  if (sizes === null || axes === null) return null;
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + sizes.length : axis)));
  return {
    dims: sizes.filter((_, axis) => !gone.has(axis)),
    values: sizes.length === 1 ? (values(0) ?? undefined) : undefined,
  };
};

export const concat: ShapeRule = ({ node, dims, values, unknown }) => {
  const all = [...node.inputs.keys()].map(dims);
  const [first] = all;
  if (!first || all.some((sizes) => sizes?.length !== first.length)) return null;
  const given = integerAttribute(node, 'axis', 0);
  const axis = given < 0 ? given + first.length : given;
  const result = first.map((_, place) => {
    const sizes = all.map((one) => one![place]!);
    if (place !== axis) return sizes.reduce(sameSize);
    return sizes.every((size) => typeof size === 'number')
      ? sizes.reduce<number>((sum, size) => sum + (size as number), 0)
      : unknown();
  });
  const lists = first.length === 1 ? [...node.inputs.keys()].map(values) : [null];
  return {
    dims: result,
    values: lists.every((list) => list !== null) ? lists.flatMap((list) => [...list!]) : undefined,
  };
};

export const slice: ShapeRule = ({ node, dims, values, constants, unknown }) => {
  const sizes = dims(0);
  const starts = constants.integers(node.inputs[1] ?? '');
  const steps = (node.inputs[4] ?? '') === '' ? [] : constants.integers(node.inputs[4]!);
  if (sizes === null) return null;
  const axes = (node.inputs[3] ?? '') === '' ? [...sizes.keys()] : constants.integers(node.inputs[3]!);
  const isPlain = steps?.every((step) => step === 1) ?? false;
  const ends = values(2);
  if (!axes || !starts || !ends || !isPlain) return { dims: sizes.map(unknown) };
  const [start] = starts;
  const [end] = ends;
  const list = sizes.length === 1 && typeof end === 'number' ? values(0) : null;
  if (list !== null) {
    const part = list.slice(start, end as number);
    return { dims: [part.length], values: part };
  }
  const result = [...sizes];
  for (const [place, axis] of axes.entries()) {
    const from = axis < 0 ? axis + sizes.length : axis;
    result[from] = cutSize(sizes[from]!, starts[place]!, ends[place]!) ?? unknown();
  }
  return { dims: result };
};

/** A table of positions is longer than any text that the model takes, so that what is cut from it is as long as was asked for. */
function cutSize(size: Size, start: number, end: Size): Size | null {
  if (typeof size === 'number' && typeof end === 'number') {
    const at = (place: number) => Math.min(size, Math.max(0, place < 0 ? place + size : place));
    return Math.max(0, at(end) - at(start));
  }
  if (start !== 0) return null;
  if (typeof end === 'number') return end > LONGEST ? size : null;
  return size === end || (typeof size === 'number' && size > 1) ? end : null;
}

/** Exporters write the largest number they have where they mean: to the end. */
const LONGEST = 2 ** 30;

export const transpose: ShapeRule = ({ node, dims }) => {
  const sizes = dims(0);
  if (sizes === null) return null;
  const order = integersAttribute(node, 'perm') ?? [...sizes.keys()].reverse();
  return { dims: order.map((axis) => sizes[axis]!) };
};

export const reshape: ShapeRule = ({ node, dims, values, unknown }) => {
  const shape = values(1);
  if (shape === null) return null;
  const sizes = dims(0);
  const copies = integerAttribute(node, 'allowzero', 0) === 0;
  const result = shape.map((size, axis) => (size === 0 && copies ? (sizes?.[axis] ?? unknown()) : size));
  const open = result.indexOf(-1);
  const list = sizes?.length === 1 && result.length === 1 ? (values(0) ?? undefined) : undefined;
  if (open < 0) return { dims: result, values: list };
  const others = result.filter((_, axis) => axis !== open);
  result[open] = (sizes && quotient(sizes, others)) ?? unknown();
  return { dims: result, values: list };
};
