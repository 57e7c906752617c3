/** Names of the interpolation filters, as they appear in plans and options. */
export type ResampleKernel =
  | 'nearest'
  | 'box'
  | 'linear'
  | 'hamming'
  | 'cubic'
  | 'mitchell'
  | 'lanczos2'
  | 'lanczos3';

/** A filter around 0: `weight` is 0 beyond `support`. */
export interface ResampleFilter {
  /** Half the width, in source pixels when enlarging, in target pixels when shrinking. */
  readonly support: number;
  weight(x: number): number;
}

/** Filters that weigh several source pixels; `nearest` takes one and needs no weights. */
export const FILTERS: Readonly<Record<Exclude<ResampleKernel, 'nearest'>, ResampleFilter>> = {
  // Open at the left and closed at the right, so that a pixel on a border belongs to one side only.
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  linear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  cubic: { support: 2, weight: (x) => cubicSpline(x, 0, 0.5) },
  mitchell: { support: 2, weight: (x) => cubicSpline(x, 1 / 3, 1 / 3) },
  lanczos2: { support: 2, weight: (x) => lanczos(x, 2) },
  lanczos3: { support: 3, weight: (x) => lanczos(x, 3) },
};

/** Interpolation filters by name. */
export const RESAMPLE_KERNELS: readonly ResampleKernel[] = [
  'nearest',
  ...(Object.keys(FILTERS) as (keyof typeof FILTERS)[]),
];

/** The family of Mitchell and Netravali, "Reconstruction filters in computer graphics", SIGGRAPH 1988, formula 8. */
function cubicSpline(position: number, b: number, c: number): number {
  const x = Math.abs(position);
  if (x < 1) return ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + (6 - 2 * b)) / 6;
  if (x >= 2) return 0;
  return (
    ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6
  );
}

function lanczos(x: number, lobes: number): number {
  return x >= -lobes && x < lobes ? sinc(x) * sinc(x / lobes) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** A sinc of one lobe under Hamming's window. */
function hamming(position: number): number {
  const x = Math.abs(position);
  return x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI));
}
