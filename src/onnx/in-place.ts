import { GraphBuilder } from './graph-builder.js';
import { type OnnxSession, openSession, type TensorInput } from './session.js';

/**
 * Runs of which nothing but the memory of the targets comes back.
 *
 * onnxruntime-node computes into the memory that it is given, and then makes an array of every output all the same: 14 MB of gradients that
 * are zeroed, copied and collected again in every training step, a quarter of its time. It makes them in the order of the outputs, after the
 * run, and raises an error at one that is no tensor. A graph whose first output is a sequence (`refuseResults`) has therefore done all of
 * its work when that error comes. How the error reads is learnt from a tiny graph, once: a version that behaves in another way is
 * used in the ordinary way.
 */
let refusal: Promise<string | undefined> | undefined;

/** Is there something to be gained from a graph that refuses its results? */
export async function canRunInPlace(): Promise<boolean> {
  return (await learnRefusal()) !== undefined;
}

/** Computes the outputs that are named in `targets` into their memory, by any graph. */
export async function runInPlace(
  session: OnnxSession,
  feeds: Readonly<Record<string, TensorInput>>,
  targets: Readonly<Record<string, TensorInput>>,
): Promise<void> {
  try {
    await session.runInto(feeds, targets);
  } catch (error) {
    const expected = await learnRefusal();
    if (expected === undefined || messageOf(error) !== expected) throw error;
  }
}

function learnRefusal(): Promise<string | undefined> {
  refusal ??= probe();
  return refusal;
}

/** The message of a refusal that comes when all is done; undefined where there is none, or where it comes before. */
async function probe(): Promise<string | undefined> {
  const graph = new GraphBuilder();
  const name = graph.expose(graph.map('Neg', graph.input('x', [1])));
  const target = { data: new Float32Array(1), dims: [1] };
  let session: OnnxSession | undefined;
  try {
    session = await openSession({ model: graph.finish('probe', true), folder: '', threads: 1 });
    await session.runInto({ x: { data: Float32Array.of(1), dims: [1] } }, { [name]: target });
    return undefined;
  } catch (error) {
    return target.data[0] === -1 ? messageOf(error) : undefined;
  } finally {
    await session?.release();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
