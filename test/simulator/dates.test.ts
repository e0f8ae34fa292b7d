import assert from "node:assert/strict";
import { parseDate, rfc2822 } from "../../simulator/dates";

const instant = Date.UTC(2019, 2, 5, 21, 40, 11);

describe("dates", () => {
  it("are formatted correctly, in any order of days", () => {
    const instants = [0, 86_399_999, 86_400_000, 1, -1, Date.UTC(2028, 1, 29, 23, 59, 59, 999)];
    for (const ms of [...instants, ...instants.reverse()])
      assert.equal(rfc2822(ms), new Date(ms).toUTCString().replace("GMT", "+0000"));
  });

  it("are formatted in RFC 2822 with +0000", () =>
    assert.equal(rfc2822(instant), "Tue, 05 Mar 2019 21:40:11 +0000"));

  for (const text of [
    "Tue, 05 Mar 2019 21:40:11 +0000",
    "5 Mar 2019 21:40:11 GMT",
    "Tue, 05 Mar 2019 16:40:11 -0500",
    "2019-03-05T21:40:11Z",
    "2019-03-05T21:40:11.987Z",
    "2019-03-05T23:40:11+02:00",
    "2019-03-05T21:40:11",
    "2019-03-05 21:40:11",
  ]) {
    it(`are parsed from ${text}`, () => assert.equal(parseDate(text), instant));
  }

  it("without a time mean midnight", () =>
    assert.equal(parseDate("2019-03-05"), Date.UTC(2019, 2, 5)));

  for (const text of [
    "",
    "yesterday",
    "2019-02-30",
    "2019-13-01",
    "2019-03-05T25:00:00Z",
    "2019-03-05T21:40:11 02:00",
    "1551822011",
    "Tue, 05 Foo 2019 21:40:11 +0000",
  ]) {
    it(`are not parsed from "${text}"`, () => assert.equal(parseDate(text), undefined));
  }
});
