/**
 * The longest response that is read, in bytes after decompression. A function has 256 MB, of which Node, the
 * SDK and the service take about 110, and parsed JSON takes some five times its length.
 */
export const maxResponseBytes = 16 * 1024 * 1024;

/** The pages in which a list is read: of 250, BigCommerce's largest, or of fewer where those are too large. */
export const pageSizes = [250, 50, 10] as const;
