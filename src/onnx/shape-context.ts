import { type Constants, integersAttribute } from './constants.js';
import type { GraphNode } from './model.js';
import type { Size } from './sizes.js';

/** What is known of the first output of a node. */
export interface Inferred {
  readonly dims: readonly Size[] | null;
  /** The numbers of a tensor that holds sizes. */
  readonly values?: readonly Size[] | undefined;
}

/** What a rule may ask about the inputs of its node. */
export interface ShapeContext {
  readonly node: GraphNode;
  readonly constants: Constants;
  dims(index: number): readonly Size[] | null;
  /** The sizes that a tensor holds; new names for those that are not known, `null` when not even their number is. */
  values(index: number): readonly Size[] | null;
  /** A size that nothing is known of. */
  unknown(): string;
}

/** How the sizes of a result follow from those of the inputs; `null` where nothing follows. */
export type ShapeRule = (context: ShapeContext) => Inferred | null;

/** A list that is an attribute in old opsets and a constant input in new ones. */
export function listOf(
  node: GraphNode,
  name: string,
  constants: Constants,
  input: number,
): readonly number[] | null {
  return integersAttribute(node, name) ?? constants.integers(node.inputs[input] ?? '');
}
