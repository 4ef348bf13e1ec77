// Bundles styles and scripts and draws the icons into static/dist/ (git-ignored).
import { build } from "esbuild";

import { buildIcons } from "./build-icons.mjs";
import { buildPrintFonts } from "./build-print-fonts.mjs";

await build({
  entryPoints: [
    // every page
    "static/css/main.css",
    "static/css/dark.css",
    "static/js/main.js",
    // pages with a map
    "static/css/map.css",
    "static/js/map.js",
    // the camera, when it is asked for
    "static/js/scanner.js",
    // the day of service without network
    "static/js/offline.js",
    // the service worker, and what takes its place when it is switched off
    "static/js/worker/shell.js",
    "static/js/worker/shell_off.js",
  ],
  outdir: "static/dist",
  entryNames: "[name]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  target: ["es2019", "chrome80", "safari14.1"],
  loader: { ".png": "file", ".svg": "file", ".woff2": "file", ".ttf": "file" },
  external: ["/static/*"],
  logLevel: "warning",
});

await buildIcons();
await buildPrintFonts();
