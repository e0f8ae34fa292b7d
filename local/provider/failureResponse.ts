import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { PartialFailure } from "./partialFailure";
import { toStruct } from "./structs";

/** The header in which gRPC carries a `google.rpc.Status` with details. */
const detailsHeader = "grpc-status-details-bin";

/** As the bridge of Terraform providers reports a partial failure (pulumi-terraform-bridge, pkg/tfbridge/provider.go). */
const detailsOf = ({ message, resource: { id, properties } }: PartialFailure): Metadata => {
  const failed = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(properties))
    .setReasonsList([message]);
  const details = new Any();
  details.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const response = new Status()
    .setCode(status.UNKNOWN)
    .setMessage(message)
    .setDetailsList([details]);
  const metadata = new Metadata();
  metadata.set(detailsHeader, Buffer.from(response.serializeBinary()));
  return metadata;
};

/** An error as the engine expects it from a provider. */
export const failureResponse = (error: unknown): Partial<ServerErrorResponse> => {
  const details = error instanceof Error ? error.message : String(error);
  return error instanceof PartialFailure
    ? { code: status.UNKNOWN, details, metadata: detailsOf(error) }
    : { code: status.UNKNOWN, details };
};
