/*
 * Sizes of slots and records that follow from src/wire/sizes/sizes.ts, and from what this build can
 * do; and bounds that cost no memory.
 */
import {
  AUTH_RULES_MAX,
  AUTHORIZER_BYTES_MAX,
  BACKENDS_MAX,
  BUFFERED_REQUESTS,
  READ_BYTES,
  SCRIPT_RULES_MAX,
  SCRIPT_VARIABLES_MAX,
  SENDFILE_ROOTS_MAX,
} from "../../wire/sizes/sizes";
import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../product/profile";

/** The longest head of a request; and what is held of one that waits, its content included. */
export const HEAD_BYTES_MAX: i32 = READ_BYTES;

/** What an authorizer may have a request's script told. */
export const VARIABLES_BYTES_MAX: i32 = HAS_GATEWAYS ? AUTHORIZER_BYTES_MAX : 0;

/** A head that is not complete or a request that waits, and one read behind it. */
export const HEAD_SLOT_BYTES: i32 = HEAD_BYTES_MAX + VARIABLES_BYTES_MAX + READ_BYTES;

/** Most scripts that can be configured to run at once. */
export const SCRIPT_COUNT_MAX: i32 = 1024;

/** Requests whose content is kept until its length is known. */
export const BUFFERED_COUNT: i32 = HAS_SCRIPTS ? BUFFERED_REQUESTS : 0;

/** Octets of the record of a server that is started, with a line of its output. */
export const APP_PROCESS_BYTES: i32 = 576;

/** Content that nobody wants is read up to this bound; with more the connection ends. */
export const DISCARD_BYTES_MAX: f64 = 262144;

/** Backends of all rules together; one bit of a word for each. */
export const BACKEND_COUNT_MAX: i32 = HAS_GATEWAYS ? BACKENDS_MAX : 0;

export const SCRIPT_VARIABLE_COUNT_MAX: i32 = HAS_SCRIPTS ? SCRIPT_VARIABLES_MAX : 0;
export const SENDFILE_ROOT_COUNT_MAX: i32 = HAS_SCRIPTS ? SENDFILE_ROOTS_MAX : 0;
export const SCRIPT_RULE_COUNT_MAX: i32 = HAS_SCRIPTS ? SCRIPT_RULES_MAX : 0;

/** `--cgi` is two more. */
export const RULE_ROW_COUNT: i32 = HAS_SCRIPTS ? SCRIPT_RULE_COUNT_MAX + 2 : 0;

/** Rules for passwords that can be given for a site. */
export const AUTH_RULE_COUNT_MAX: i32 = HAS_PASSWORDS ? AUTH_RULES_MAX : 0;
