/*
 * Forms as browsers post them.
 */
import { exchange, type Place } from "./exchange";
import type { Response } from "./http-message";

/** Posts it urlencoded or, with FormData, as multipart/form-data. */
export async function postForm(
  server: Place,
  target: string,
  form: URLSearchParams | FormData,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const encoded = new Request("http://unused", { method: "POST", body: form });
  const content = Buffer.from(await encoded.arrayBuffer());
  const type = encoded.headers.get("Content-Type") as string;
  const request = { method: "POST", target, content };
  return exchange(server, { ...request, fields: { ...fields, "Content-Type": type } });
}
