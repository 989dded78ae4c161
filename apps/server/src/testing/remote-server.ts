// A server in a process of its own, asked like one that is in the process of the test.
import type { InjectOptions, Response } from "light-my-request";
import type { Reachable } from "./harness.ts";

export function remoteServer(address: string): Reachable {
  const inject = async ({ method, url, cookies = {}, headers = {}, payload }: InjectOptions) => {
    const cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join("; ");
    const sent = new Headers(headers as Record<string, string>);
    if (payload !== undefined) sent.set("content-type", "application/json");
    if (cookie !== "") sent.set("cookie", cookie);
    const response = await fetch(`${address}${String(url)}`, {
      method: String(method),
      headers: sent,
      ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
    });
    const body = await response.text();
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      cookies: response.headers.getSetCookie().map((text) => {
        const [name = "", value = ""] = (text.split(";")[0] ?? "").split("=", 2);
        return { name, value };
      }),
      body,
      json: () => JSON.parse(body) as unknown,
    } as unknown as Response;
  };
  return { app: { inject: inject as never } };
}
