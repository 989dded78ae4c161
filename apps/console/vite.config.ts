// Builds the console. The server puts a fresh nonce in place of the text in each answer.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { routesWithoutSchemas, zodWithoutEval } from "./build/contract.ts";
import { drawnLogIn } from "./build/drawn.ts";

const server = process.env.HESPER_DEV_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), routesWithoutSchemas(), zodWithoutEval(), drawnLogIn(), compressed()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // What several pages share comes in one file: each of 80 small ones is a request.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 8 }] } } },
  },
  server: { port: 5173, strictPort: true, proxy: { "/api": { target: server, changeOrigin: false } } },
});
