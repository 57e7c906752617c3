/** Pixels of the PNG per pixel of the SVG. */
const PNG_SCALE = 2;

/**
 * An SVG as PNG in twice its size, for slides and places that take no SVG. Letters need a font on the machine that
 * draws (the Debian package `fonts-dejavu-core`, for instance); without any, every letter is an empty box.
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(svg), { density: 72 * PNG_SCALE })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
