import { collectImages } from '../../src/images/collect-images.js';

/** Run in a process of its own: downloads the URLs that it is given and prints the summary. */
const [directory = '', ...urls] = process.argv.slice(2);
const { summary } = await collectImages(urls, {
  directory,
  allowPrivateAddresses: true,
  concurrencyPerHost: 4,
});
console.log(JSON.stringify(summary));
