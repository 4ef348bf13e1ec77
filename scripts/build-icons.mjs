// Draws the icons of the installed web app from static/img/favicon.svg into static/dist/.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { initWasm, Resvg } from "@resvg/resvg-wasm";

const SOURCE = "static/img/favicon.svg";
const TARGET = "static/dist";
const require = createRequire(import.meta.url);

// Systems cut a maskable icon to their own shape: it has no corners, and its sign stays inside the safe circle.
function withoutCorners(svg, scale) {
  const [, sign] = svg.match(/(<path.*\/>)/s);
  const [, colour] = svg.match(/<rect[^>]*fill="([^"]+)"/);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${colour}"/>
    <g transform="translate(16 16) scale(${scale}) translate(-16 -16)">${sign}</g></svg>`;
}

export async function buildIcons() {
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  await mkdir(TARGET, { recursive: true });
  const svg = await readFile(SOURCE, "utf8");
  const icons = [
    ["icon-192.png", svg, 192],
    ["icon-512.png", svg, 512],
    ["icon-maskable-512.png", withoutCorners(svg, 0.8), 512],
    ["apple-touch-icon.png", withoutCorners(svg, 0.9), 180],
  ];
  for (const [name, drawing, width] of icons) {
    const png = new Resvg(drawing, { fitTo: { mode: "width", value: width } }).render().asPng();
    await writeFile(`${TARGET}/${name}`, png);
  }
}
