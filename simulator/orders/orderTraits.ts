export type OrderKind = "physical" | "digital" | "mixed" | "giftCertificate" | "pickup";

export const orderKinds: readonly OrderKind[] = [
  "physical",
  "digital",
  "mixed",
  "giftCertificate",
  "pickup",
];

/** What decides an order's content, besides the seed and its id. All else is drawn from those when somebody looks. */
export interface OrderTraits {
  readonly kind: OrderKind;
  /** Number of lines; drawn when absent. */
  readonly lines?: number;
  /** Number of shipping addresses of a physical order. */
  readonly addresses: number;
  readonly coupons: number;
  /** Drawn when absent. */
  readonly guest?: boolean;
  /** True when the shopper pays in a currency that is not the store's. */
  readonly foreignCurrency?: boolean;
  /** "www" when absent. */
  readonly source?: string;
  /** Set for orders brought over from another system. */
  readonly externalSource?: string;
}

export const defaultTraits: OrderTraits = { kind: "physical", addresses: 1, coupons: 0 };
