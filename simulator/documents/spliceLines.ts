const linesBegin = '"line_items":[';

/**
 * Replaces the indexes of lines in serialized consignments by the lines' JSON, which serializedProducts.ts serializes faster.
 * Slices by index, since `split` and `replace` copy the pieces.
 */
export const spliceLines = (text: string, lines: readonly string[]): string => {
  let spliced = "";
  let position = 0;
  for (let at = text.indexOf(linesBegin); at >= 0; at = text.indexOf(linesBegin, position)) {
    const begin = at + linesBegin.length;
    const end = text.indexOf("]", begin);
    const indexes = JSON.parse(`[${text.slice(begin, end)}]`) as number[];
    spliced += text.slice(position, begin) + indexes.map((index) => lines[index]).join(",");
    position = end;
  }
  return spliced + text.slice(position);
};
