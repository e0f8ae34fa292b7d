import { allocate, type Cents, percentOf } from "../money";
import { type Random, randomText, seededRandom, uuid } from "../seededRandom";
import {
  type CatalogueProduct,
  digitalProducts,
  giftCertificates,
  physicalProducts,
} from "./catalogue";
import { type OrderCoupon, orderCoupons } from "./orderCoupons";
import type { OrderKind, OrderTraits } from "./orderTraits";
import { type Address, person, type Person, recipient } from "./people";

export interface OrderLine {
  readonly id: number;
  readonly product: CatalogueProduct;
  readonly choice: string | undefined;
  readonly quantity: number;
  readonly taxEach: Cents;
  /** 0 unless the line is shipped in a parcel. */
  readonly addressId: number;
  readonly pickupMethodId: number;
  readonly giftMessage: string;
  /** The line's part of the coupons' discount. */
  readonly discount: Cents;
}

export interface Parcel {
  readonly id: number;
  readonly address: Address;
  readonly method: string;
  readonly cost: Cents;
  readonly tax: Cents;
}

/** An order's generated content, from which the API's documents are rendered. */
export interface OrderContent {
  readonly id: number;
  readonly kind: OrderKind;
  readonly traits: OrderTraits;
  readonly shopper: Person;
  readonly lines: readonly OrderLine[];
  readonly parcels: readonly Parcel[];
  readonly coupons: readonly OrderCoupon[];
  readonly cartId: string;
  /** Another random stream, for details that no other part of the order depends on. */
  readonly detailRandom: () => Random;
}

/** The id space for the lines of the largest order. */
const linesPerOrder = 1000;
const addressesPerOrder = 10;

export const pickupMethodId = 1;

const productsFor = (kind: OrderKind, index: number): readonly CatalogueProduct[] => {
  if (kind === "digital") return digitalProducts;
  if (kind === "giftCertificate") return giftCertificates;
  return kind === "mixed" && index % 2 === 1 ? digitalProducts : physicalProducts;
};

const lineCount = (traits: OrderTraits, random: Random): number => {
  const drawn = random.pick([1, 1, 1, 2, 2, 3, 4, 6]);
  return traits.lines ?? Math.max(drawn, traits.kind === "mixed" ? 2 : traits.addresses);
};

const parcelAddresses = (traits: OrderTraits, shopper: Person, random: Random): Address[] => {
  if (traits.kind !== "physical" && traits.kind !== "mixed") return [];
  return Array.from({ length: traits.addresses }, (_, index) =>
    index === 0 ? shopper.home : recipient(random, shopper.home),
  );
};

const orderParcels = (id: number, traits: OrderTraits, shopper: Person, random: Random): Parcel[] =>
  parcelAddresses(traits, shopper, random).map((address, index) => {
    const method = random.pick([
      "Fixed Shipping",
      "Fixed Shipping",
      "Free Shipping",
      "UPS Ground",
      "None",
    ]);
    const cost =
      method === "Free Shipping" || method === "None" ? 0 : random.pick([599, 800, 1200, 1299]);
    return {
      id: id * addressesPerOrder + index,
      address,
      method,
      cost,
      tax: percentOf(cost, shopper.taxPercent),
    };
  });

/** From a random stream of its own, so that messages change nothing else of an order. */
const giftMessage = (id: number, index: number, { giftMessageLength = 0 }: OrderTraits): string =>
  giftMessageLength === 0 ? "" : randomText(seededRandom(id, index, 4), giftMessageLength);

const orderLines = (
  id: number,
  traits: OrderTraits,
  shopper: Person,
  parcels: readonly Parcel[],
  random: Random,
): OrderLine[] =>
  Array.from({ length: lineCount(traits, random) }, (_, index) => {
    const product = random.pick(productsFor(traits.kind, index));
    const parcel = product.type === "physical" ? parcels[index % parcels.length] : undefined;
    return {
      id: id * linesPerOrder + index,
      product,
      choice: product.option && random.pick(product.option.values),
      quantity: product.type === "physical" ? random.pick([1, 1, 1, 2, 3]) : 1,
      taxEach:
        product.type === "giftcertificate" ? 0 : percentOf(product.price, shopper.taxPercent),
      addressId: parcel?.id ?? 0,
      pickupMethodId: traits.kind === "pickup" ? pickupMethodId : 0,
      giftMessage: giftMessage(id, index, traits),
      discount: 0,
    };
  });

const withDiscounts = (
  lines: readonly OrderLine[],
  coupons: readonly OrderCoupon[],
): readonly OrderLine[] => {
  if (coupons.length === 0) return lines;
  const discount = coupons.reduce(
    (sum, coupon) => sum + (coupon.isOnShipping ? 0 : coupon.discount),
    0,
  );
  const discounts = allocate(
    discount,
    lines.map(({ product, quantity }) => product.price * quantity),
  );
  return lines.map((line, index) => ({ ...line, discount: discounts[index] ?? 0 }));
};

/** Generates an order's content, deterministically from seed, id and traits. */
export const orderContent = (seed: number, id: number, traits: OrderTraits): OrderContent => {
  const random = seededRandom(seed, id, 3);
  const isGuest = traits.guest ?? random.chance(0.3);
  const shopper = person(random, isGuest);
  const parcels = orderParcels(id, traits, shopper, random);
  const lines = orderLines(id, traits, shopper, parcels, random);
  const subtotal = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  const shipping = parcels.reduce((sum, { cost }) => sum + cost, 0);
  const coupons = orderCoupons(id, traits.coupons, { subtotal, shipping }, random);
  return {
    id,
    kind: traits.kind,
    traits,
    shopper,
    lines: withDiscounts(lines, coupons),
    parcels,
    coupons,
    cartId: uuid(random),
    detailRandom: () => seededRandom(seed, id, 4),
  };
};
