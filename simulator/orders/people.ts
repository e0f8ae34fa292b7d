import type { Random } from "../seededRandom";

/** An address in BigCommerce's shape. People are invented, telephone numbers and mail domains are reserved. */
export interface Address {
  readonly first_name: string;
  readonly last_name: string;
  readonly company: string;
  readonly street_1: string;
  readonly street_2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly country_iso2: string;
  readonly phone: string;
  readonly email: string;
}

export interface Person {
  /** 0 for a guest. */
  readonly customerId: number;
  readonly home: Address;
  readonly taxPercent: number;
  readonly locale: string;
}

const firstNames =
  "Jane Omar Mei Søren Zoë Tomás Aïcha Hiro Priya Łukasz Noor Ingrid Mateo Chloé Dmitri Amara Finn Saoirse Yuki Björn Leila José Ana Kwame".split(
    " ",
  );
const lastNames =
  "Doe Okafor 陳 Østergaard O'Brien Muñoz Benali 田中 Sharma Wójcik Haddad Lindqvist García Lefèvre Petrov Nwosu Byrne Müller Sato Ångström Nguyễn Silva Costa Mensah".split(
    " ",
  );
const companies = [
  "",
  "",
  "",
  "",
  "",
  "Acme Pty Ltd",
  "Bäckerei Grün",
  "Laser Ltd",
  "Smith & Sons <Holdings>",
  "Atelier 9",
];
const streets = [
  "Main Street",
  "Sussex St",
  "Rue de l'Église",
  "Bergmannstraße",
  "Alder Lane",
  "High Street",
  "Queen St W",
  "Calle Mayor",
];

type Place = readonly [
  city: string,
  state: string,
  zip: string,
  country: string,
  iso2: string,
  taxPercent: number,
  locale: string,
];

const places: readonly Place[] = [
  ["Austin", "Texas", "78751", "United States", "US", 8.25, "en"],
  ["San Antonio", "Texas", "78251", "United States", "US", 8.25, "en"],
  ["Portland", "Oregon", "97205", "United States", "US", 0, "en"],
  ["Brooklyn", "New York", "11215", "United States", "US", 8.875, "en"],
  ["Toronto", "Ontario", "M5V 2T6", "Canada", "CA", 13, "en"],
  ["Montréal", "Quebec", "H2T 1S4", "Canada", "CA", 14.975, "fr"],
  ["Sydney", "New South Wales", "2000", "Australia", "AU", 10, "en"],
  ["London", "", "N1 7AA", "United Kingdom", "GB", 20, "en"],
  ["Köln", "Nordrhein-Westfalen", "50667", "Germany", "DE", 19, "de"],
  ["Málaga", "Andalucía", "29001", "Spain", "ES", 21, "es"],
];

const latinLetters = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/[^a-zA-Z]/g, "")
    .toLowerCase();

/** The two parts of a mail address's local part; names without Latin letters are replaced. */
const mailFirstNames = firstNames.map((name) => latinLetters(name) || "shopper");
const mailLastNames = lastNames.map((name, index) => latinLetters(name) || `n${index}`);

const address = (first: number, last: number, random: Random, place: Place): Address => ({
  first_name: firstNames[first] ?? "",
  last_name: lastNames[last] ?? "",
  company: random.pick(companies),
  street_1: `${random.integer(1, 980)} ${random.pick(streets)}`,
  street_2: random.chance(0.2) ? `Apt ${random.integer(1, 40)}` : "",
  city: place[0],
  state: place[1],
  zip: place[2],
  country: place[3],
  country_iso2: place[4],
  phone: `555-01${String(random.integer(0, 99)).padStart(2, "0")}`,
  email: `${mailFirstNames[first]}.${mailLastNames[last]}@example.com`,
});

/** A shopper; a registered shopper has the same customer id, name and e-mail in every order. */
export const person = (random: Random, isGuest: boolean): Person => {
  const first = random.integer(0, firstNames.length - 1);
  const last = random.integer(0, lastNames.length - 1);
  const place = random.pick(places);
  const customerId = isGuest ? 0 : 1 + first * lastNames.length + last;
  return {
    customerId,
    home: address(first, last, random, place),
    taxPercent: place[5],
    locale: place[6],
  };
};

/** Another person in the same country, for further shipping addresses. */
export const recipient = (random: Random, shopper: Address): Address => {
  const nearby = places.filter(([, , , , iso2]) => iso2 === shopper.country_iso2);
  const first = random.integer(0, firstNames.length - 1);
  return address(first, random.integer(0, lastNames.length - 1), random, random.pick(nearby));
};
