/*
 * errno -> `Failure`: the one place where this host's errors become numbers of the seam.
 */
import { Failure } from "../../seam/results";

const FAILURES: Readonly<Record<string, Failure>> = {
  ENOENT: Failure.NotFound,
  ENOTDIR: Failure.NotFound,
  ENAMETOOLONG: Failure.NotFound,
  EACCES: Failure.Forbidden,
  EPERM: Failure.Forbidden,
  ELOOP: Failure.Forbidden,
  EMFILE: Failure.NoDescriptors,
  ENFILE: Failure.NoDescriptors,
  ENOMEM: Failure.NoDescriptors,
  EAGAIN: Failure.NoDescriptors,
  EADDRINUSE: Failure.AddressInUse,
  EADDRNOTAVAIL: Failure.AddressNotAvailable,
  EINVAL: Failure.AddressInvalid,
  EAFNOSUPPORT: Failure.AddressInvalid,
  ENOTFOUND: Failure.AddressInvalid,
  ECONNREFUSED: Failure.Refused,
  EHOSTUNREACH: Failure.Refused,
  ENETUNREACH: Failure.Refused,
  ETIMEDOUT: Failure.Refused,
  ENOEXEC: Failure.NotExecutable,
  E2BIG: Failure.TooBig,
  ETXTBSY: Failure.BeingWritten,
  ESTALE: Failure.Exchanged,
  ENOSPC: Failure.NoSpace,
  EDQUOT: Failure.NoSpace,
  EFBIG: Failure.NoSpace,
};

export function failureOf(error: unknown): Failure {
  return FAILURES[errorCode(error)] ?? Failure.Fault;
}

/** The name that Node gives an error ("ENOENT"), or "". */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === "string" ? code : "";
}

/** The system call that it names ("write"), or "". */
export function errorSystemCall(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return (error as NodeJS.ErrnoException).syscall ?? "";
}
