/** Train once, save, and answer over HTTP from the saved model. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  ColorTextureImageEncoder,
  isRecommenderError,
  MultimodalRecommender,
  type RatingInput,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';

const folder = '.cache/save-and-serve/model';

const trained = new MultimodalRecommender({
  textEncoder: new TfidfTextEncoder({ dimensions: 32 }),
  imageEncoder: new ColorTextureImageEncoder(),
  training: { epochs: 10 },
});
await trained.fit(tinyDataset({ rows: 300 }).source);
await trained.save(folder);
await trained.dispose();

// A serving process starts here: it needs the folder only.
const recommender = await MultimodalRecommender.load(folder);
const server = createServer(async (request, response) => {
  try {
    // Only the text is taken from strangers: an image reference would make this process fetch it.
    const { text } = (await json(request)) as RatingInput;
    const prediction = await recommender.predictRating({ text: String(text ?? '') });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(prediction));
  } catch (error) {
    response.statusCode = isRecommenderError(error, 'NO_INPUT') || error instanceof SyntaxError ? 400 : 500;
    response.end(JSON.stringify({ error: (error as Error).message }));
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const { port } = server.address() as AddressInfo;
for (const text of ['great, love it', '']) {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    body: JSON.stringify({ text }),
  });
  console.log(response.status, await response.json());
}
server.close();
await recommender.dispose();
