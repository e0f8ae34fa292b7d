import { storeArguments, usage, type StoreArguments } from "./storeArguments";
import { startStoreServer } from "./storeServer";

const welcome = (
  url: string,
  { hash, token, orders }: StoreArguments,
): string => `A simulated BigCommerce store with ${orders} orders is open.

  API      ${url}/stores/${hash}/v2
  Look in  ${url}/_simulator/

Try it:

  curl -H "X-Auth-Token: ${token}" -H "Accept: application/json" "${url}/stores/${hash}/v2/orders?status_id=11&limit=2"
  curl -X POST ${url}/_simulator/orders -d '{"kind":"digital"}'

Ctrl-C closes it.
`;

const refuse = (problem: Error): void => {
  process.stderr.write(`${problem.message}\n\n${usage}`);
  process.exitCode = 2;
};

const open = async (settings: StoreArguments): Promise<void> => {
  const { url, close } = await startStoreServer(settings);
  process.stdout.write(welcome(url, settings));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close());
};

const run = async (): Promise<void> => {
  const settings = storeArguments(process.argv.slice(2));
  if (settings === "help") process.stdout.write(usage);
  else if (settings instanceof Error) refuse(settings);
  else await open(settings);
};

run().catch((problem: unknown) => {
  process.stderr.write(
    `The store could not open: ${problem instanceof Error ? problem.message : String(problem)}\n`,
  );
  process.exitCode = 1;
});
