/*
 * Refusals: every reason for which a request is not answered as it asked, each with its number.
 *
 * Rules of this file: a refusal is -(status * 100 + a number of its own), so that the status needs
 * no second table; the comment behind it is the sentence of the README's list, which is made from
 * these lines. A refusal is made where the reason is seen and never changed on its way.
 */

/** The number of a refusal, below 0; 0 where nothing is refused. */
export type Refusal = i32;

// The request-line (RFC 9112 §3).
export const REFUSE_FIRST_OCTET: i32 = -40001; // The request does not begin with a method (TLS on a plain port, or no HTTP at all).
export const REFUSE_METHOD: i32 = -40002; // The method is not a token followed by one space (9112 3.1).
export const REFUSE_TARGET: i32 = -40003; // The request-target is empty or has an octet that it cannot have (9112 3.2).
export const REFUSE_VERSION_FORM: i32 = -40004; // The request-line does not end in one space and HTTP-version: HTTP/0.9, or several spaces (9112 3).
export const REFUSE_BARE_LF: i32 = -40005; // A line ends in LF without CR (9112 2.2: request smuggling).
export const REFUSE_BARE_CR: i32 = -40006; // CR without LF (9112 2.2: request smuggling).
export const REFUSE_TARGET_FORM: i32 = -40007; // The request-target has a form that this method does not allow (9112 3.2).
export const REFUSE_EMPTY_LINES: i32 = -40008; // More than two empty lines before the request (9112 2.2).

// Field lines (RFC 9112 §5).
export const REFUSE_FIELD_NAME: i32 = -40010; // A field line without a name of token octets and a colon, or with a space before the colon (9112 5.1).
export const REFUSE_FIELD_VALUE: i32 = -40011; // A control octet in a field value (9110 5.5).
export const REFUSE_OBS_FOLD: i32 = -40012; // A field line that goes on in the next line (9112 5.2).
export const REFUSE_HOST_MISSING: i32 = -40013; // HTTP/1.1 without Host (9112 3.2).
export const REFUSE_HOST_TWICE: i32 = -40014; // More than one Host (9112 3.2).
export const REFUSE_HOST_VALUE: i32 = -40015; // Host is not a host with an optional port (9112 3.2).

// Framing (RFC 9112 §6).
export const REFUSE_LENGTH_VALUE: i32 = -40020; // Content-Length is not a number, or a list (9112 6.3).
export const REFUSE_LENGTH_TWICE: i32 = -40021; // More than one Content-Length (9112 6.3).
export const REFUSE_LENGTH_AND_CODING: i32 = -40022; // Both Content-Length and Transfer-Encoding (9112 6.1: request smuggling).
export const REFUSE_CODING_IN_1_0: i32 = -40023; // Transfer-Encoding in HTTP/1.0 (9112 6.1: request smuggling).
export const REFUSE_CODING_VALUE: i32 = -40024; // Transfer-Encoding where chunked is not the last and only once (9112 6.3).

// Paths.
export const REFUSE_PATH_ESCAPE: i32 = -40030; // "%" without two hexadecimal digits (3986 2.1).
export const REFUSE_PATH_ABOVE: i32 = -40032; // A path that leaves the home directory by "..".

