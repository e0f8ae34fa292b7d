/**
 * The longest response that is read, in bytes after decompression. A function has 256 MB, of which Node, the
 * SDK and the service take about 110. Read and parsed, a response takes 4.9 times its length, and 8.3 times
 * where `lossless-json` parses the response (measured on Node 24: 17.5 MB took 86 and 146 MB).
 */
export const maxResponseBytes = 8 * 1024 * 1024;

/** The pages in which a list is read: of 250, BigCommerce's largest, or of fewer where those are too large. */
export const pageSizes = [250, 50, 10] as const;

/**
 * The longest part of an order, compressed, that is stored in chunks. JSON of 5 MB fits, however little it
 * compresses, and is read again within the memory that `maxResponseBytes` leaves.
 */
export const maxChunkedBytes = 5 * 1024 * 1024;

/** DynamoDB holds items of up to 400 KB, names and keys included. */
export const maxChunkBytes = 390_000;
