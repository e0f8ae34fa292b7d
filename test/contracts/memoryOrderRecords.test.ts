import { memoryOrderRecords } from "../../simulation/memoryOrderRecords";
import { describeOrderRecords } from "./orderRecords";

describeOrderRecords("memoryOrderRecords", async () => {
  const records = memoryOrderRecords();
  return { records, row: async (id) => records.rows.get(id) };
});
