// Copies the fonts that printed sheets are set in. What Noto Sans SC lacks, such as 𠮷, comes from the two others.
import { copyFile, mkdir } from "node:fs/promises";
import { basename } from "node:path";

const FONTS = [
  "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
  "noto-sans-hk/400Regular/NotoSansHK_400Regular.ttf",
  "noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
];
const TARGET = "static/dist/print";

export async function buildPrintFonts() {
  await mkdir(TARGET, { recursive: true });
  await Promise.all(
    FONTS.map((font) => copyFile(`node_modules/@expo-google-fonts/${font}`, `${TARGET}/${basename(font)}`)),
  );
}
