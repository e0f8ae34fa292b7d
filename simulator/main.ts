import { storeArguments, type StoreArguments, usage } from "./storeArguments";
import { startStoreServer } from "./storeServer";

const startMessage = (
  url: string,
  { hash, token, orders }: StoreArguments,
): string => `A simulated BigCommerce store with ${orders} orders is running.

  API      ${url}/stores/${hash}/v2
  Console  ${url}/_simulator/

Try it:

  curl -H "X-Auth-Token: ${token}" -H "Accept: application/json" "${url}/stores/${hash}/v2/orders?status_id=11&limit=2"
  curl -X POST ${url}/_simulator/orders -d '{"kind":"digital"}'

Ctrl-C stops the store.
`;

const rejectArguments = (error: Error): void => {
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
};

const start = async (settings: StoreArguments): Promise<void> => {
  const { url, close } = await startStoreServer(settings);
  process.stdout.write(startMessage(url, settings));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void close());
};

const run = async (): Promise<void> => {
  const settings = storeArguments(process.argv.slice(2));
  if (settings === "help") process.stdout.write(usage);
  else if (settings instanceof Error) rejectArguments(settings);
  else await start(settings);
};

run().catch((error: unknown) => {
  process.stderr.write(
    `The store could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
