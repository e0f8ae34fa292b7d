import type { Cents } from "../money";

export type ProductType = "physical" | "digital" | "giftcertificate";

export interface CatalogueProduct {
  readonly id: number;
  readonly name: string;
  readonly sku: string;
  readonly type: ProductType;
  readonly price: Cents;
  readonly cost: Cents;
  readonly weight: string;
  readonly brand: string;
  readonly upc: string;
  /** The option that a shopper chooses a value of, if any. */
  readonly option?: { readonly name: string; readonly values: readonly string[] };
}

type Row = readonly [
  name: string,
  sku: string,
  price: Cents,
  weight: string,
  brand: string,
  option?: string,
  values?: string,
];

const physicalRows: readonly Row[] = [
  [
    "Linen Chambray Towel – Beige Stripe",
    "TWL-BEI",
    4995,
    "0.6000",
    "Fog & Thread",
    "Size",
    "Hand|Bath|Beach",
  ],
  ["Smith Journal 13", "JRN-13", 2500, "0.4000", "Paper Lantern"],
  ["Canvas Laundry Cart", "LND-CRT", 20000, "9.5000", "Steele Yard"],
  ["Able Brewing System", "ABL-BRW", 22500, "3.2000", "Able Bros"],
  ["Chemex Coffeemaker, 3 cup", "CHM-3", 4950, "1.1000", "Glasshaus"],
  ["Utility Caddy", "UTL-CDY", 4595, "1.8000", "Steele Yard"],
  ["Cotton Crew Neck T-Shirt", "TSH-CRW", 1900, "0.2000", "Plain Goods", "Size", "S|M|L|XL"],
  ["Merino Beanie", "BNE-MRN", 3250, "0.1500", "Plain Goods", "Colour", "Oat|Moss|Ink"],
  ["Oak Cutting Board", "OAK-BRD", 5800, "2.4000", "Norrland Träverk"],
  ["Crème Brûlée Ramekins, set of 4", "RMK-4", 2875, "1.3000", "Maison Café"],
  ["Enamel Mug", "MUG-ENM", 1450, "0.3500", "Steele Yard", "Colour", "White|Navy|Red"],
  ["Beeswax Candle", "CND-BWX", 1275, "0.3000", "Paper Lantern"],
  ["Waxed Canvas Tote", "TOT-WAX", 8900, "0.9000", "Fog & Thread", "Colour", "Olive|Black"],
  ["Japanese Kitchen Knife – 三徳", "KNF-SAN", 13400, "0.3000", "Sakai Works"],
  ["Field Notes 3-Pack", "FLD-3PK", 1295, "0.1000", "Paper Lantern"],
  ['Wool Throw "Höst"', "THR-HST", 11900, "1.4000", "Norrland Träverk", "Colour", "Grey|Rust"],
  ["Pour-Over Kettle 1 L", "KTL-1L", 7450, "1.2000", "Glasshaus"],
  ["Leather Key Fob", "FOB-LTH", 999, "0.0500", "Fog & Thread"],
];

const digitalRows: readonly Row[] = [
  ["Brewing Guide (PDF)", "DGT-BRW", 900, "0.0000", "Paper Lantern"],
  ["Knitting Pattern: Höst Throw", "DGT-KNT", 650, "0.0000", "Norrland Träverk"],
  ["Field Recordings Vol. 2 (FLAC)", "DGT-FLD", 1499, "0.0000", "Paper Lantern"],
  [
    "Kitchen Basics Video Course",
    "DGT-KIT",
    7900,
    "0.0000",
    "Maison Café",
    "Licence",
    "Personal|Classroom",
  ],
];

const product =
  (type: ProductType, firstId: number) =>
  ([name, sku, price, weight, brand, option, values]: Row, index: number): CatalogueProduct => ({
    id: firstId + index,
    name,
    sku,
    type,
    price,
    cost: Math.round(price * 0.45),
    weight,
    brand,
    upc: type === "physical" ? String(400638100000 + firstId + index * 7) : "",
    ...(option && values ? { option: { name: option, values: values.split("|") } } : {}),
  });

export const physicalProducts = physicalRows.map(product("physical", 77));
export const digitalProducts = digitalRows.map(product("digital", 140));

/** Gift certificates are sold at face value, and are no catalogue products, hence the id 0. */
export const giftCertificates: readonly CatalogueProduct[] = [2500, 5000, 10000].map((price) => ({
  id: 0,
  name: `$${price / 100} Gift Certificate`,
  sku: "",
  type: "giftcertificate",
  price,
  cost: 0,
  weight: "0.0000",
  brand: "",
  upc: "",
}));
