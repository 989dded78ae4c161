// A network that can be cut or go silent, between a server and its database.
import { connect, createServer, type Server, type Socket } from "node:net";

export class TcpProxy {
  port = 0;
  #mode: "open" | "cut" | "silent" = "open";
  #delayMs = 0;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  /** @param target where what arrives is passed on to. */
  async open(target: { host: string; port: number }): Promise<void> {
    const server = createServer((near) => {
      if (this.#mode === "cut") return void near.destroy();
      const far = connect(target.port, target.host);
      this.#join(near, far);
      this.#join(far, near);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    this.port = address !== null && typeof address === "object" ? address.port : 0;
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on("data", (data) => {
      if (this.#mode === "silent") return;
      if (this.#delayMs === 0) to.write(data);
      else setTimeout(() => to.write(data), this.#delayMs);
    });
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  /** Everything that is connected is cut off, and nobody gets through. */
  cut(): void {
    this.#mode = "cut";
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What is sent is lost, and nobody is told. */
  silence(): void {
    this.#mode = "silent";
  }

  /** What is sent arrives so much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** New connections get through again; of old ones that were silent, something may be lost. */
  restore(): void {
    this.#mode = "open";
    this.#delayMs = 0;
  }

  async close(): Promise<void> {
    this.cut();
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
