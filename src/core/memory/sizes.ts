/*
 * Sizes of slots and records, and the most that can be configured.
 */
import { READ_BYTES } from "./layout";

/** The longest head of a request; and what is held of one that waits, its content included. */
export const HEAD_BYTES_MAX: i32 = READ_BYTES;

/** What an authorizer may have a request's script told. */
export const VARIABLES_BYTES_MAX: i32 = 2048;

/** A head that is not complete or a request that waits, and one read behind it. */
export const HEAD_SLOT_BYTES: i32 = HEAD_BYTES_MAX + VARIABLES_BYTES_MAX + READ_BYTES;

/** An answer's head with the start of its content, or a chunk of one read and its framing. */
export const SEND_SLOT_BYTES: i32 = READ_BYTES + 1024;

/** Connections beyond the limit that are told so (503) instead of being reset. */
export const REFUSED_COUNT: i32 = 8;

/** Most scripts that can be configured to run at once. */
export const SCRIPT_COUNT_MAX: i32 = 1024;

/** Requests whose content is kept until its length is known. */
export const BUFFERED_COUNT: i32 = 32;

/** Directories that are listed at once to slow readers. */
export const LISTING_COUNT: i32 = 8;

/** Requests that wait until one more directory can be listed. */
export const LISTING_QUEUE_COUNT: i32 = 16;

/** Octets of the record of a server that is started, with a line of its output. */
export const APP_PROCESS_BYTES: i32 = 576;

/** Content that nobody wants is read up to this bound; with more the connection ends. */
export const DISCARD_BYTES_MAX: f64 = 262144;

/** Most connections that can be configured: what the reserved memory holds. */
export const CONNECTION_COUNT_MAX: i32 = 10000;

/** Listeners that can be given. */
export const LISTENER_COUNT_MAX: i32 = 8;

/** Backends of all rules together; one bit of a word for each. */
export const BACKEND_COUNT_MAX: i32 = 32;

/** What can be given for a site. Fields of responses: one bit of a word for each. */
export const FIELD_RULE_COUNT_MAX: i32 = 32;
export const ORIGIN_COUNT_MAX: i32 = 16;
export const ERROR_PAGE_COUNT_MAX: i32 = 16;
export const INDEX_NAME_COUNT_MAX: i32 = 8;
export const TYPE_ROW_COUNT_MAX: i32 = 32;
export const ENCODING_ROW_COUNT_MAX: i32 = 8;
export const SCRIPT_VARIABLE_COUNT_MAX: i32 = 32;
export const SENDFILE_ROOT_COUNT_MAX: i32 = 4;
export const SCRIPT_RULE_COUNT_MAX: i32 = 16;

/** `--cgi` is two more. */
export const RULE_ROW_COUNT: i32 = SCRIPT_RULE_COUNT_MAX + 2;
