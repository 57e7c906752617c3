import type { EncoderLoadOptions } from '../../contracts/index.js';
import { throwIfAborted } from '../../util/abort.js';
import { ModelFiles } from '../hub/model-files.js';
import { locateModel } from '../hub/model-location.js';
import { findGraph, hashGraph, readConfig } from './graph-file.js';
import type { ModelOptions } from './model-options.js';
import { checkOutput, chooseOutput, type OutputDemand } from './model-output.js';
import { type OnnxGraph, openGraph, type TensorOutput } from './onnx-graph.js';

/** A model that was opened, tried on one input and found to give what was demanded. */
export interface OpenModel<Companion> {
  readonly graph: OnnxGraph;
  /** Absolute path of the ONNX file. */
  readonly file: string;
  /** The commit on the Hub that the files are of; `null` where it is not known. */
  readonly commit: string | null;
  /** SHA-256 of the weights. */
  readonly hash: string;
  /** Name of the output in use. */
  readonly output: string;
  /** Width of the vectors. */
  readonly dimensions: number;
  /** What else the encoder opened: a tokenizer, a plan for pictures. */
  readonly companion: Companion;
}

/** What differs between kinds of encoders. */
export interface OpenModelSteps<Companion> {
  /** Opens what belongs to the model besides the graph. */
  companion(files: ModelFiles, config: Readonly<Record<string, unknown>>): Promise<Companion>;
  /** Raises `MODEL_OUTPUT` if the graph takes inputs of another kind. */
  checkInputs(graph: OnnxGraph, file: string, companion: Companion): void;
  /** Runs the graph on the simplest input, so that what it gives is seen before any work begins. */
  tryOut(graph: OnnxGraph, output: string, companion: Companion): Promise<TensorOutput>;
}

/**
 * Finds (or fetches) the files of a model, opens it and checks its output. When a step fails everything opened so far
 * is closed again.
 */
export async function openModel<Companion>(
  owner: string,
  options: ModelOptions,
  demand: Pick<OutputDemand, 'preferred' | 'pooling' | 'dimensions'>,
  steps: OpenModelSteps<Companion>,
  { signal, onProgress }: EncoderLoadOptions,
): Promise<OpenModel<Companion>> {
  throwIfAborted(signal);
  const files = new ModelFiles(owner, locateModel(options), signal, { onProgress });
  const config = await readConfig(files, options);
  const companion = await steps.companion(files, config);
  const file = await findGraph(files, options, config);
  const hash = await hashGraph(file);
  throwIfAborted(signal);
  const graph = await openGraph(owner, file, options.threads);
  try {
    const demanded = { ...demand, owner, file, output: options.output };
    steps.checkInputs(graph, file, companion);
    const output = chooseOutput(graph, demanded);
    const dimensions = checkOutput(graph, demanded, output, await steps.tryOut(graph, output, companion));
    throwIfAborted(signal);
    return { graph, file, commit: files.commit, hash, output, dimensions, companion };
  } catch (error) {
    await graph.release();
    throw error;
  }
}
