import { encodePng } from './png.js';

const JPEG_8_BY_8 =
  '/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4r' +
  'K06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgDAREAAhEBAxEB/8QAFAABAAAA' +
  'AAAAAAAAAAAAAAAAAf/EAB0QAAICAQUAAAAAAAAAAAAAAAECESEDMTJhkfD/xAAUAQEAAAAAAAAAAAAAAAAAAAAA/8QAHxEAAQIGAwAAAAAAAAAA' +
  'AAAAAQLwABEhMkFRYbHR/9oADAMBAAIRAxEAPwAYBVXGoUTrYj19cbiDQrLb0F6uB0/Z5j//2Q==';

/** A JPEG file of 8 x 8 pixels. */
export function jpegImage(): Uint8Array {
  return Uint8Array.from(Buffer.from(JPEG_8_BY_8, 'base64'));
}

/** Five pictures that differ in colour, texture and proportions. */
export function sampleImages(): Uint8Array[] {
  return [
    encodePng(24, 24, 3, () => [210, 40, 40]),
    encodePng(40, 20, 3, (x) => [x * 6, 60, 255 - x * 6]),
    encodePng(20, 48, 3, (x, y) => (((x >> 2) + (y >> 2)) % 2 === 0 ? [250, 250, 250] : [20, 20, 20])),
    encodePng(32, 32, 3, (x, y) => ((x - 16) ** 2 + (y - 16) ** 2 < 120 ? [30, 160, 60] : [240, 240, 230])),
    jpegImage(),
  ];
}

/** Twelve pictures for encoders that learn. */
export function trainingImages(): Uint8Array[] {
  return Array.from({ length: 12 }, (_, index) =>
    encodePng(16 + index, 24, 3, (x, y) => [(index * 20) % 256, (x * (index + 3)) % 256, (y * 9) % 256]),
  );
}

/** Kinds of files that catalogues hold. */
export function unusualImages(): Record<string, Uint8Array> {
  return {
    'a JPEG': jpegImage(),
    'a PNG': encodePng(12, 9, 3, (x, y) => [x * 20, y * 25, 128]),
    'a grey picture': encodePng(16, 16, 1, (x, y) => [(x * y) % 256]),
    'a grey picture with transparency': encodePng(10, 10, 2, (x, y) => [x * 20, y * 25]),
    'a picture with transparency': encodePng(16, 16, 4, (x, y) => [200, 30, 30, (x + y) * 8]),
    'a wholly transparent picture': encodePng(8, 8, 4, () => [0, 0, 0, 0]),
    'a picture of one pixel': encodePng(1, 1, 3, () => [10, 200, 90]),
    'a very wide picture': encodePng(400, 2, 3, (x) => [x % 256, 90, 40]),
  };
}

/** What a server sends instead of a picture. */
export const UNREADABLE_IMAGES: Readonly<Record<string, Uint8Array>> = Object.freeze({
  'random bytes': Uint8Array.from({ length: 200 }, (_, index) => (index * 89 + 31) % 256),
  'an empty file': new Uint8Array(),
  'an HTML page': Uint8Array.from(Buffer.from('<!doctype html><title>404</title><p>Not found')),
});
