import { type FileHandle, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import {
  ATTRIBUTE,
  ENTRY,
  GRAPH,
  MODEL,
  message,
  NODE,
  readFields,
  string,
  strings,
  TENSOR,
  text,
  VALUE_INFO,
} from './fields.js';
import type { GraphNode, Initializer, NamedValue, OnnxModel, StoredNumbers } from './model.js';

/** Constants up to this size (shapes, scalars) stay in the structure, because shape inference looks at them. */
const INLINE_BYTES = 4096;
const HEAD_BYTES = 20;
const WINDOW_BYTES = 1 << 16;

/**
 * Reads the structure of an ONNX file and leaves the weights where they are. Rejects with a plain Error when the file is no ONNX model
 * or ends too early.
 */
export async function readOnnxModel(path: string): Promise<OnnxModel> {
  const file = resolve(path);
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const source = new Source(handle, size);
    const header: Uint8Array[] = [];
    let graph: Graph | undefined;
    for await (const field of source.fields(0, size)) {
      if (field.number === MODEL.graph) graph = await readGraph(source, field, basename(file));
      else header.push(await source.bytes(field.start, field.end));
    }
    if (graph === undefined || graph.nodes.length + graph.outputs.length === 0)
      throw new Error('it holds no graph');
    return { file, header, ...graph };
  } finally {
    await handle.close();
  }
}

type Graph = Omit<OnnxModel, 'file' | 'header'>;

/** A field in a file: `[start, end)` with its tag, `[valueStart, end)` without. */
interface Span {
  readonly number: number;
  readonly wireType: WireType;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

async function readGraph(source: Source, graph: Span, own: string): Promise<Graph> {
  const nodes: GraphNode[] = [];
  const initializers: Initializer[] = [];
  const inputs: NamedValue[] = [];
  const outputs: NamedValue[] = [];
  const values: NamedValue[] = [];
  const rest: Uint8Array[] = [];
  const named = { [GRAPH.input]: inputs, [GRAPH.output]: outputs, [GRAPH.valueInfo]: values };
  for await (const field of source.fields(graph.valueStart, graph.end)) {
    const list = named[field.number as keyof typeof named];
    if (field.number === GRAPH.initializer) {
      initializers.push(await readInitializer(source, field, own));
    } else if (field.number === GRAPH.node) {
      nodes.push(parseNode(await source.bytes(field.valueStart, field.end)));
    } else if (list !== undefined) {
      const bytes = await source.bytes(field.valueStart, field.end);
      list.push({ name: string(bytes, VALUE_INFO.name), bytes });
    } else {
      rest.push(await source.bytes(field.start, field.end));
    }
  }
  return { nodes, initializers, inputs, outputs, values, rest };
}

/** The structure of a node from its message. */
export function parseNode(bytes: Uint8Array): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const captured: string[] = [];
  for (const { number, bytes: value } of readFields(bytes)) {
    if (number === NODE.input) inputs.push(text(value));
    else if (number === NODE.output) outputs.push(text(value));
    else if (number === NODE.attribute) captured.push(...capturedNames(value));
  }
  return {
    opType: string(bytes, NODE.opType),
    name: string(bytes, NODE.name),
    inputs,
    outputs,
    captured,
    bytes,
  };
}

/** All that the nodes of a subgraph read. Some of it is made inside; taking it along keeps too much rather than too little. */
function capturedNames(attribute: Uint8Array): string[] {
  const graphs = [...readFields(attribute)].filter(
    ({ number, wireType }) =>
      wireType === WireType.LengthDelimited && (number === ATTRIBUTE.graph || number === ATTRIBUTE.graphs),
  );
  return graphs.flatMap(({ bytes: graph }) =>
    [...readFields(graph)]
      .filter(({ number }) => number === GRAPH.node)
      .flatMap(({ bytes }) => [
        ...strings(bytes, NODE.input),
        ...[...readFields(bytes)]
          .filter(({ number }) => number === NODE.attribute)
          .flatMap((inner) => capturedNames(inner.bytes)),
      ]),
  );
}

async function readInitializer(source: Source, span: Span, own: string): Promise<Initializer> {
  if (span.end - span.valueStart <= INLINE_BYTES)
    return parseInitializer(await source.bytes(span.valueStart, span.end));
  const kept: Uint8Array[] = [];
  let stored: StoredNumbers | undefined;
  for await (const field of source.fields(span.valueStart, span.end)) {
    if (field.number === TENSOR.rawData) {
      stored = { file: own, offset: field.valueStart, length: field.end - field.valueStart };
    } else {
      kept.push(await source.bytes(field.start, field.end));
    }
  }
  const initializer = parseInitializer(message((writer) => kept.forEach((bytes) => void writer.raw(bytes))));
  return stored === undefined ? initializer : { ...initializer, stored };
}

function parseInitializer(bytes: Uint8Array): Initializer {
  const dims: number[] = [];
  const external: Record<string, string> = {};
  let dataType = 0;
  const kept: Uint8Array[] = [];
  for (const { number, integer, integers, bytes: value, whole } of readFields(bytes)) {
    if (number === TENSOR.externalData) {
      external[string(value, ENTRY.key)] = string(value, ENTRY.value);
      continue;
    }
    if (number === TENSOR.dataLocation) continue;
    if (number === TENSOR.dims) dims.push(...integers());
    if (number === TENSOR.dataType) dataType = integer;
    kept.push(whole);
  }
  const name = string(bytes, TENSOR.name);
  if (external.location === undefined) return { name, dims, dataType, bytes };
  const stored = {
    file: external.location,
    offset: Number(external.offset ?? 0),
    length: Number(external.length ?? Number.NaN),
  };
  return {
    name,
    dims,
    dataType,
    bytes: message((writer) => kept.forEach((part) => void writer.raw(part))),
    stored,
  };
}

/** Reads small parts of a file through a window, so that thousands of small fields cost a few reads. */
class Source {
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly size: number,
  ) {}

  async *fields(start: number, end: number): AsyncGenerator<Span> {
    for (let position = start; position < end; ) {
      const reader = new BinaryReader(await this.bytes(position, Math.min(end, position + HEAD_BYTES)));
      const [number, wireType] = reader.tag();
      let length = 0;
      if (wireType === WireType.LengthDelimited) length = reader.uint32();
      const headEnd = position + reader.pos;
      if (wireType !== WireType.LengthDelimited) reader.skip(wireType, number);
      const next = wireType === WireType.LengthDelimited ? headEnd + length : position + reader.pos;
      if (next > end) throw new Error('it ends in the middle of a field');
      yield { number, wireType, start: position, valueStart: headEnd, end: next };
      position = next;
    }
  }

  /** A copy of the bytes `[start, end)`. */
  async bytes(start: number, end: number): Promise<Uint8Array> {
    if (end > this.size) throw new Error('it ends too early');
    if (end - start > WINDOW_BYTES) return this.read(start, end - start);
    if (start < this.#windowStart || end > this.#windowStart + this.#window.length) {
      this.#windowStart = start;
      this.#window = await this.read(start, Math.min(WINDOW_BYTES, this.size - start));
    }
    return this.#window.slice(start - this.#windowStart, end - this.#windowStart);
  }

  private async read(position: number, length: number): Promise<Uint8Array> {
    const target = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.handle.read(target, done, length - done, position + done);
      if (bytesRead === 0) throw new Error('it ends too early');
      done += bytesRead;
    }
    return target;
  }
}
