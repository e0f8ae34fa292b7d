import assert from "node:assert/strict";
import { textOf } from "../../docs/documents";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { type BucketWrite, startStateBucket, type StateBucket } from "../../support/stateBucket";

const stateFile = /^\.pulumi\/stacks\/.*\.json$/;

const megabytes = (writes: readonly BucketWrite[]): number =>
  writes.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000;

/** Shows a figure in the title of the running test. */
const show = ({ test }: Mocha.Context, figure: string): void => {
  if (test) test.title += `: ${figure}`;
};

/** Documents round their figures. */
const assertDocumented = (file: string, statement: RegExp, measured: number): void => {
  const [, figure = ""] = statement.exec(textOf(file)) ?? [];
  assert.notEqual(figure, "", `${file} states no figure as ${String(statement)}`);
  const isNear = Math.abs(Number(figure) - measured) <= measured / 10;
  assert.ok(isNear, `${file} states ${figure}, measured is ${measured.toFixed(2)}`);
};

describeEngine("the state of a stack in a bucket", (engineFolder) => {
  let bucket: StateBucket;
  let deployment: Deployment;
  /** What the first deployment wrote to the bucket. */
  let writes: readonly BucketWrite[];

  before(async () => {
    bucket = await startStateBucket();
    deployment = await startDeployment(engineFolder, bucket);
    const earlier = bucket.writes().length;
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
    writes = bucket.writes().slice(earlier);
  });
  after(async () => {
    await deployment?.stop();
    await bucket?.stop();
  });

  const uploads = () => writes.filter(({ isCopy }) => !isCopy);
  const states = () => uploads().filter(({ key }) => stateFile.test(key));
  const state = () => megabytes(states().slice(-1));

  it("is below 1 MB", function () {
    show(this, `${state().toFixed(2)} MB`);
    assert.ok(state() > 0 && state() < 1);
  });

  it("is uploaded below 60 MB in total by a first deployment", function () {
    const total = megabytes(uploads());
    show(this, `${total.toFixed(1)} MB, ${states().length} versions`);
    assert.ok(total > state() && total < 60);
  });

  it("has the size that docs/deploy.md states", () => {
    assertDocumented("docs/deploy.md", /uploads some (\d+) versions/, states().length);
    assertDocumented("docs/deploy.md", /versions, (\d+) MB in total/, megabytes(uploads()));
    assertDocumented("docs/deploy.md", /the last one of ([\d.]+) MB/, state());
  });

  it("is written as often as docs/costs.md calculates", () => {
    const row = "State bucket.*";
    assertDocumented("docs/costs.md", new RegExp(`${row}\\((\\d+) writes`), writes.length);
    assertDocumented("docs/costs.md", new RegExp(`${row} (\\d+) MB of old`), megabytes(writes));
  });
});
