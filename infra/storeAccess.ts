import * as pulumi from "@pulumi/pulumi";
import type { Binding, Environment } from "./binding";
import type { Permission } from "./permission";
import { SecretParameter } from "./secretParameter";

export interface StoreAccessArgs {
  readonly apiUrl: string;
  readonly hash: string;
  readonly clientId: string;
  readonly token: pulumi.Input<string>;
  readonly quotaReservePercent: number;
  readonly newOrderStatusIds: readonly number[];
  readonly acknowledge: string;
  readonly startFrom: string;
}

/** Binds a function to the store: the URL, the token, and which orders are new. */
export class StoreAccess extends pulumi.ComponentResource implements Binding {
  readonly hash: string;
  readonly address: {
    readonly apiUrl: string;
    readonly storeHash: string;
    readonly clientId: string;
  };
  readonly environment: Environment;
  readonly permissions: readonly Permission[];

  constructor(name: string, args: StoreAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:StoreAccess", name, {}, opts);
    const token = new SecretParameter("access-token", args.token, { parent: this });
    const { environment, permissions } = token.bindAs("ACCESS_TOKEN_PARAMETER");
    this.permissions = permissions;
    const { apiUrl, hash: storeHash, clientId } = args;
    this.hash = storeHash;
    this.address = { apiUrl, storeHash, clientId };
    this.environment = {
      STORE_API_URL: apiUrl,
      STORE_HASH: storeHash,
      STORE_CLIENT_ID: clientId,
      ...environment,
      QUOTA_RESERVE_PERCENT: args.quotaReservePercent,
      NEW_ORDER_STATUS_IDS: args.newOrderStatusIds,
      ACKNOWLEDGE: args.acknowledge,
      START_FROM: args.startFrom,
    };
    this.registerOutputs({ tokenParameter: token.name });
  }
}
