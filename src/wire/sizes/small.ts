/*
 * Sizes for boards with some ten kilobytes of memory: four connections and files alone take less
 * than 64 KB. With SIZES=small this file takes the place of src/wire/sizes/sizes.ts, which says
 * what each of them is.
 *
 * Rule of this file: what is longer or more than these is refused as it is elsewhere (414, 431, a
 * message at the start); nothing is cut without a word.
 */

export const ARE_SMALL: bool = true;

export const READ_BYTES: i32 = 2048;
/** Of a line that is a redirect's, there is room for method and version in the read buffer. */
export const LINE_BYTES_MAX: i32 = 1536;
export const FIELD_COUNT_MAX: i32 = 40;
export const RANGE_COUNT_MAX: i32 = 32;

export const SETTINGS_REGION_BYTES: i32 = 8192;
export const SETTINGS_REGION_BYTES_OF_FILES: i32 = 4096;
export const HOME_PATH_BYTES: i32 = 512;
export const SCRATCH_REGION_BYTES: i32 = 32768;
export const SCRATCH_REGION_BYTES_OF_FILES: i32 = 8192;
export const PAGE_BITS: i32 = 3;

export const QUOTED_BYTES_MAX: i32 = 96;
export const LOGGED_LINE_BYTES_MAX: i32 = 256;

/** With the start of a listing's page, which is composed at once. */
export const SEND_SLOT_BYTES: i32 = 4096;
export const BYTERANGES_BYTES: i32 = 1280;
export const FIELD_RULE_BYTES_MAX: i32 = 384;
export const LOCATION_BYTES_MAX: i32 = 2560;

export const HEAD_SLOT_COUNT: i32 = 1;
export const SEND_SLOT_COUNT: i32 = 2;
export const REFUSED_COUNT: i32 = 1;
export const RECENT_FILES_COUNT: i32 = 2;
export const LISTING_COUNT: i32 = 1;
export const LISTING_QUEUE_COUNT: i32 = 1;

export const LISTED_PATH_BYTES_MAX: i32 = 512;
export const SHOWN_BYTES_MAX: i32 = 48;
export const SHOWN_PARTS_MAX: i32 = 6;
export const SORTED_NAME_COUNT_MAX: i32 = 32;
export const ORDERED_NAME_COUNT_MAX: i32 = 16;
export const SORTED_RECORDS_BYTES: i32 = 1536;

export const CONNECTION_COUNT_MAX: i32 = 10000;
export const LISTENER_COUNT_MAX: i32 = 4;
export const FIELD_RULE_COUNT_MAX: i32 = 8;
export const ORIGIN_COUNT_MAX: i32 = 4;
export const ERROR_PAGE_COUNT_MAX: i32 = 4;
export const INDEX_NAME_COUNT_MAX: i32 = 4;
export const TYPE_ROW_COUNT_MAX: i32 = 8;
export const ENCODING_ROW_COUNT_MAX: i32 = 4;

export const CONNECTION_COUNT: i32 = 8;
export const SCRIPT_COUNT: i32 = 2;
export const SCRIPT_QUEUE: i32 = 4;

/* Of builds with scripts alone. */
export const BUFFERED_REQUESTS: i32 = 4;
export const SCRIPT_RULES_MAX: i32 = 6;
export const SCRIPT_VARIABLES_MAX: i32 = 8;
export const SENDFILE_ROOTS_MAX: i32 = 2;
export const SCRIPT_VARIABLE_BYTES_MAX: i32 = 1024;
export const COMMAND_BYTES_MAX: i32 = 512;
export const UPSTREAM_HEAD_BYTES_MAX: i32 = 2048;
export const UPSTREAM_ERROR_BYTES: i32 = 512;

/* Of builds with gateways alone. */
export const BACKENDS_MAX: i32 = 4;
export const AUTHORIZER_BYTES_MAX: i32 = 512;
export const GATEWAY_REQUEST_BYTES: i32 = 32768;
export const ROOT_BYTES_MAX: i32 = 512;

/* Of builds with passwords alone. */
export const AUTH_RULES_MAX: i32 = 4;
export const CHECK_COUNT: i32 = 1;
export const CHECK_QUEUE_COUNT: i32 = 4;
export const RIGHT_COUNT: i32 = 8;
export const WRONG_COUNT: i32 = 4;
export const FAILED_ADDRESS_COUNT: i32 = 8;
export const PASSWORD_BUFFER_BYTES: i32 = 4096;
export const PASSWORD_LINE_BYTES_MAX: i32 = 1024;