export const REFUSE_NO_CREDENTIALS: i32 = -40101; // The path asks for a password, and none was given (7617 2).
export const REFUSE_CREDENTIALS_FORM: i32 = -40102; // Authorization is given twice, of another scheme than Basic, no Base64 of NAME:PASSWORD in UTF-8, or too long (7617 2).
export const REFUSE_PASSWORD: i32 = -40103; // There is no such user, or the password is another one.
export const REFUSE_USER: i32 = -40104; // The password is right, and the path is for other users.
export const REFUSE_FORBIDDEN: i32 = -40301; // The machine does not let us read it, it is no file, or a link leaves the home directory.
export const REFUSE_NO_LISTING: i32 = -40302; // A directory that is not listed.
export const REFUSE_NOT_EXECUTABLE: i32 = -40303; // A script without permission to run.
export const REFUSE_NOT_FOUND: i32 = -40401; // There is no such file.
export const REFUSE_DOT_FILE: i32 = -40402; // A name that begins with a dot is not shown, but for .well-known.
export const REFUSE_NO_SCRIPT: i32 = -40403; // There is no such script.
export const REFUSE_METHOD_OF_FILE: i32 = -40501; // A file answers GET, HEAD and OPTIONS (9110 15.5.6).
export const REFUSE_NOT_ACCEPTABLE: i32 = -40601; // Accept-Encoding accepts none of the forms that there are (9110 12.5.3).
export const REFUSE_TIME_OF_HEAD: i32 = -40801; // The head of a request was begun and not completed in time.
export const REFUSE_GAVE_WAY: i32 = -40803; // The content came more slowly than --script-rate while others waited for the script.
export const REFUSE_TIME_OF_CONTENT: i32 = -40802; // The content of a request stopped coming, or came more slowly than --min-rate.
export const REFUSE_LENGTH_UNKNOWN: i32 = -41101; // Chunked content for a script, which must be told a length (3875 4.1.2), and --no-chunked.
export const REFUSE_CONTENT_LENGTH: i32 = -41301; // The content is longer than --content-max.
export const REFUSE_IF_MATCH: i32 = -41201; // If-Match does not name the file's entity-tag (9110 13.1.1).
export const REFUSE_IF_UNMODIFIED_SINCE: i32 = -41202; // The file was modified after If-Unmodified-Since (9110 13.1.4).
export const REFUSE_TARGET_LENGTH: i32 = -41401; // The request-line is longer than 8192 octets.
export const REFUSE_PATH_LENGTH: i32 = -41402; // The redirect of a directory would be longer than the head of an answer.
export const REFUSE_RANGE: i32 = -41601; // All ranges begin behind the end of the file (9110 14.2).
export const REFUSE_EXPECTATION: i32 = -41701; // Expect is not 100-continue (9110 10.1.1).
export const REFUSE_PASSWORDS_FAILED: i32 = -42901; // Wrong passwords came from this address: each further one is looked at later (6585 4).
export const REFUSE_FIELD_LENGTH: i32 = -43101; // A field line is longer than 8192 octets.
export const REFUSE_FIELD_COUNT: i32 = -43102; // More than 100 field lines.
export const REFUSE_HEAD_LENGTH: i32 = -43103; // The head is longer than 16384 octets.

