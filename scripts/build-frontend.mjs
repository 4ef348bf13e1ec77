// Bundles the stylesheet and the script of every page into static/dist/ (git-ignored).
import { build } from "esbuild";

await build({
  entryPoints: ["static/css/main.css", "static/css/dark.css", "static/css/map.css", "static/js/main.js", "static/js/map.js"],
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
