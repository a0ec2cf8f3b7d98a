/*
 * How much of everything there is at most: buffers, slots, tables, and what holds where no option
 * says otherwise. `make native SIZES=small` has src/wire/sizes/small.ts in this file's place.
 *
 * Rules of this file: both have the same names; octets unless a name says otherwise; a region is a
 * multiple of eight. What must fit into what test/support/sizes-fit.ts sees, of both.
 */

/** Which of the two it is: `--version` says so, and `--limits`. */
export const ARE_SMALL: bool = false;

/** What is read at once; and with it the longest head of a request. */
export const READ_BYTES: i32 = 16384;

/** Longest request-line or field line with its CRLF, in octets: Apache's limit for one. */
export const LINE_BYTES_MAX: i32 = 8192;

/** Most field lines of a head: Apache's limit. */
export const FIELD_COUNT_MAX: i32 = 100;

/** Ranges of an answer: zsync asks for 20 at a time, zchunk for 255; Apache sends 200. */
export const RANGE_COUNT_MAX: i32 = 256;

/** The region of a generation of settings: arguments, the file's text, what was read from them. */
export const SETTINGS_REGION_BYTES: i32 = 81920;
/** The same in a build without scripts, which has no tables of them. */
export const SETTINGS_REGION_BYTES_OF_FILES: i32 = 81920;

/** Room for a path of the home directory: PATH_MAX, and a little. */
export const HOME_PATH_BYTES: i32 = 4224;

/** Two paths, a name, and the block that messages and environments are composed in. */
export const SCRATCH_REGION_BYTES: i32 = 98304;
/** The same in a build without scripts, which composes no environment. */
export const SCRATCH_REGION_BYTES_OF_FILES: i32 = 98304;

/** The arena and what most scripts touch of a slot begin and end at a multiple of 2 to this. */
export const PAGE_BITS: i32 = 12;

/** More of what the user gave is not repeated in a message. */
export const QUOTED_BYTES_MAX: i32 = 512;

/** More of a request-line, or of a path, is not logged. */
export const LOGGED_LINE_BYTES_MAX: i32 = 1024;

/** An answer's head with the start of its content, or a chunk of one read and its framing. */
export const SEND_SLOT_BYTES: i32 = READ_BYTES + 1024;

/**
 * At the end of a send slot, what is still to be sent of several ranges: 16 for each, and room for
 * a configured Content-Type, which may be as long as all configured fields. Hardly any of it is
 * ever touched.
 */
export const BYTERANGES_BYTES: i32 = 6400;

/** Octets of the fields of all rules: an answer's head has room for them beside its own. */
export const FIELD_RULE_BYTES_MAX: i32 = 2048;

/** Location of a directory's redirect: what a head has room for, beside configured fields. */
export const LOCATION_BYTES_MAX: i32 = 13312;

/** Slots for heads that come in pieces, and for answers that leave in pieces, there are always. */
export const HEAD_SLOT_COUNT: i32 = 24;
export const SEND_SLOT_COUNT: i32 = 24;

/** Connections beyond the limit that are told so (503) instead of being reset. */
export const REFUSED_COUNT: i32 = 8;

/** Files that are kept open between requests: a power of two. */
export const RECENT_FILES_COUNT: i32 = 16;

/** Directories that are listed at once to slow readers. */
export const LISTING_COUNT: i32 = 8;

/** Requests that wait until one more directory can be listed. */
export const LISTING_QUEUE_COUNT: i32 = 16;

/** The longest path that is listed: machines have none that is longer. */
export const LISTED_PATH_BYTES_MAX: i32 = 4096;

/** Octets of a path, and parts of it, that a listing shows: the last ones. */
export const SHOWN_BYTES_MAX: i32 = 600;
export const SHOWN_PARTS_MAX: i32 = 16;

/** Entries of a directory that are put in order at once. */
export const SORTED_NAME_COUNT_MAX: i32 = 12000;
/**
 * Up to so many, which are most directories, are kept in order, fewer than there are at most: that
 * takes half of the looks that a heap does. Each moves a part of the index, at most 1 KiB.
 */
export const ORDERED_NAME_COUNT_MAX: i32 = 256;
/** Octets of their records: a directory of 100,000 entries is read about ten times. */
export const SORTED_RECORDS_BYTES: i32 = 393216;

/** Most connections that can be configured: what the reserved memory holds. */
export const CONNECTION_COUNT_MAX: i32 = 10000;

/** Listeners that can be given. */
export const LISTENER_COUNT_MAX: i32 = 8;

/** What can be given for a site. Fields of responses: one bit of a word for each. */
export const FIELD_RULE_COUNT_MAX: i32 = 32;
export const ORIGIN_COUNT_MAX: i32 = 16;
export const ERROR_PAGE_COUNT_MAX: i32 = 16;
export const INDEX_NAME_COUNT_MAX: i32 = 8;
export const TYPE_ROW_COUNT_MAX: i32 = 32;
export const ENCODING_ROW_COUNT_MAX: i32 = 8;

/** How many there are where no option says otherwise; the options' help says these. */
export const CONNECTION_COUNT: i32 = 256;
export const SCRIPT_COUNT: i32 = 8;
export const SCRIPT_QUEUE: i32 = 32;

/* Of builds with scripts alone. */

/** Requests whose content is kept until its length is known. */
export const BUFFERED_REQUESTS: i32 = 32;

/** What can be given for a site. */
export const SCRIPT_RULES_MAX: i32 = 16;
export const SCRIPT_VARIABLES_MAX: i32 = 32;
export const SENDFILE_ROOTS_MAX: i32 = 4;

/** Octets of all variables of a script, for which there is room in the block of its environment. */
export const SCRIPT_VARIABLE_BYTES_MAX: i32 = 4096;

/** The command of a rule: a program and its arguments. */
export const COMMAND_BYTES_MAX: i32 = 1024;

/** The longest head of a script's answer: with our own fields it fits a send slot. */
export const UPSTREAM_HEAD_BYTES_MAX: i32 = 14336;

/** The longest line of standard error that is kept together. */
export const UPSTREAM_ERROR_BYTES: i32 = 2048;

/* Of builds with gateways alone. */

/** Backends of all rules together; one bit of a word for each. */
export const BACKENDS_MAX: i32 = 32;

/** What an authorizer may have a request's script told. */
export const AUTHORIZER_BYTES_MAX: i32 = 2048;

/** What a gateway sends before the content, beside what every script has: a block, encoded. */
export const GATEWAY_REQUEST_BYTES: i32 = 98304;

/** The directory in which a backend finds its scripts (`root=`). */
export const ROOT_BYTES_MAX: i32 = 1024;

/* Of builds with passwords alone. */
/** Rules for passwords of a site. */
export const AUTH_RULES_MAX: i32 = 16;
/** Passwords that are compared with hashes at once, and requests that wait for it. */
export const CHECK_COUNT: i32 = 2;
export const CHECK_QUEUE_COUNT: i32 = 32;
/** Passwords that are remembered, right and wrong, and addresses that have given wrong ones. */
export const RIGHT_COUNT: i32 = 64;
export const WRONG_COUNT: i32 = 8;
export const FAILED_ADDRESS_COUNT: i32 = 64;
/** What is read at once of a file of passwords, and its longest line. */
export const PASSWORD_BUFFER_BYTES: i32 = 32768;
export const PASSWORD_LINE_BYTES_MAX: i32 = 4096;