export const REFUSE_FAULT: i32 = -50001; // The machine failed to read the file.
export const REFUSE_SPAWN: i32 = -50002; // The script could not be started.
export const REFUSE_INTERPRETER: i32 = -50003; // The script's first line names no interpreter that is there, or it is no program.
export const REFUSE_ENVIRONMENT: i32 = -50004; // Arguments and environment are too large for the machine.
export const REFUSE_REDIRECTS: i32 = -50005; // More than ten local redirects, each from a script to the next (3875 6.2.2).
export const REFUSE_PASSWORD_FILE: i32 = -50006; // The file of passwords or of groups cannot be read, as the log says.
export const REFUSE_PASSWORD_COST: i32 = -50007; // The hash of the user takes more work than --auth-cost allows.
export const REFUSE_METHOD_UNKNOWN: i32 = -50101; // A method that is not implemented (9110 15.6.2).
export const REFUSE_CODING_UNKNOWN: i32 = -50102; // A transfer coding other than chunked (9112 6.1).
export const REFUSE_RESPONSE: i32 = -50201; // The script's answer does not begin with a head: a field or a status-line, then an empty line (3875 6.2).
export const REFUSE_RESPONSE_LENGTH: i32 = -50202; // The head of the script's answer is longer than 14336 octets.
export const REFUSE_NO_RESPONSE: i32 = -50203; // The script ended without an answer.
export const REFUSE_RESPONSE_CUT: i32 = -50204; // The script ended within the head of its answer.
export const REFUSE_RESPONSE_FIELD: i32 = -50205; // A line in the head of the script's answer is no field: no name, no colon, folded, a control octet (3875 6.3).
export const REFUSE_RESPONSE_STATUS: i32 = -50206; // The script's Status, or the status-line that it begins with, is not three digits from 200 to 599, or not of HTTP/1.x (3875 6.3.3).
export const REFUSE_RESPONSE_FRAMING: i32 = -50207; // The script's Content-Length is no number, or it sends Transfer-Encoding (3875 6.3.4).
export const REFUSE_RESPONSE_TWICE: i32 = -50208; // The script sends Status, Location, Content-Type, Content-Length or X-Sendfile twice (3875 6.3).
export const REFUSE_RESPONSE_LOCATION: i32 = -50209; // The script's Location is empty, or a redirect to a path that is none (3875 6.2.2).
export const REFUSE_RESPONSE_FILE: i32 = -50210; // The script's X-Sendfile names no file below a --sendfile-root.
export const REFUSE_BACKEND_GONE: i32 = -50211; // The backend closed the connection before the end of its answer.
export const REFUSE_BACKEND_RECORD: i32 = -50212; // The backend sent what is no FastCGI, as the log says (FastCGI 3.3).
export const REFUSE_BACKEND_ROLE: i32 = -50213; // The backend refuses requests of this kind (FastCGI 5.5: CANT_MPX_CONN, UNKNOWN_ROLE).
export const REFUSE_FULL: i32 = -50301; // All connections are in use.
export const REFUSE_NO_SLOT: i32 = -50302; // All memory for requests or answers is in use.
export const REFUSE_SCRIPTS_FULL: i32 = -50303; // All scripts that may run at once are running, and as many requests as may wait for one.
export const REFUSE_EXHAUSTED: i32 = -50304; // The machine has no more descriptors or memory just now.
export const REFUSE_TIME_OF_QUEUE: i32 = -50305; // The request has waited for other scripts to end for as long as it may.
export const REFUSE_STOPPING: i32 = -50306; // The server is ending, and no script was started for the request yet.
export const REFUSE_BACKENDS_DOWN: i32 = -50307; // No backend takes a request just now.
export const REFUSE_BEING_WRITTEN: i32 = -50308; // The script is being written just now.
export const REFUSE_NO_ROOT: i32 = -50309; // The home directory, or that of an X-Sendfile, is not there just now.
export const REFUSE_EXCHANGED: i32 = -50310; // The script was exchanged for another one just now.
export const REFUSE_PASSWORDS_FULL: i32 = -50311; // As many requests wait for their passwords to be compared as may.
export const REFUSE_TIME_OF_PASSWORD: i32 = -50312; // The request has waited for its password to be compared for as long as it may.
export const REFUSE_PASSWORD_LOST: i32 = -50313; // The password could not be compared: the machine has no process or memory for it just now.
export const REFUSE_PASSWORD_LATER: i32 = -50314; // A script has led to a path whose password is being compared: ask again.
export const REFUSE_TIME_OF_SCRIPT: i32 = -50401; // The script did not answer in time.
export const REFUSE_TIME_OF_BACKEND: i32 = -50402; // The backend did not take the connection or the request in time.
export const REFUSE_VERSION: i32 = -50501; // An HTTP major version other than 1 (9110 15.6.6).
export const REFUSE_NO_SPACE: i32 = -50701; // The content cannot be kept where temporary files are, as the log says (4918 11.5).

/** The status code to answer with: 400 to 599. */
export function statusOfRefusal(refusal: Refusal): i32 {
  assert(refusal <= -40001 && refusal >= -59999);
  return (-refusal / 100) | 0;
}
