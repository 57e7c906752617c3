import type { EncoderLoadOptions } from '../../contracts/index.js';
import { throwIfAborted } from '../../util/abort.js';
import type { ModelFiles } from '../hub/model-files.js';
import type { EncoderEngine } from './engine.js';
import { vectorFingerprint } from './fingerprint.js';
import { readJson } from './graph-file.js';
import { checkImageInputs, imageFeeds, preparePicture } from './image-feeds.js';
import type { ImageEncoderPlan, ResolvedImageEncoderOptions } from './image-options.js';
import type { EncoderKind } from './model-encoder.js';
import { type OpenModelSteps, openModel } from './open-model.js';
import { normalizeRow, pool } from './pooling.js';
import { resolvePreprocessing } from './preprocessing.js';
import type { ImagePreprocessing } from './preprocessing-options.js';

/** How encoders of images open their models. */
export const IMAGE_KIND: EncoderKind<Uint8Array, ResolvedImageEncoderOptions, ImageEncoderPlan> = {
  kind: 'image',
  open: openImageEngine,
  companion: readPreprocessing,
};

async function readPreprocessing(
  owner: string,
  options: ResolvedImageEncoderOptions,
  files: ModelFiles,
): Promise<ImagePreprocessing> {
  const path = await files.find(['preprocessor_config.json']);
  const settings = path === null ? null : await readJson(files, path);
  return resolvePreprocessing(owner, settings, options.preprocessing);
}

/** Opens an image model in this thread. Errors as in {@link openModel}. */
async function openImageEngine(
  owner: string,
  options: ResolvedImageEncoderOptions,
  load: EncoderLoadOptions,
): Promise<EncoderEngine<Uint8Array, ImageEncoderPlan>> {
  const steps: OpenModelSteps<ImagePreprocessing> = {
    companion: (files) => readPreprocessing(owner, options, files),
    checkInputs: checkImageInputs,
    tryOut: (session, preprocessing) => {
      const blank = new Float32Array(3 * preprocessing.crop.width * preprocessing.crop.height);
      return session.run(imageFeeds(session.inputs, [blank], preprocessing));
    },
  };
  const opened = await openModel(owner, 'image', options, steps, load);
  const { session, companion: preprocessing, choice, dimensions, pooling, hash } = opened;
  const { model, revision, dtype, normalize } = options;
  const isSingle = opened.isScaledByRun || session.inputs.some(({ shape }) => shape[0] === 1);
  const imagesPerRun = isSingle ? 1 : options.imagesPerRun;
  const output = choice.tensor;
  return {
    plan: {
      model,
      revision,
      commit: opened.commit,
      dtype,
      file: opened.file,
      output,
      isTapped: choice.isTapped,
      pooling,
      normalize,
      dimensions,
      preprocessing,
      imagesPerRun,
    },
    fingerprint: vectorFingerprint('image', { hash, output, pooling, normalize, dtype, preprocessing }),
    encode: async (images, signal) => {
      throwIfAborted(signal);
      const data = new Float32Array(images.length * dimensions);
      const prepare = (start: number) => {
        const pictures = Promise.all(
          images.slice(start, start + imagesPerRun).map((bytes) => preparePicture(bytes, preprocessing)),
        );
        // It is awaited one run later; until then a failure must not count as unhandled.
        pictures.catch(() => {});
        return pictures;
      };
      let preparing = prepare(0);
      for (let start = 0; start < images.length; start += imagesPerRun) {
        const pictures = await preparing;
        throwIfAborted(signal);
        // The next pictures are decoded by other threads while this run computes.
        preparing = prepare(start + imagesPerRun);
        const vectors = pool(await session.run(imageFeeds(session.inputs, pictures, preprocessing)), pooling);
        vectors.forEach((vector, index) => {
          if (normalize) normalizeRow(vector);
          data.set(vector, (start + index) * dimensions);
        });
      }
      return { data, rows: images.length, dimensions };
    },
    release: () => session.release(),
  };
}
