import type { Fields } from "../fields";

/**
 * Inputs that an import leaves out, as the declarations of `@pulumi/aws` say below "Import" for the API and its
 * deployment. The code of a function is a file of the deploying machine, which AWS does not return.
 */
const unreadable: Readonly<Record<string, readonly string[]>> = {
  "aws:apigateway/deployment:Deployment": ["triggers", "variables"],
  "aws:apigateway/restApi:RestApi": ["body"],
  "aws:lambda/function:Function": ["code"],
};

/** What an import reads of a resource's properties. */
export const readOnImport = (type: string, properties: Fields): Fields =>
  Object.fromEntries(
    Object.entries(properties).filter(([key]) => !unreadable[type]?.includes(key)),
  );
