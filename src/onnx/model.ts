/** An operation of a graph. */
export interface GraphNode {
  readonly opType: string;
  readonly name: string;
  /** Names of the tensors it reads; an empty name is an input that was left out. */
  readonly inputs: readonly string[];
  /** Names of the tensors it makes. */
  readonly outputs: readonly string[];
  /** Tensors that subgraphs of the node (branches, loops) read from outside. */
  readonly captured: readonly string[];
  /** The message as it was read. */
  readonly bytes: Uint8Array;
}

/** A constant of a graph, without its numbers where they are many. */
export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  /** ONNX's number of the element type: 1 is float32, 7 int64, 10 float16. */
  readonly dataType: number;
  /** The message as it was read; without the numbers when `stored` says where they are. */
  readonly bytes: Uint8Array;
  /** Where the numbers lie, when they are not part of `bytes`. */
  readonly stored?: StoredNumbers | undefined;
}

/** A part of a file. */
export interface StoredNumbers {
  /** As the graph says it, relative to the folder of the graph; the graph's own file for numbers inside of it. */
  readonly file: string;
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** An input, an output or an inner tensor whose type the file tells. */
export interface NamedValue {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * An ONNX file as far as it is needed to choose other outputs: the structure, but not the weights, which stay on
 * disk. A model of any size takes some hundred kilobytes.
 */
export interface OnnxModel {
  /** Absolute path. */
  readonly file: string;
  /** Fields of the model beside the graph, as they were read. */
  readonly header: readonly Uint8Array[];
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
  readonly values: readonly NamedValue[];
  /** Fields of the graph that are of no interest here, as they were read. */
  readonly rest: readonly Uint8Array[];
}
