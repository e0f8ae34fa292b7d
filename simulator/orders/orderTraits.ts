export type OrderKind = "physical" | "digital" | "mixed" | "giftCertificate" | "pickup";

export const orderKinds: readonly OrderKind[] = [
  "physical",
  "digital",
  "mixed",
  "giftCertificate",
  "pickup",
];

/** What determines an order's content besides the seed and its id. */
export interface OrderTraits {
  readonly kind: OrderKind;
  /** Number of lines; random by default. */
  readonly lines?: number;
  /** Number of shipping addresses of a physical order. */
  readonly addresses: number;
  readonly coupons: number;
  /** The length of the text that the shopper wrote for each line's gift wrapping; none by default. */
  readonly giftMessageLength?: number;
  /** Random by default. */
  readonly guest?: boolean;
  /** Whether the shopper pays in another currency than the store's. */
  readonly foreignCurrency?: boolean;
  /** Random by default. */
  readonly source?: string;
  /** The mark of orders that were imported from another system. */
  readonly externalSource?: string;
}

export const defaultTraits: OrderTraits = { kind: "physical", addresses: 1, coupons: 0 };
