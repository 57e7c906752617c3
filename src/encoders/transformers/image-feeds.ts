import { RecommenderError } from '../../errors.js';
import { resizeAndCrop } from '../../images/preprocess.js';
import type { OnnxGraph, TensorInput } from './onnx-graph.js';
import type { ImagePreprocessing } from './preprocessing-options.js';

/** Raises `MODEL_OUTPUT` unless the graph takes one tensor of pictures, channels first, of the size that is prepared. */
export function checkImageInputs(
  owner: string,
  file: string,
  graph: OnnxGraph,
  { crop }: ImagePreprocessing,
): void {
  const [input, ...others] = graph.inputs;
  const [, channels, height, width] = input?.shape ?? [];
  const fits = (wanted: number, size: number | string | undefined) =>
    typeof size !== 'number' || size <= 0 || size === wanted;
  const isPicture = others.length === 0 && input?.shape.length === 4 && input.type === 'float32';
  if (isPicture && fits(3, channels) && fits(crop.height, height) && fits(crop.width, width)) return;
  const takes = graph.inputs
    .map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`)
    .join(', ');
  const hint = isPicture
    ? `Set preprocessing: { crop: { width: ${width}, height: ${height} } } if the size is at fault.`
    : 'For a model with towers choose the image tower, for instance modelFile: "vision_model".';
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `${owner}: pictures are prepared as one float32 tensor [images, 3, ${crop.height}, ${crop.width}], but "${file}" takes ${takes}. ${hint}`,
    { data: { file, inputs: graph.inputs } },
  );
}

/** Prepared pictures -> the graph's input `[images, 3, height, width]`. */
export function imageFeeds(
  graph: OnnxGraph,
  pictures: readonly Float32Array[],
  { crop }: ImagePreprocessing,
): Record<string, TensorInput> {
  const size = 3 * crop.width * crop.height;
  const data = new Float32Array(pictures.length * size);
  pictures.forEach((picture, index) => {
    data.set(picture, index * size);
  });
  return { [graph.inputs[0]!.name]: { data, dims: [pictures.length, 3, crop.height, crop.width] } };
}

/** Encoded image -> normalised planes of red, green and blue. Raises `IMAGE_UNREADABLE`. */
export async function preparePicture(bytes: Uint8Array, plan: ImagePreprocessing): Promise<Float32Array> {
  const { data } = await resizeAndCrop(bytes, plan);
  const pixels = plan.crop.width * plan.crop.height;
  const planes = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    const scale = plan.rescale / plan.std[channel]!;
    const shift = plan.mean[channel]! / plan.std[channel]!;
    for (let pixel = 0; pixel < pixels; pixel++) {
      planes[channel * pixels + pixel] = data[pixel * 3 + channel]! * scale - shift;
    }
  }
  return planes;
}
