import { RecommenderError } from '../../errors.js';
import { resizeAndCrop } from '../../images/preprocess.js';
import type { TensorInfo, TensorInput } from '../../onnx/session.js';
import type { ImagePreprocessing } from './preprocessing-options.js';

/** Raises `MODEL_OUTPUT` unless the graph takes one tensor of pictures of the size that is prepared. */
export function checkImageInputs(
  owner: string,
  file: string,
  inputs: readonly TensorInfo[],
  { crop }: ImagePreprocessing,
): void {
  const [input, ...others] = inputs;
  const [, ...sides] = input?.shape ?? [];
  const [channels, height, width] = isChannelsLast(input) ? [sides[2], sides[0], sides[1]] : sides;
  const fits = (wanted: number, size: number | string | undefined) =>
    typeof size !== 'number' || size <= 0 || size === wanted;
  const isPicture = others.length === 0 && input?.shape.length === 4 && input.type === 'float32';
  if (isPicture && fits(3, channels) && fits(crop.height, height) && fits(crop.width, width)) return;
  const takes = inputs.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join(', ');
  const hint = isPicture
    ? `Set preprocessing: { crop: { width: ${width}, height: ${height} } } if the size is at fault.`
    : 'For a model with towers choose the image tower, for instance modelFile: "vision_model".';
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `${owner}: pictures are prepared as one float32 tensor [images, 3, ${crop.height}, ${crop.width}], but "${file}" takes ${takes}. ${hint}`,
    { data: { file, inputs } },
  );
}

/** Graphs that come from Keras take `[images, height, width, 3]`. */
function isChannelsLast(input: TensorInfo | undefined): boolean {
  return input?.shape.length === 4 && input.shape[1] !== 3 && input.shape[3] === 3;
}

/** Prepared pictures -> the graph's input `[images, 3, height, width]`, or `[images, height, width, 3]` if it says so. */
export function imageFeeds(
  inputs: readonly TensorInfo[],
  pictures: readonly Float32Array[],
  { crop }: ImagePreprocessing,
): Record<string, TensorInput> {
  const { width, height } = crop;
  const size = 3 * width * height;
  const input = inputs[0]!;
  const isLast = isChannelsLast(input);
  const data = new Float32Array(pictures.length * size);
  pictures.forEach((picture, index) => {
    const place = data.subarray(index * size, (index + 1) * size);
    if (isLast) interleave(picture, place);
    else place.set(picture);
  });
  const dims = isLast ? [pictures.length, height, width, 3] : [pictures.length, 3, height, width];
  return { [input.name]: { data, dims } };
}

function interleave(planes: Float32Array, target: Float32Array): void {
  const pixels = planes.length / 3;
  for (let pixel = 0; pixel < pixels; pixel++) {
    target[pixel * 3] = planes[pixel]!;
    target[pixel * 3 + 1] = planes[pixels + pixel]!;
    target[pixel * 3 + 2] = planes[2 * pixels + pixel]!;
  }
}

/** Encoded image -> normalised planes of its channels, in the plan's order. Raises `IMAGE_UNREADABLE`. */
export async function preparePicture(bytes: Uint8Array, plan: ImagePreprocessing): Promise<Float32Array> {
  const { data } = await resizeAndCrop(bytes, plan);
  const pixels = plan.crop.width * plan.crop.height;
  const planes = new Float32Array(3 * pixels);
  for (let plane = 0; plane < 3; plane++) {
    const channel = plan.channelOrder === 'bgr' ? 2 - plane : plane;
    const values = normalizedValues(plan, channel);
    const start = plane * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) planes[start + pixel] = values[data[pixel * 3 + channel]!]!;
  }
  return planes;
}

/** What the 256 values of a channel become. */
function normalizedValues({ rescale, mean, std }: ImagePreprocessing, channel: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => (value * rescale - mean[channel]!) / std[channel]!);
}
