import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { AwsProvider, ResourceName } from "./awsProvider";
import { awsPackageVersion } from "./awsTypes";
import { failureResponse } from "./failureResponse";
import { publicFields } from "./internalKeys";
import { fromStruct, toStruct } from "./structs";

export interface ProviderServer {
  /** For the engine: `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
  readonly port: number;
  readonly stop: () => Promise<void>;
}

type Handler = (request: never) => unknown;

interface NamedRequest {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

const resourceOf = (request: NamedRequest): ResourceName => ({
  urn: request.getUrn(),
  type: request.getType(),
  name: request.getName(),
});

const diffResponse = (diff: ReturnType<AwsProvider["diff"]>): proto.DiffResponse => {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return new proto.DiffResponse()
    .setChanges(diff.changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...diff.changed])
    .setReplacesList([...diff.replaces])
    .setDeletebeforereplace(diff.deleteBeforeReplace);
};

/** The methods of `pulumirpc.ResourceProvider` (`@pulumi/pulumi`, proto/provider.proto). */
const methods = (provider: AwsProvider): Readonly<Record<string, Handler>> => ({
  handshake: () =>
    new proto.ProviderHandshakeResponse()
      .setAcceptSecrets(true)
      .setAcceptResources(false)
      .setAcceptOutputs(false),
  getPluginInfo: () => new PluginInfo().setVersion(awsPackageVersion()),
  attach: () => new Empty(),
  cancel: () => new Empty(),
  getSchema: () => new proto.GetSchemaResponse().setSchema("{}"),
  getMapping: () => new proto.GetMappingResponse(),
  getMappings: () => new proto.GetMappingsResponse(),
  checkConfig: (request: proto.CheckRequest) =>
    new proto.CheckResponse().setInputs(request.getNews()),
  diffConfig: () => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE),
  configure: () =>
    new proto.ConfigureResponse()
      .setAcceptsecrets(true)
      .setSupportspreview(true)
      .setAcceptresources(false)
      .setAcceptoutputs(false),
  invoke: (request: proto.InvokeRequest) =>
    new proto.InvokeResponse().setReturn(
      toStruct(provider.call(request.getTok(), fromStruct(request.getArgs()))),
    ),
  check: (request: proto.CheckRequest) => {
    const olds = request.hasOlds() ? fromStruct(request.getOlds()) : undefined;
    const seed = Buffer.from(request.getRandomseed_asU8()).toString("hex");
    const inputs = provider.check(resourceOf(request), fromStruct(request.getNews()), olds, seed);
    return new proto.CheckResponse().setInputs(toStruct(inputs));
  },
  diff: (request: proto.DiffRequest) =>
    diffResponse(
      provider.diff(
        resourceOf(request),
        fromStruct(request.getOldInputs()),
        fromStruct(request.getNews()),
      ),
    ),
  create: async (request: proto.CreateRequest) => {
    const resource = resourceOf(request);
    const inputs = fromStruct(request.getProperties());
    if (request.getPreview())
      return new proto.CreateResponse().setProperties(toStruct(provider.preview(resource, inputs)));
    const { id, properties } = await provider.create(resource, inputs);
    return new proto.CreateResponse().setId(id).setProperties(toStruct(properties));
  },
  read: (request: proto.ReadRequest) => {
    // As the bridge of Terraform providers tells a refresh from an import.
    const isRefresh = Object.keys(fromStruct(request.getProperties())).length > 0;
    const oldInputs = isRefresh ? fromStruct(request.getInputs()) : undefined;
    const found = provider.read(request.getId(), resourceOf(request), oldInputs);
    return found
      ? new proto.ReadResponse()
          .setId(found.id)
          .setProperties(toStruct(found.properties))
          .setInputs(toStruct(found.inputs))
      : new proto.ReadResponse();
  },
  update: async (request: proto.UpdateRequest) => {
    const resource = resourceOf(request);
    const news = fromStruct(request.getNews());
    const properties = request.getPreview()
      ? { ...fromStruct(request.getOlds()), ...publicFields(news) }
      : await provider.update(request.getId(), resource, news);
    return new proto.UpdateResponse().setProperties(toStruct(properties));
  },
  delete: async (request: proto.DeleteRequest) => {
    await provider.delete(request.getId(), resourceOf(request));
    return new Empty();
  },
});

const unary =
  (handler: Handler) =>
  (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>): void => {
    Promise.resolve()
      .then(() => handler(call.request as never))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(failureResponse(error)),
      );
  };

/** Serves a provider to Pulumi's engine, on a free port of the loopback. */
export const startProviderServer = async (provider: AwsProvider): Promise<ProviderServer> => {
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  const handlers = Object.entries(methods(provider)).map(([name, handler]) => [
    name,
    unary(handler),
  ]);
  server.addService(
    ResourceProviderService,
    Object.fromEntries(handlers) as UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    port,
    stop: () =>
      new Promise((resolve, reject) =>
        server.tryShutdown((error) => (error ? reject(error) : resolve())),
      ),
  };
};
