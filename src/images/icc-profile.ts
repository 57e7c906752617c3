/** Red, green and blue of sRGB in a profile: XYZ under D50 (IEC 61966-2-1 adapted by Bradford's method). */
const SRGB_COLORANTS: Readonly<Record<string, readonly number[]>> = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};
/** Light of sRGB's middle grey: `((0.5 + 0.055) / 1.055) ** 2.4`. */
const SRGB_MIDDLE = 0.214;

/**
 * Does an embedded ICC profile say what is assumed without one? A conversion would then change nothing but roundings.
 * Judged by primaries and tone curve, since names differ from maker to maker. Profiles made of tables are not sRGB here.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    const tags = readTags(view);
    if (tags.has('A2B0')) return false;
    const hasPrimaries = Object.entries(SRGB_COLORANTS).every(([name, wanted]) => {
      const at = tags.get(name);
      return (
        at !== undefined && wanted.every((value, axis) => near(fixed(view, at + 8 + axis * 4), value, 0.003))
      );
    });
    return (
      hasPrimaries &&
      ['rTRC', 'gTRC', 'bTRC'].every((name) => {
        const at = tags.get(name);
        return at !== undefined && near(middleOfCurve(view, at), SRGB_MIDDLE, 0.0015);
      })
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Offsets of the tags (ICC.1:2022, section 7.3). */
function readTags(view: DataView): Map<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(100, view.getUint32(128));
  for (let index = 0; index < count; index++) {
    const entry = 132 + index * 12;
    tags.set(text(view, entry), view.getUint32(entry + 4));
  }
  return tags;
}

/** What half of full drive gives, of a `curv` (section 10.6) or `para` (10.18) curve; NaN for what is neither. */
function middleOfCurve(view: DataView, at: number): number {
  const type = text(view, at);
  if (type === 'curv') {
    const count = view.getUint32(at + 8);
    if (count === 0) return 0.5;
    if (count === 1) return 0.5 ** (view.getUint16(at + 12) / 256);
    const position = (count - 1) / 2;
    const low = view.getUint16(at + 12 + Math.floor(position) * 2);
    const high = view.getUint16(at + 12 + Math.ceil(position) * 2);
    return (low + high) / 2 / 65535;
  }
  if (type !== 'para' || view.getUint16(at + 8) !== 3) return Number.NaN;
  const [g = 0, a = 0, b = 0] = [0, 1, 2].map((index) => fixed(view, at + 12 + index * 4));
  return (a * 0.5 + b) ** g;
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

/** A number of 16 bits before and 16 behind the point. */
function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function near(value: number, wanted: number, tolerance: number): boolean {
  return Math.abs(value - wanted) <= tolerance;
}
