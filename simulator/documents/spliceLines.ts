const linesBegin = '"line_items":[';

/**
 * Puts lines, as JSON, where a text has their places in numbers: consignments are written with places only, and the lines are
 * written faster elsewhere (productTexts.ts). Cut by index, because pieces that `split` and `replace` make are copies.
 */
export const spliceLines = (text: string, lines: readonly string[]): string => {
  let spliced = "";
  let done = 0;
  for (let at = text.indexOf(linesBegin); at >= 0; at = text.indexOf(linesBegin, done)) {
    const begin = at + linesBegin.length;
    const end = text.indexOf("]", begin);
    const indexes = JSON.parse(`[${text.slice(begin, end)}]`) as number[];
    spliced += text.slice(done, begin) + indexes.map((place) => lines[place]).join(",");
    done = end;
  }
  return spliced + text.slice(done);
};
