import type { Raster } from './raster.js';

// A clearly visible difference in CIELAB.
const DIFFERENT = 15;

/** Numbers in {@link foreground}. */
export const FOREGROUND_SIZE = 13;

/**
 * What stands before the background, taking the border's mean colour for the background's (product pictures mostly
 * have a plain one). In order: the border's mean L, a, b in hundreds; its spread in hundreds; the share of pixels that differ from it; the
 * smallest box around those: centre x and y (-0.5 to 0.5), width and height (0 to 1); how much of the box they fill; their
 * spread along their main axis (standard deviation over the side); cosine and sine of twice the axis' angle
 * times its elongation (0 for a round shape). All that concerns the foreground is 0 when there is none.
 */
export function foreground(raster: Raster): Float64Array {
  const { side, lab } = raster;
  const border = borderColor(raster);
  const result = new Float64Array(FOREGROUND_SIZE);
  result.set([border.l / 100, border.a / 100, border.b / 100, border.spread / 100]);

  let count = 0;
  let [left, right, top, bottom] = [side, -1, side, -1];
  let [sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = (y * side + x) * 3;
      if (Math.hypot(lab[at]! - border.l, lab[at + 1]! - border.a, lab[at + 2]! - border.b) <= DIFFERENT)
        continue;
      count++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumYY += y * y;
      sumXY += x * y;
    }
  }
  if (count === 0) return result;
  const width = right - left + 1;
  const height = bottom - top + 1;
  const varianceX = sumXX / count - (sumX / count) ** 2;
  const varianceY = sumYY / count - (sumY / count) ** 2;
  const covariance = sumXY / count - (sumX / count) * (sumY / count);
  const half = Math.hypot((varianceX - varianceY) / 2, covariance);
  const major = Math.sqrt(Math.max(0, (varianceX + varianceY) / 2 + half));
  const minor = Math.sqrt(Math.max(0, (varianceX + varianceY) / 2 - half));
  const elongation = major > 0 ? 1 - minor / major : 0;
  const angle = Math.atan2(2 * covariance, varianceX - varianceY);
  result.set(
    [
      count / (side * side),
      (left + width / 2) / side - 0.5,
      (top + height / 2) / side - 0.5,
      width / side,
      height / side,
      count / (width * height),
      major / side,
      elongation * Math.cos(angle),
      elongation * Math.sin(angle),
    ],
    4,
  );
  return result;
}

function borderColor({ side, lab }: Raster) {
  const positions: number[] = [];
  for (let i = 0; i < side; i++) positions.push(i, (side - 1) * side + i, i * side, i * side + side - 1);
  const mean = (channel: number) =>
    positions.reduce((sum, at) => sum + lab[at * 3 + channel]!, 0) / positions.length;
  const [l, a, b] = [mean(0), mean(1), mean(2)];
  const squares = positions.reduce(
    (sum, at) => sum + (lab[at * 3]! - l) ** 2 + (lab[at * 3 + 1]! - a) ** 2 + (lab[at * 3 + 2]! - b) ** 2,
    0,
  );
  return { l, a, b, spread: Math.sqrt(squares / positions.length) };
}
