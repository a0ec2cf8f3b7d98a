/*
 * What this program was built with: `make native PROFILE=…` has the compiler read other values
 * (build/profiles.mjs), and what then is never reached is in the program no more.
 *
 * Rule of this file: what asks for these stands where the rest meets scripts and gateways (which
 * rules there are, who answers, whose event it is), not inside their own rooms.
 */

/** Scripts: CGI/1.1, with and without interpreters. */
export const HAS_SCRIPTS: bool = true;

/** Gateways: FastCGI, SCGI, authorizers, spawned programs. There are none without scripts. */
export const HAS_GATEWAYS: bool = true;

/** Passwords: `auth`. */
export const HAS_PASSWORDS: bool = true;
