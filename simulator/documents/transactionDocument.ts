import type { JsonObject } from "../json";
import { numeric } from "../money";
import type { OrderContent } from "../orders/orderContent";
import type { OrderRow } from "../orders/orderRow";
import { orderTotals } from "../orders/orderTotals";

/** V3's date format is ISO 8601. */
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

const currencyOf = ({ traits }: OrderContent): string => (traits.foreignCurrency ? "EUR" : "USD");

const totalOf = (content: OrderContent): number =>
  orderTotals(content).total + orderTotals(content).totalTax;

/** The purchase of a paid order; an unpaid order has no transaction. */
export const transactionDocuments = (content: OrderContent, row: OrderRow): JsonObject[] => {
  if (["", "pending", "declined", "void"].includes(row.paymentStatus)) return [];
  return [
    {
      id: content.id,
      order_id: String(content.id),
      event: "purchase",
      method: "credit_card",
      amount: numeric(totalOf(content)),
      currency: currencyOf(content),
      gateway: "testgateway",
      gateway_transaction_id: `txn_${content.id}`,
      status: "ok",
      test: true,
      fraud_review: row.paymentStatus === "held for review",
      reference_transaction_id: null,
      date_created: iso(row.createdAt),
      payment_method_id: "testgateway.credit_card",
    },
  ];
};

/** The refund of a refunded order, which V2 does not report. */
export const refundDocuments = (content: OrderContent, row: OrderRow): JsonObject[] => {
  if (row.refunded === "none") return [];
  const total = row.refunded === "all" ? totalOf(content) : Math.floor(totalOf(content) / 2);
  const created = iso(row.modifiedAt);
  return [
    {
      id: content.id,
      order_id: content.id,
      user_id: 1,
      created,
      reason: "",
      total_amount: numeric(total),
      total_tax: 0,
      items: [
        {
          item_type: "ORDER",
          item_id: content.id,
          quantity: 1,
          requested_amount: numeric(total),
          reason: "",
        },
      ],
      payments: [
        {
          id: content.id,
          provider_id: "testgateway",
          amount: numeric(total),
          offline: false,
          is_declined: false,
          declined_message: null,
        },
      ],
      uses_merchant_override_values: false,
    },
  ];
};
