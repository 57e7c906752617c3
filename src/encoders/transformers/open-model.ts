import type { EncoderLoadOptions } from '../../contracts/index.js';
import { externalFiles } from '../../onnx/external-files.js';
import { keepFirstToken } from '../../onnx/first-token.js';
import { readModelFile, unusableModel } from '../../onnx/inspect.js';
import type { OnnxModel } from '../../onnx/model.js';
import { openEditedModel } from '../../onnx/open-session.js';
import { selectOutput } from '../../onnx/select-outputs.js';
import type { OnnxSession, TensorInfo, TensorOutput } from '../../onnx/session.js';
import { modelInputs } from '../../onnx/value-shape.js';
import { throwIfAborted } from '../../util/abort.js';
import { ModelFiles } from '../hub/model-files.js';
import { locateModel } from '../hub/model-location.js';
import { checkOutput } from './check-output.js';
import { chooseOutput, type OutputChoice } from './choose-output.js';
import { findGraph, hashGraph, readConfig } from './graph-file.js';
import type { ModelOptions } from './model-options.js';
import type { OutputDemand } from './output-demand.js';
import type { Pooling } from './pooling.js';

/** A model that was opened, tried on one input and found to give what was demanded. */
export interface OpenModel<Companion> {
  readonly session: OnnxSession;
  /** Absolute path of the ONNX file. */
  readonly file: string;
  /** The commit on the Hub that the files are of; `null` where it is not known. */
  readonly commit: string | null;
  /** SHA-256 of the weights. */
  readonly hash: string;
  readonly choice: OutputChoice;
  readonly pooling: Pooling;
  /** Width of the vectors. */
  readonly dimensions: number;
  /** Would a larger run change the vectors, because numbers are scaled by the whole of it? */
  readonly isScaledByRun: boolean;
  /** What else the encoder opened: a tokenizer, a plan for pictures. */
  readonly companion: Companion;
}

/** What differs between kinds of encoders. */
export interface OpenModelSteps<Companion> {
  /** Opens what belongs to the model besides the graph. */
  companion(files: ModelFiles, config: Readonly<Record<string, unknown>>): Promise<Companion>;
  /** Raises `MODEL_OUTPUT` if the graph takes inputs of another kind. */
  checkInputs(owner: string, file: string, inputs: readonly TensorInfo[], companion: Companion): void;
  /** Runs the graph on the simplest input, so that what it gives is seen before any work begins. */
  tryOut(session: OnnxSession, companion: Companion): Promise<TensorOutput>;
  /** What the model's own files say of pooling; looked at when the options say nothing. */
  pooling?(companion: Companion): Pooling | null;
}

/**
 * Finds (or fetches) the files of a model, chooses its output, opens it and checks what it gives. When a step fails
 * everything opened so far is closed again.
 */
export async function openModel<Companion>(
  owner: string,
  kind: OutputDemand['kind'],
  options: ModelOptions & { readonly pooling: Pooling | null },
  steps: OpenModelSteps<Companion>,
  { signal, onProgress }: EncoderLoadOptions,
): Promise<OpenModel<Companion>> {
  throwIfAborted(signal);
  const files = new ModelFiles(owner, locateModel(options), signal, { onProgress });
  const config = await readConfig(files);
  const companion = await steps.companion(files, config);
  const told = options.pooling ?? steps.pooling?.(companion) ?? null;
  const listFiles = listExternalFiles(owner);
  const file = await findGraph(files, options, config, listFiles);
  const hash = await hashGraph(file, listFiles);
  throwIfAborted(signal);
  const model = await readModelFile(owner, file);
  const demand = {
    owner,
    kind,
    file,
    config,
    output: options.output,
    pooling: told,
    dimensions: options.dimensions,
  };
  steps.checkInputs(owner, file, modelInputs(model), companion);
  const choice = chooseOutput(model, demand);
  const edited = selectOutput(model, choice.tensor);
  const tried = await openAndTry(edited, choice, options.threads, (session) =>
    steps.tryOut(session, companion),
  ).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'RecommenderError'
      ? error
      : unusableModel(owner, file, error);
  });
  const { session, output } = tried;
  try {
    const { pooling, dimensions } = checkOutput(model, demand, choice, output);
    throwIfAborted(signal);
    const isScaledByRun = model.nodes.some(({ opType }) => opType.startsWith('DynamicQuantize'));
    return {
      session,
      file,
      commit: files.commit,
      hash,
      choice,
      pooling,
      dimensions,
      isScaledByRun,
      companion,
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Names the files in which a graph keeps weights. Raises `MODEL_NOT_FOUND` when it is no graph. */
export function listExternalFiles(owner: string): (graph: string) => Promise<string[]> {
  return async (graph) => externalFiles(await readModelFile(owner, graph));
}

/** Tries the model without what is not needed, and where onnxruntime does not take it that way, as it is. */
async function openAndTry(
  model: OnnxModel,
  { pooling }: OutputChoice,
  threads: number | null,
  tryOut: (session: OnnxSession) => Promise<TensorOutput>,
): Promise<{ session: OnnxSession; output: TensorOutput }> {
  const attempt = async (version: OnnxModel) => {
    const session = await openEditedModel(version, threads);
    try {
      return { session, output: await tryOut(session) };
    } catch (error) {
      await session.release();
      throw error;
    }
  };
  const narrowed = keepFirstToken(model, pooling === 'cls');
  if (narrowed === model) return attempt(model);
  return attempt(narrowed).catch(() => attempt(model));
}
