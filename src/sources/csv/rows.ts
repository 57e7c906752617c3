import type { ReadOptions } from '../../contracts/index.js';
import type { Interaction, Item } from '../../types.js';
import { toId, toNumber, toPrice, toText, toTimestamp, withoutUndefined } from '../fields.js';
import { type Location, shortName } from '../files/location.js';
import type { ResolveImage } from '../image-reference.js';
import { joinReviewText } from '../review-text.js';
import { readTable } from './read-table.js';

export type InteractionField = 'userId' | 'itemId' | 'rating' | 'text' | 'title' | 'timestamp' | 'split';
export type ItemField = 'itemId' | 'title' | 'description' | 'features' | 'categories' | 'price' | 'image';

/** A table, and the column of each field. */
export interface Table<Field extends string> {
  readonly location: Location;
  readonly columns: Readonly<Partial<Record<Field, string>>>;
  readonly delimiter: string;
}

/** The interactions of a table; rows without an id or a rating are reported. */
export async function* readInteractionRows(
  { location, columns, delimiter }: Table<InteractionField>,
  options: ReadOptions,
): AsyncGenerator<Interaction> {
  for await (const { line, cells } of readTable(location, columns, delimiter, options)) {
    const skip = (reason: string, detail: string) =>
      options.onSkip?.({ reason, detail, file: shortName(location.label), line });
    const itemId = toId(cells.itemId);
    const userId = toId(cells.userId);
    const rating = toNumber(cells.rating);
    if (itemId === undefined) skip('MISSING_ITEM_ID', `column "${columns.itemId}" is empty`);
    else if (userId === undefined) skip('MISSING_USER_ID', `column "${columns.userId}" is empty`);
    else if (rating === undefined)
      skip('RATING_NOT_A_NUMBER', `the rating is ${JSON.stringify(cells.rating)}`);
    else {
      yield withoutUndefined({
        userId,
        itemId,
        rating,
        text: joinReviewText(toText(cells.title), toText(cells.text), 'title-and-text'),
        timestamp: toTimestamp(cells.timestamp),
        split: toText(cells.split),
      });
    }
  }
}

/** The items of a table; lists are written in one cell with `listSeparator` between their entries. */
export async function* readItemRows(
  { location, columns, delimiter }: Table<ItemField>,
  listSeparator: string,
  resolveImage: ResolveImage,
  options: ReadOptions,
): AsyncGenerator<Item> {
  const toList = (cell: string | undefined) => {
    const entries = toText(cell)
      ?.split(listSeparator)
      .flatMap((entry) => toText(entry.trim()) ?? []);
    return entries?.length === 0 ? undefined : entries;
  };
  for await (const { line, cells } of readTable(location, columns, delimiter, options)) {
    const skip = (reason: string, detail: string, field?: string) =>
      options.onSkip?.({
        reason,
        detail,
        file: shortName(location.label),
        line,
        ...(field !== undefined && { field }),
      });
    const itemId = toId(cells.itemId);
    if (itemId === undefined) {
      skip('MISSING_ITEM_ID', `column "${columns.itemId}" is empty`);
      continue;
    }
    const address = toText(cells.image);
    const image = address === undefined ? undefined : resolveImage(address);
    if (address !== undefined && image === undefined) {
      skip('LOCAL_IMAGE_IN_REMOTE_METADATA', `${itemId}: ${address.slice(0, 200)}`, 'image');
    }
    yield withoutUndefined({
      itemId,
      title: toText(cells.title),
      description: toText(cells.description),
      features: toList(cells.features),
      categories: toList(cells.categories),
      price: toPrice(cells.price),
      image,
    });
  }
}
