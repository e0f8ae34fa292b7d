import type { DeclaredStack } from "../declareStack";
import { startEmbeddedCloud } from "../embeddedCloud";
import type { InvocationResult } from "../lambda/functionDefinition";
import type { Mail } from "../services/mailbox";
import { declaredRules } from "../start/declaredRules";
import type { OpenedStore } from "../start/openStore";
import { fillPlaceholders } from "./eventFile";

export interface InvokeRequest {
  readonly functionName: string;
  /** With placeholders. */
  readonly event: unknown;
  readonly stack: DeclaredStack;
  readonly opened: OpenedStore;
}

export interface InvokeResult extends InvocationResult {
  /** The version of Node that ran the function. */
  readonly node: string;
  /** The number of messages in each queue afterwards. */
  readonly queues: Readonly<Record<string, number>>;
  readonly mails: readonly Mail[];
}

/** Without mappings, messages stay in their queues and trigger no other function. */
const withoutMappings = (stack: DeclaredStack): DeclaredStack => ({
  ...stack,
  resources: stack.resources.filter(
    ({ type }) => type !== "aws:lambda/eventSourceMapping:EventSourceMapping",
  ),
});

const physicalName = ({ outputs }: DeclaredStack, functionName: string): string => {
  const names = outputs.functionNames as Readonly<Record<string, string>> | undefined;
  const name = names?.[functionName];
  if (name === undefined) throw new Error(`The stack's outputs name no function ${functionName}`);
  return name;
};

const newOrder = async (stack: DeclaredStack, { store }: OpenedStore): Promise<number> => {
  const { newStatuses, isNew } = declaredRules(stack);
  const orders = await store.orders({ newStatuses, completedSince: new Date(0) });
  const found = orders.find(isNew);
  if (!found) throw new Error("The simulated store holds no order in a new status");
  return found.id;
};

/** Creates the stack's resources, invokes one of its functions, and stops. */
export const invokeFunction = async (request: InvokeRequest): Promise<InvokeResult> => {
  const { functionName, stack, opened } = request;
  const name = physicalName(stack, functionName);
  const event = fillPlaceholders(request.event, {
    STORE_HASH: opened.store.hash,
    WEBHOOK_SECRET: opened.secret,
    ORDER_ID: String(await newOrder(stack, opened)),
  });
  const cloud = await startEmbeddedCloud({ stack: withoutMappings(stack) });
  try {
    const outcome = await cloud.invoke(name, event);
    const depths = Object.entries(await cloud.queueDepths());
    return {
      ...outcome,
      node: cloud.nodeVersion,
      queues: Object.fromEntries(
        depths.map(([queue, { visible, delayed }]) => [queue, visible + delayed]),
      ),
      mails: cloud.mailbox.list(),
    };
  } finally {
    await cloud.stop();
  }
};
